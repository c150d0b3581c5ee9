using System.Text.Json;
using System.Text.Json.Nodes;
using static OutliersNative.Service.Tests.Azure.AzureApi;

namespace OutliersNative.Service.Tests.Azure;

internal sealed class LastDetectTests
{
    private static readonly string[] AnswerFields =
    [
        "period", "suggestedWindow", "expectedValue", "upperMargin", "lowerMargin",
        "isAnomaly", "isNegativeAnomaly", "isPositiveAnomaly", "severity",
    ];

    [Test]
    public async Task Last_NormalPoint_HasFieldsOfTheApi()
    {
        JsonObject request = MonthlyRequest();
        request["imputeMode"] = "fixed";
        request["imputeFixedValue"] = 800;
        JsonElement answer = await DetectAsync(Last, request);
        double expected = answer.GetProperty("expectedValue").GetDouble();
        Assert.Multiple(() =>
        {
            Assert.That(Fields(answer), Is.EquivalentTo(AnswerFields));
            Assert.That(answer.GetProperty("period").GetInt32(), Is.EqualTo(12));
            Assert.That(answer.GetProperty("suggestedWindow").GetInt32(), Is.EqualTo(49));
            Assert.That(expected, Is.EqualTo(Seasonal(48, 12)[^1]).Within(10));
            Assert.That(answer.GetProperty("upperMargin").GetDouble(), Is.EqualTo(0.05 * expected).Within(1e-9));
            Assert.That(answer.GetProperty("lowerMargin").GetDouble(), Is.EqualTo(0.05 * expected).Within(1e-9));
            Assert.That(answer.GetProperty("isAnomaly").GetBoolean(), Is.False);
            Assert.That(answer.GetProperty("severity").GetDouble(), Is.Zero);
        });
    }

    [TestCase(1200, true)]
    [TestCase(600, false)]
    public async Task Last_SpikeOrDip_IsFoundWithItsDirection(double value, bool positive)
    {
        JsonElement answer = await DetectAsync(Last, MonthlyRequest((47, value)));
        Assert.Multiple(() =>
        {
            Assert.That(answer.GetProperty("isAnomaly").GetBoolean(), Is.True);
            Assert.That(answer.GetProperty("isPositiveAnomaly").GetBoolean(), Is.EqualTo(positive));
            Assert.That(answer.GetProperty("isNegativeAnomaly").GetBoolean(), Is.EqualTo(!positive));
            Assert.That(answer.GetProperty("severity").GetDouble(), Is.InRange(0.2, 0.6));
        });
    }

    [Test]
    public async Task Last_ExpectedValueAndMargins_DoNotDependOnThePoint()
    {
        var answers = new HashSet<(double, double)>();
        foreach (double value in (double[])[600, 900, 1e9])
        {
            JsonElement answer = await DetectAsync(Last, MonthlyRequest((47, value)));
            answers.Add((answer.GetProperty("expectedValue").GetDouble(), answer.GetProperty("upperMargin").GetDouble()));
        }
        Assert.That(answers, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Last_EarlierSpike_IsNotReported()
    {
        JsonElement answer = await DetectAsync(Last, MonthlyRequest((46, 1500)));
        Assert.That(answer.GetProperty("isAnomaly").GetBoolean(), Is.False);
    }

    [TestCase(99, true)]
    [TestCase(50, false)]
    public async Task Last_Sensitivity_DecidesOnAModerateSpike(int sensitivity, bool anomaly)
    {
        JsonObject request = MonthlyRequest((47, 1100));
        request["sensitivity"] = sensitivity;
        Assert.That((await DetectAsync(Last, request)).GetProperty("isAnomaly").GetBoolean(), Is.EqualTo(anomaly));
    }

    [TestCase("monthly", 13)]
    [TestCase("daily", 29)]
    [TestCase("hourly", 169)]
    [TestCase("none", 1441)]
    public async Task Last_NoSeason_SuggestsAWindowByGranularity(string granularity, int window)
    {
        JsonObject request = new()
        {
            ["series"] = Series(Level(40, 50), i => granularity switch
            {
                "monthly" => FirstTime.AddMonths(i),
                "daily" => FirstTime.AddDays(i),
                _ => FirstTime.AddHours(i),
            }),
            ["granularity"] = granularity,
            ["period"] = 0,
        };
        JsonElement answer = await DetectAsync(Last, request);
        Assert.That(answer.GetProperty("suggestedWindow").GetInt32(), Is.EqualTo(window));
    }
}
