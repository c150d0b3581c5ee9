using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using static OutliersNative.Service.Tests.Azure.AzureApi;

namespace OutliersNative.Service.Tests.Azure;

internal sealed class EntireDetectTests
{
    private static readonly string[] AnswerFields =
        ["period", "expectedValues", "upperMargins", "lowerMargins", "isAnomaly", "isNegativeAnomaly", "isPositiveAnomaly", "severity"];

    private static readonly string[] Arrays = AnswerFields[1..];

    [Test]
    public async Task Entire_MonthlySeriesWithSpike_HasFieldsOfTheApi()
    {
        JsonElement answer = await DetectAsync(Entire, MonthlyRequest((25, 1200)));
        Assert.Multiple(() =>
        {
            Assert.That(Fields(answer), Is.EquivalentTo(AnswerFields));
            Assert.That(Arrays.Select(field => answer.GetProperty(field).GetArrayLength()), Is.All.EqualTo(48));
            Assert.That(answer.GetProperty("period").GetInt32(), Is.EqualTo(12));
        });
    }

    [Test]
    public async Task Entire_SpikeAndDip_AreFoundWithTheirDirections()
    {
        JsonObject request = MonthlyRequest((25, 1200), (40, 600));
        request["period"] = 12;
        JsonElement answer = await DetectAsync(Entire, request);
        double[] severity = Numbers(answer, "severity"), expected = Numbers(answer, "expectedValues");
        Assert.Multiple(() =>
        {
            Assert.That(Positions(answer, "isAnomaly"), Is.EqualTo(new[] { 25, 40 }));
            Assert.That(Positions(answer, "isPositiveAnomaly"), Is.EqualTo(new[] { 25 }));
            Assert.That(Positions(answer, "isNegativeAnomaly"), Is.EqualTo(new[] { 40 }));
            Assert.That(severity[25], Is.EqualTo((1200 - expected[25]) / expected[25]).Within(1e-9));
            Assert.That(severity[40], Is.EqualTo((expected[40] - 600) / expected[40]).Within(1e-9));
            Assert.That(severity.Where(each => each > 0), Has.Exactly(2).InRange(0.1, 1));
        });
    }

    [Test]
    public async Task Entire_Margins_ContainTheNormalPointsOnly()
    {
        JsonObject request = MonthlyRequest((25, 1200));
        JsonElement answer = await DetectAsync(Entire, request);
        double[] values = [.. request["series"]!.AsArray().Select(point => point!["value"]!.GetValue<double>())];
        double[] expected = Numbers(answer, "expectedValues");
        double[] upper = Numbers(answer, "upperMargins"), lower = Numbers(answer, "lowerMargins");
        int[] outside = [.. Enumerable.Range(0, 48).Where(i => values[i] > expected[i] + upper[i] || values[i] < expected[i] - lower[i])];
        Assert.Multiple(() =>
        {
            Assert.That(outside, Is.EqualTo(new[] { 25 }));
            Assert.That(upper, Is.EqualTo(expected.Select(each => 0.05 * each)).Within(1e-9), "5 % at sensitivity 95");
            Assert.That(lower, Is.EqualTo(upper));
            Assert.That(expected.Zip(Seasonal(48, 12), (one, other) => Math.Abs(one - other)), Is.All.LessThan(10));
        });
    }

    [Test]
    public async Task Entire_HigherSensitivity_HasSmallerMarginsAndMoreAnomalies()
    {
        var anomalies = new List<int>();
        double margin = double.PositiveInfinity;
        foreach (int sensitivity in (int[])[0, 50, 80, 90, 95, 99])
        {
            JsonObject request = MonthlyRequest((10, 1200), (25, 1200), (44, 1000));
            request["period"] = 12;
            request["sensitivity"] = sensitivity;
            JsonElement answer = await DetectAsync(Entire, request);
            anomalies.Add(Positions(answer, "isAnomaly").Length);
            Assert.That(Numbers(answer, "upperMargins")[0], Is.LessThan(margin), $"sensitivity {sensitivity}");
            margin = Numbers(answer, "upperMargins")[0];
        }
        Assert.That(anomalies, Is.Ordered);
        Assert.That((anomalies[0], anomalies[^1]), Is.EqualTo((0, 3)));
    }

    [Test]
    public async Task Entire_MoreAnomaliesThanMaxAnomalyRatio_KeepsTheStrongest()
    {
        double[] values = Level(100, 1000);
        int[] spikes = [4, 11, 23, 30, 46, 53, 61, 70, 84, 95];
        for (int i = 0; i < 10; i++)
        {
            values[spikes[i]] += 100 + (20 * i);
        }
        JsonObject request = new() { ["series"] = Series(values), ["maxAnomalyRatio"] = 0.05, ["sensitivity"] = 95 };
        JsonElement answer = await DetectAsync(Entire, request);
        double[] expected = Numbers(answer, "expectedValues"), upper = Numbers(answer, "upperMargins");
        Assert.Multiple(() =>
        {
            Assert.That(Positions(answer, "isAnomaly"), Is.EqualTo(spikes[5..]));
            Assert.That(expected[46] + upper[46], Is.GreaterThan(values[46]), "a normal point is within its margins");
            Assert.That(Numbers(answer, "severity")[46], Is.Zero);
        });
    }

    [Test]
    public async Task Entire_WithoutGranularityAndTimestamps_FindsTheSpike()
    {
        double[] values = Level(100, 50);
        values[70] = 90;
        JsonElement answer = await DetectAsync(Entire, new JsonObject { ["series"] = Series(values) });
        Assert.That(Positions(answer, "isAnomaly"), Is.EqualTo(new[] { 70 }));
        Assert.That(answer.GetProperty("period").GetInt32(), Is.Zero);
    }

    [TestCase("yearly")]
    [TestCase("Monthly")]
    [TestCase("WEEKLY")]
    [TestCase("daily")]
    [TestCase("Hourly")]
    [TestCase("minutely")]
    [TestCase("secondly")]
    [TestCase("microsecond")]
    [TestCase("None")]
    public async Task Entire_EachGranularity_AcceptsItsIntervals(string granularity)
    {
        double[] values = Level(24, 50);
        values[20] = 90;
        JsonObject request = new()
        {
            ["series"] = Series(values, i => After(granularity, 3 * i)),
            ["granularity"] = granularity,
            ["customInterval"] = 3,
        };
        Assert.That(Positions(await DetectAsync(Entire, request), "isAnomaly"), Is.EqualTo(new[] { 20 }));
    }

    [TestCase("2020-01-31", "2020-02-29", "2020-03-31", "2020-04-30")]
    [TestCase("2020-02-29", "2020-03-31", "2020-04-30", "2020-05-31")]
    [TestCase("2021-01-30", "2021-02-28", "2021-03-30", "2021-04-30")]
    public async Task Entire_MonthlyAtTheEndOfMonths_IsAccepted(params string[] start)
    {
        DateTime fourth = DateTime.SpecifyKind(DateTime.Parse(start[3], null), DateTimeKind.Utc);
        bool last = start[0] is not "2021-01-30";
        JsonArray series = Series(Level(24, 50), i => i < 4
            ? DateTime.SpecifyKind(DateTime.Parse(start[i], null), DateTimeKind.Utc)
            : Month(fourth.Year, fourth.Month + i - 3, last ? 31 : 30));
        JsonElement answer = await DetectAsync(Entire, new JsonObject { ["series"] = series, ["granularity"] = "monthly" });
        Assert.That(Positions(answer, "isAnomaly"), Is.Empty);
    }

    [TestCase("2020-01-01T00:00:00Z", "2020-01-01T01:00:00Z")]
    [TestCase("2020-01-01T00:00:00.0000000Z", "2020-01-01T01:00:00.0000000Z")]
    [TestCase("2020-01-01T02:00:00+02:00", "2020-01-01T01:00:00+00:00")]
    [TestCase("2020-01-01 00:00:00", "2020-01-01 01:00")]
    [TestCase("2020-01-01", "2020-01-01T01:00:00.000000")]
    public async Task Entire_FormsOfIso8601_AreTheSameTime(string first, string second)
    {
        JsonArray series = Series(Level(24, 50), i => FirstTime.AddHours(i));
        series[0]!["timestamp"] = first;
        series[1]!["timestamp"] = second;
        JsonElement answer = await DetectAsync(Entire, new JsonObject { ["series"] = series, ["granularity"] = "hourly" });
        Assert.That(answer.GetProperty("isAnomaly").GetArrayLength(), Is.EqualTo(24));
    }

    [Test]
    public async Task Entire_OtherFieldsOtherCaseNullsAndNumbersAsText_AreAcceptedAsBefore()
    {
        JsonObject request = MonthlyRequest((25, 1200));
        JsonArray points = [.. request["series"]!.AsArray().Select(JsonNode? (point) => new JsonObject
        {
            ["Timestamp"] = point!["timestamp"]!.GetValue<string>(),
            ["Value"] = FormattableString.Invariant($"{point["value"]!.GetValue<double>()}"),
            ["note"] = "x",
        })];
        JsonElement answer = await DetectAsync(Entire, new JsonObject
        {
            ["Series"] = points,
            ["Granularity"] = "monthly",
            ["Sensitivity"] = 95,
            ["period"] = null,
            ["customInterval"] = null,
            ["somethingNew"] = new JsonObject(),
        });
        Assert.That(Positions(answer, "isAnomaly"), Is.EqualTo(new[] { 25 }));
    }

    [TestCase(12)]
    [TestCase(8640)]
    public async Task Entire_FewestAndMostPoints_AreAccepted(int count)
    {
        JsonObject request = new() { ["series"] = Series(Level(count, 50)), ["period"] = 0 };
        Assert.That((await DetectAsync(Entire, request)).GetProperty("severity").GetArrayLength(), Is.EqualTo(count));
    }

    [TestCase(7.0)]
    [TestCase(0.0)]
    [TestCase(-1e100)]
    [TestCase(1e-300)]
    public async Task Entire_ConstantSeries_HasNoAnomalies(double value)
    {
        JsonObject request = new() { ["series"] = Series(Enumerable.Repeat(value, 30)) };
        JsonElement answer = await DetectAsync(Entire, request);
        Assert.That(Positions(answer, "isAnomaly"), Is.Empty);
        Assert.That(Numbers(answer, "expectedValues"), Is.All.EqualTo(value));
    }

    [Test]
    public async Task Entire_ZeroExpected_HasSeverityOne()
    {
        double[] values = new double[30];
        values[15] = 4;
        JsonElement answer = await DetectAsync(Entire, new JsonObject { ["series"] = Series(values) });
        Assert.That(Positions(answer, "isAnomaly"), Is.EqualTo(new[] { 15 }));
        Assert.That(Numbers(answer, "severity")[15], Is.EqualTo(1));
    }

    [TestCase(12)]
    [TestCase(0)]
    [TestCase(1)]
    public async Task Entire_GivenPeriod_IsUsed(int period)
    {
        JsonObject request = MonthlyRequest();
        request["period"] = period;
        Assert.That((await DetectAsync(Entire, request)).GetProperty("period").GetInt32(), Is.EqualTo(period == 1 ? 0 : period));
    }

    [TestCase("v1.0")]
    [TestCase("v1.1")]
    [TestCase("v1.1-preview")]
    [TestCase("v1.1-preview.1")]
    public async Task Detect_EachVersionInThePath_IsAnswered(string version)
    {
        foreach (string operation in (string[])[Entire, Last, ChangePoint])
        {
            Assert.That((await DetectAsync(operation, MonthlyRequest(), version)).GetProperty("period").GetInt32(), Is.EqualTo(12), operation);
        }
    }

    [Test]
    public async Task Detect_EndpointWithSlashAtItsEnd_IsAnswered()
    {
        Answer answer = await SendAsync(
            await Services.DefaultAsync(), "//anomalydetector/v1.1/timeseries/entire/detect", MonthlyRequest().ToJsonString());
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), answer.Body.ToString());
    }

    private static DateTime After(string granularity, int intervals) => granularity.ToUpperInvariant() switch
    {
        "YEARLY" => FirstTime.AddYears(intervals),
        "MONTHLY" => FirstTime.AddMonths(intervals),
        "WEEKLY" => FirstTime.AddDays(7 * intervals),
        "DAILY" => FirstTime.AddDays(intervals),
        "HOURLY" => FirstTime.AddHours(intervals),
        "MINUTELY" => FirstTime.AddMinutes(intervals),
        "SECONDLY" => FirstTime.AddSeconds(intervals),
        "MICROSECOND" => FirstTime.AddMicroseconds(intervals),
        _ => FirstTime,
    };

    private static DateTime Month(int year, int month, int day)
    {
        DateTime first = new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(month - 1);
        return first.AddDays(Math.Min(day, DateTime.DaysInMonth(first.Year, first.Month)) - 1);
    }
}
