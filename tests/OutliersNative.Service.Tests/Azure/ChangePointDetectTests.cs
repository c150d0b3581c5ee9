using System.Text.Json;
using System.Text.Json.Nodes;
using static OutliersNative.Service.Tests.Azure.AzureApi;

namespace OutliersNative.Service.Tests.Azure;

internal sealed class ChangePointDetectTests
{
    private static readonly string[] AnswerFields = ["period", "isChangePoint", "confidenceScores"];

    [Test]
    public async Task ChangePoint_TwoSteps_AreFoundAtTheirFirstPoints()
    {
        // Every five minutes, with the fields of the published example.
        double[] values = Levels((80, 1650), (70, 1800), (90, 1500));
        JsonObject request = new()
        {
            ["series"] = Series(values, i => FirstTime.AddMinutes(5 * i)),
            ["granularity"] = "minutely",
            ["customInterval"] = 5,
            ["stableTrendWindow"] = 10,
            ["threshold"] = 0.99,
            ["period"] = 0,
        };
        JsonElement answer = await DetectAsync(ChangePoint, request);
        double[] confidence = Numbers(answer, "confidenceScores");
        Assert.Multiple(() =>
        {
            Assert.That(Fields(answer), Is.EquivalentTo(AnswerFields));
            Assert.That(answer.GetProperty("period").GetInt32(), Is.Zero);
            Assert.That(answer.GetProperty("isChangePoint").GetArrayLength(), Is.EqualTo(240));
            Assert.That(Positions(answer, "isChangePoint"), Is.EqualTo(new[] { 80, 150 }));
            Assert.That(confidence, Has.Length.EqualTo(240).And.All.InRange(0, 1));
            Assert.That(confidence.Index().Where(each => each.Item > 0.5).Select(each => each.Index), Is.EqualTo(new[] { 80, 150 }));
        });
    }

    [TestCase(24)]
    [TestCase(null)]
    public async Task ChangePoint_SeriesWithSeason_FindsTheStepAndThePeriod(int? period)
    {
        double[] values = [.. Seasonal(480, 24).Select((value, i) => i < 240 ? value : value + 80)];
        JsonObject request = new()
        {
            ["series"] = Series(values, i => FirstTime.AddHours(i)),
            ["granularity"] = "hourly",
            ["period"] = period,
        };
        JsonElement answer = await DetectAsync(ChangePoint, request);
        Assert.That(answer.GetProperty("period").GetInt32(), Is.EqualTo(24));
        Assert.That(Positions(answer, "isChangePoint"), Has.Length.EqualTo(1).And.All.InRange(238, 242));
    }

    [Test]
    public async Task ChangePoint_LowerThreshold_AcceptsFewer()
    {
        double[] values = Levels((60, 50), (60, 53), (60, 60), (60, 200));
        var found = new List<int>();
        foreach (double threshold in (double[])[0, 0.5, 0.9, 1])
        {
            JsonObject request = new()
            {
                ["series"] = Series(values, i => FirstTime.AddDays(i)),
                ["granularity"] = "daily",
                ["threshold"] = threshold,
                ["stableTrendWindow"] = 10,
            };
            found.Add(Positions(await DetectAsync(ChangePoint, request), "isChangePoint").Length);
        }
        Assert.That(found, Is.Ordered);
        Assert.That(found[0], Is.LessThan(found[^1]));
    }

    [Test]
    public async Task ChangePoint_SteadySeries_HasNone()
    {
        JsonObject request = new() { ["series"] = Series(Level(200, 50), i => FirstTime.AddDays(i)), ["granularity"] = "daily" };
        JsonElement answer = await DetectAsync(ChangePoint, request);
        Assert.That(Positions(answer, "isChangePoint"), Is.Empty);
    }

    [Test]
    public async Task ChangePoint_WindowLongerThanTheSeries_IsShortened()
    {
        JsonObject request = new()
        {
            ["series"] = Series(Levels((20, 50), (20, 80)), i => FirstTime.AddMinutes(i)),
            ["granularity"] = "minutely",
            ["stableTrendWindow"] = 1000,
        };
        Assert.That(Positions(await DetectAsync(ChangePoint, request), "isChangePoint"), Is.EqualTo(new[] { 20 }));
    }
}
