using System.Text.Json;
using System.Text.Json.Nodes;
using static OutliersNative.Service.Tests.Azure.AzureApi;

namespace OutliersNative.Service.Tests.Azure;

internal sealed class MissingPointsTests
{
    [TestCase(null)]
    [TestCase("auto")]
    [TestCase("Previous")]
    [TestCase("LINEAR")]
    [TestCase("fixed")]
    [TestCase("zero")]
    public async Task Entire_PointsMissing_KeepsSeasonAndOrder(string? mode)
    {
        JsonElement answer = await DetectAsync(Entire, WithGaps(mode));
        Assert.Multiple(() =>
        {
            Assert.That(answer.GetProperty("isAnomaly").GetArrayLength(), Is.EqualTo(91), "one entry for each point that was sent");
            Assert.That(Positions(answer, "isAnomaly"), Is.EqualTo(new[] { 75 }));
        });
    }

    [Test]
    public async Task Entire_PointsMissing_FindsThePeriod()
    {
        JsonObject request = WithGaps(null);
        request["period"] = null;
        Assert.That((await DetectAsync(Entire, request)).GetProperty("period").GetInt32(), Is.EqualTo(12));
    }

    [TestCase("notFill")]
    [TestCase("NOTFILL")]
    public async Task Entire_NotFill_TakesThePointsAsConsecutive(string mode)
    {
        JsonObject request = WithGaps(mode);
        JsonElement consecutive = await DetectAsync(Entire, new JsonObject
        {
            ["series"] = Series(request["series"]!.AsArray().Select(point => point!["value"]!.GetValue<double>())),
            ["period"] = 12,
            ["sensitivity"] = 95,
        });
        Assert.That((await DetectAsync(Entire, request)).ToString(), Is.EqualTo(consecutive.ToString()));
    }

    // The window of the trend has 25 values, of which most are missing ones here.
    [TestCase("previous", null, 10)]
    [TestCase("linear", null, 10)]
    [TestCase("fixed", 100.0, 100)]
    [TestCase("zero", null, 0)]
    public async Task Last_MostPointsMissing_ExpectsWhatStandsInForThem(string mode, double? fixedValue, double expected)
    {
        int[] slots = [.. Enumerable.Range(0, 10), 34, 35, 36, 37];
        JsonObject request = new()
        {
            ["series"] = Series(slots.Select(_ => 10.0), i => FirstTime.AddDays(slots[i])),
            ["granularity"] = "daily",
            ["period"] = 0,
            ["imputeMode"] = mode,
            ["imputeFixedValue"] = fixedValue,
        };
        JsonElement answer = await DetectAsync(Last, request);
        Assert.That(answer.GetProperty("expectedValue").GetDouble(), Is.EqualTo(expected).Within(1e-9));
    }

    [Test]
    public async Task Entire_MoreThan17280WithMissingPoints_TakesThePointsAsConsecutive()
    {
        double[] values = Level(24, 50);
        values[20] = 90;
        JsonObject request = new()
        {
            ["series"] = Series(values, i => FirstTime.AddSeconds(i).AddDays(i < 12 ? 0 : 300)),
            ["granularity"] = "secondly",
        };
        Assert.That(Positions(await DetectAsync(Entire, request), "isAnomaly"), Is.EqualTo(new[] { 20 }));
    }

    [Test]
    public async Task ChangePoint_PointsMissing_AreInterpolated()
    {
        int[] slots = [.. Enumerable.Range(0, 120).Where(i => i is not (30 or 31 or 32 or 60 or 90))];
        double[] values = Levels((60, 50), (60, 80));
        JsonObject request = new()
        {
            ["series"] = Series(slots.Select(i => values[i]), i => FirstTime.AddDays(slots[i])),
            ["granularity"] = "daily",
        };
        JsonElement answer = await DetectAsync(ChangePoint, request);
        Assert.That(answer.GetProperty("confidenceScores").GetArrayLength(), Is.EqualTo(115));
        Assert.That(Positions(answer, "isChangePoint").Select(i => slots[i]), Is.EqualTo(new[] { 61 }), "60 is missing");
    }

    /// <summary>96 hourly points with a season of 12 and a spike, of which five are missing: 20, 40 to 42, and 61.</summary>
    private static JsonObject WithGaps(string? mode)
    {
        double[] values = Seasonal(96, 12);
        values[80] += 300;
        int[] slots = [.. Enumerable.Range(0, 96).Where(i => i is not (20 or 40 or 41 or 42 or 61))];
        return new JsonObject
        {
            ["series"] = Series(slots.Select(i => values[i]), i => FirstTime.AddHours(slots[i])),
            ["granularity"] = "hourly",
            ["period"] = 12,
            ["sensitivity"] = 95,
            ["imputeMode"] = mode,
            ["imputeFixedValue"] = 900,
        };
    }
}
