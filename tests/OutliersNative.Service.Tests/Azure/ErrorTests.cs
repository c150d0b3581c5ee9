using System.Net;
using System.Text.Json.Nodes;
using static OutliersNative.Service.Tests.Azure.AzureApi;

namespace OutliersNative.Service.Tests.Azure;

internal sealed class ErrorTests
{
    private static readonly string[] AnswerFields = ["code", "message"];

    [TestCase("", "InvalidJsonFormat")]
    [TestCase("{\"series\": [", "InvalidJsonFormat")]
    [TestCase("{\"series\": [{\"value\": NaN}]}", "InvalidJsonFormat")]
    [TestCase("{\"\\ud800\": 1}", "InvalidJsonFormat")]
    [TestCase("{\"series\": [], \"granularity\": \"\\ud800\"}", "InvalidJsonFormat")]
    [TestCase("[]", "InvalidJsonFormat")]
    [TestCase("null", "InvalidJsonFormat")]
    [TestCase("{}", "RequiredSeries")]
    [TestCase("{\"series\": null}", "RequiredSeries")]
    [TestCase("{\"series\": {}, \"granularity\": \"daily\"}", "BadArgument")]
    [TestCase("{\"series\": \"1,2,3\", \"granularity\": \"daily\"}", "BadArgument")]
    [TestCase("{\"series\": [], \"granularity\": \"daily\"}", "InvalidSeries")]
    public async Task Detect_BodyThatIsNoSeries_IsRefused(string body, string code)
    {
        foreach (string operation in (string[])[Entire, Last, ChangePoint])
        {
            Refused(await PostAsync(operation, body), code);
        }
    }

    [TestCase("granularity", "\"fortnightly\"", "InvalidGranularity")]
    [TestCase("granularity", "3", "InvalidGranularity")]
    [TestCase("granularity", "\"3\"", "InvalidGranularity")]
    [TestCase("granularity", "\"daily,hourly\"", "InvalidGranularity")]
    [TestCase("granularity", "\"\"", "InvalidGranularity")]
    [TestCase("customInterval", "0", "InvalidCustomInterval")]
    [TestCase("customInterval", "-5", "InvalidCustomInterval")]
    [TestCase("customInterval", "1.5", "InvalidCustomInterval")]
    [TestCase("customInterval", "\"1\"", "InvalidCustomInterval")]
    [TestCase("customInterval", "99999999999", "InvalidCustomInterval")]
    [TestCase("period", "-1", "InvalidPeriod")]
    [TestCase("period", "2.5", "InvalidPeriod")]
    [TestCase("period", "\"auto\"", "InvalidPeriod")]
    [TestCase("period", "24", "InvalidModelArgument")]
    [TestCase("maxAnomalyRatio", "0", "InvalidModelArgument")]
    [TestCase("maxAnomalyRatio", "0.5", "InvalidModelArgument")]
    [TestCase("maxAnomalyRatio", "\"0.2\"", "InvalidModelArgument")]
    [TestCase("sensitivity", "-1", "InvalidModelArgument")]
    [TestCase("sensitivity", "100", "InvalidModelArgument")]
    [TestCase("sensitivity", "95.5", "InvalidModelArgument")]
    [TestCase("imputeMode", "\"median\"", "InvalidImputeMode")]
    [TestCase("imputeMode", "true", "InvalidImputeMode")]
    [TestCase("imputeMode", "\"fixed\"", "InvalidImputeFixedValue")]
    [TestCase("imputeFixedValue", "\"ten\"", "InvalidImputeFixedValue")]
    [TestCase("imputeFixedValue", "1e999", "InvalidImputeFixedValue")]
    public async Task Detect_InvalidField_IsRefusedWithItsName(string field, string value, string code)
    {
        JsonObject request = MonthlyRequest();
        request[field] = JsonNode.Parse(value);
        foreach (string operation in (string[])[Entire, Last])
        {
            string message = Refused(await PostAsync(operation, request.ToJsonString()), code);
            Assert.That(message, Does.Contain(field == "imputeMode" && code == "InvalidImputeFixedValue" ? "'imputeFixedValue'" : $"'{field}'"));
            Assert.That(message, Does.Contain("expected"));
        }
    }

    [TestCase("granularity", "null", "RequiredGranularity")]
    [TestCase("granularity", "\"none\"", "InvalidGranularity")]
    [TestCase("granularity", "\"microsecond\"", "InvalidGranularity")]
    [TestCase("granularity", "\"fortnightly\"", "InvalidGranularity")]
    [TestCase("customInterval", "0", "InvalidCustomInterval")]
    [TestCase("period", "-1", "InvalidPeriod")]
    [TestCase("period", "24", "InvalidModelArgument")]
    [TestCase("stableTrendWindow", "0", "InvalidModelArgument")]
    [TestCase("stableTrendWindow", "2.5", "InvalidModelArgument")]
    [TestCase("threshold", "1.01", "InvalidModelArgument")]
    [TestCase("threshold", "-0.1", "InvalidModelArgument")]
    [TestCase("threshold", "\"high\"", "InvalidModelArgument")]
    public async Task ChangePoint_InvalidField_IsRefusedWithItsName(string field, string value, string code)
    {
        JsonObject request = MonthlyRequest();
        request[field] = JsonNode.Parse(value);
        string message = Refused(await PostAsync(ChangePoint, request.ToJsonString()), code);
        Assert.That(message, Does.Contain($"'{field}'"));
    }

    [TestCase("{}", "BadArgument", "value of series[7]")]
    [TestCase("5", "BadArgument", "series[7] is 5")]
    [TestCase("null", "BadArgument", "series[7] is null")]
    [TestCase("{\"timestamp\": \"2020-08-01T00:00:00Z\"}", "BadArgument", "value of series[7] is missing")]
    [TestCase("{\"timestamp\": \"2020-08-01T00:00:00Z\", \"value\": null}", "BadArgument", "value of series[7] is null")]
    [TestCase("{\"timestamp\": \"2020-08-01T00:00:00Z\", \"value\": \"high\"}", "BadArgument", "value of series[7] is \"high\"")]
    [TestCase("{\"timestamp\": \"2020-08-01T00:00:00Z\", \"value\": \"NaN\"}", "BadArgument", "value of series[7]")]
    [TestCase("{\"timestamp\": \"2020-08-01T00:00:00Z\", \"value\": 1e101}", "InvalidSeries", "1e100")]
    [TestCase("{\"timestamp\": \"2020-08-01T00:00:00Z\", \"value\": 1e999}", "InvalidSeries", "1e100")]
    [TestCase("{\"value\": 900}", "BadArgument", "timestamp of series[7] is missing")]
    [TestCase("{\"timestamp\": 1596240000, \"value\": 900}", "BadArgument", "timestamp of series[7] is 1596240000")]
    [TestCase("{\"timestamp\": \"08/01/2020\", \"value\": 900}", "BadArgument", "ISO 8601")]
    [TestCase("{\"timestamp\": \"2020-13-01T00:00:00Z\", \"value\": 900}", "BadArgument", "ISO 8601")]
    [TestCase("{\"timestamp\": \"2020-07-01T00:00:00Z\", \"value\": 900}", "InvalidSeries", "series[7] has the same timestamp")]
    [TestCase("{\"timestamp\": \"2020-06-01T00:00:00Z\", \"value\": 900}", "InvalidSeries", "series[7] is earlier")]
    [TestCase("{\"timestamp\": \"2020-08-02T00:00:00Z\", \"value\": 900}", "InvalidSeries", "timestamp of series[7]")]
    [TestCase("{\"timestamp\": \"2020-08-01T00:00:01Z\", \"value\": 900}", "InvalidSeries", "'monthly'")]
    public async Task Detect_InvalidPoint_IsRefusedWithItsPosition(string point, string code, string message)
    {
        JsonObject request = MonthlyRequest();
        request["series"]!.AsArray()[7] = JsonNode.Parse(point);
        foreach (string operation in (string[])[Entire, Last, ChangePoint])
        {
            Assert.That(Refused(await PostAsync(operation, request.ToJsonString()), code), Does.Contain(message));
        }
    }

    [TestCase("daily", 2)]
    [TestCase("hourly", 25)]
    [TestCase("weekly", 2)]
    [TestCase("yearly", 1)]
    public async Task Detect_TimestampsOffTheGrid_AreRefused(string granularity, int interval)
    {
        JsonObject request = new()
        {
            ["series"] = Series(Level(24, 50), i => FirstTime.AddDays(i)),
            ["granularity"] = granularity,
            ["customInterval"] = interval,
        };
        string message = Refused(await PostAsync(Entire, request.ToJsonString()), "InvalidSeries");
        Assert.That(message, Does.Contain("series[1]").And.Contain(granularity));
    }

    [TestCase(11)]
    [TestCase(8641)]
    public async Task Detect_TooFewOrManyPoints_AreRefused(int count)
    {
        JsonObject request = new() { ["series"] = Series(Level(count, 50), i => FirstTime.AddDays(i)), ["granularity"] = "daily" };
        foreach (string operation in (string[])[Entire, Last, ChangePoint])
        {
            string message = Refused(await PostAsync(operation, request.ToJsonString()), "InvalidSeries");
            Assert.That(message, Does.Contain($"{count}").And.Contain("12 to 8640"));
        }
    }

    [TestCase("/anomalydetector/v1.1/timeseries/last/detect")]
    [TestCase("//anomalydetector/v1.0/timeseries/entire/detect")]
    public async Task Detect_WithoutKey_Is401InTheFormOfTheApi(string path)
    {
        HttpClient client = await Services.KeysAsync();
        Answer answer = await SendAsync(client, path, MonthlyRequest().ToJsonString(), "0123456789abcdef-wrong");
        Refused(answer, "Unauthorized", HttpStatusCode.Unauthorized);
        answer = await SendAsync(client, path, MonthlyRequest().ToJsonString(), Services.Key);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), answer.Body.ToString());
    }

    [Test]
    public async Task Detect_BodyOverTheLimit_Is413InTheFormOfTheApi()
    {
        HttpClient client = (await Services.SmallAsync()).Client;
        string body = new JsonObject { ["series"] = Series(Level(200, 123.456)) }.ToJsonString();
        Answer answer = await SendAsync(client, "/anomalydetector/v1.1/timeseries/entire/detect", body);
        string message = Refused(answer, "PayloadTooLarge", HttpStatusCode.RequestEntityTooLarge);
        Assert.That(message, Does.Contain("4000 bytes"));
    }

    [Test]
    public async Task Detect_BodyOverTheLimitOfTheApi_Is413()
    {
        string message = Refused(await PostAsync(Entire, new string(' ', (2 << 20) + 1)), "PayloadTooLarge", HttpStatusCode.RequestEntityTooLarge);
        Assert.That(message, Does.Contain("2097152 bytes"));
    }

    [TestCase("text/plain", "UnsupportedMediaType", 415)]
    [TestCase("application/x-www-form-urlencoded", "UnsupportedMediaType", 415)]
    [TestCase("application/json", "RequiredSeries", 400)]
    [TestCase("application/json; charset=utf-8", "RequiredSeries", 400)]
    [TestCase("application/merge-patch+json", "RequiredSeries", 400)]
    public async Task Detect_ContentType_IsJson(string type, string code, int status)
    {
        HttpClient client = await Services.DefaultAsync();
        Refused(await SendAsync(client, "/anomalydetector/v1.1/timeseries/entire/detect", "{}", type: type), code, (HttpStatusCode)status);
    }

    [Test]
    public async Task Detect_DetectorWithInfiniteBounds_Is500WithoutAPartialBody()
    {
        using ServiceProcess service = await ServiceProcess.StartAsync([
            .. ServiceProcess.TestDetectors, "Outliers:Detectors:azure-anomaly:Module=service_detectors",
            "Outliers:Detectors:azure-anomaly:Function=boundless", "Outliers:Detectors:azure-anomaly:WarmUpValues=0",
        ]);
        Answer answer = await SendAsync(
            service.Client, "/anomalydetector/v1.1/timeseries/entire/detect", MonthlyRequest().ToJsonString());
        string message = Refused(answer, "InternalServerError", HttpStatusCode.InternalServerError);
        Assert.That(message, Does.Contain("not finite"));
    }

    [Test]
    public async Task Detect_DetectorThatNeverEnds_Is504InTheFormOfTheApi()
    {
        using ServiceProcess service = await ServiceProcess.StartAsync([
            .. ServiceProcess.TestDetectors, "Service:Timeout=00:00:00.5", "Outliers:Detectors:azure-anomaly:Module=service_detectors",
            "Outliers:Detectors:azure-anomaly:Function=never", "Outliers:Detectors:azure-anomaly:WarmUpValues=0",
        ]);
        Answer answer = await SendAsync(
            service.Client, "/anomalydetector/v1.1/timeseries/entire/detect", MonthlyRequest().ToJsonString());
        Refused(answer, "GatewayTimeout", HttpStatusCode.GatewayTimeout);
    }

    private static string Refused(Answer answer, string code, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(status), answer.Body.ToString());
            Assert.That(answer.MediaType, Is.EqualTo("application/json"));
            Assert.That(Fields(answer.Body), Is.EquivalentTo(AnswerFields), answer.Body.ToString());
            Assert.That(answer.ErrorCode, Is.EqualTo(code), answer.Body.ToString());
            Assert.That(answer.Body.GetProperty("code").GetString(), Is.EqualTo(code));
        });
        return answer.Body.GetProperty("message").GetString()!;
    }
}
