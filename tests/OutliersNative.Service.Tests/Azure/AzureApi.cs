using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OutliersNative.Service.Tests.Azure;

/// <summary>Requests to the Azure-compatible API of the service with its default settings, and series to send.</summary>
internal static class AzureApi
{
    public const string Entire = "entire", Last = "last", ChangePoint = "changepoint";

    public static readonly DateTime FirstTime = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Posts a request that must be answered with 200, and returns the answer.</summary>
    public static async Task<JsonElement> DetectAsync(string operation, JsonObject request, string version = "v1.1")
    {
        Answer answer = await PostAsync(operation, request.ToJsonString(), version);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), answer.Body.ToString());
        return answer.Body;
    }

    public static async Task<Answer> PostAsync(string operation, string body, string version = "v1.1") =>
        await SendAsync(await Services.DefaultAsync(), $"/anomalydetector/{version}/timeseries/{operation}/detect", body);

    public static async Task<Answer> SendAsync(
        HttpClient client, string path, string body, string? key = null, string type = "application/json; charset=utf-8")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(client.BaseAddress!.ToString().TrimEnd('/') + path));
        request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(type));
        if (key is not null)
        {
            request.Headers.Add("Ocp-Apim-Subscription-Key", key);
        }
        using HttpResponseMessage response = await client.SendAsync(request);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        response.Headers.TryGetValues("x-ms-error-code", out IEnumerable<string>? code);
        return new Answer(response.StatusCode, response.Content.Headers.ContentType?.MediaType, code?.Single(), json.RootElement.Clone());
    }

    /// <summary>A request in the form of the published examples: 48 monthly points with a season of 12.</summary>
    public static JsonObject MonthlyRequest(params (int At, double Value)[] changes)
    {
        double[] values = Seasonal(48, 12);
        foreach ((int at, double value) in changes)
        {
            values[at] = value;
        }
        return new JsonObject
        {
            ["series"] = Series(values, i => FirstTime.AddMonths(i)),
            ["granularity"] = "monthly",
            ["maxAnomalyRatio"] = 0.25,
            ["sensitivity"] = 95,
            ["imputeMode"] = "auto",
        };
    }

    public static JsonArray Series(IEnumerable<double> values, Func<int, DateTime>? time = null) =>
        [.. values.Select(JsonNode? (value, i) => time is null
            ? new JsonObject { ["value"] = value }
            : new JsonObject { ["timestamp"] = time(i).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", null), ["value"] = value })];

    /// <summary>A season of 100 around 900, a trend of 0.2 a value, and noise of up to 3.</summary>
    public static double[] Seasonal(int count, int period) =>
        [.. Enumerable.Range(0, count).Select(i => 900 + (100 * Math.Sin(2 * Math.PI * i / period)) + (0.2 * i) + (3 * Noise(i)))];

    /// <summary>A level with noise of up to 1.</summary>
    public static double[] Level(int count, double level) => Levels((count, level));

    /// <summary>One level after the other, with noise of up to 1.</summary>
    public static double[] Levels(params (int Count, double Level)[] levels) =>
        [.. levels.SelectMany(each => Enumerable.Repeat(each.Level, each.Count)).Select((level, i) => level + Noise(i))];

    public static int[] Positions(JsonElement answer, string field) =>
        [.. answer.GetProperty(field).EnumerateArray().Select((each, i) => each.GetBoolean() ? i : -1).Where(i => i >= 0)];

    public static double[] Numbers(JsonElement answer, string field) =>
        [.. answer.GetProperty(field).EnumerateArray().Select(each => each.GetDouble())];

    public static string[] Fields(JsonElement answer) => [.. answer.EnumerateObject().Select(each => each.Name)];

    /// <summary>From -1 to 1, without a period, and the same in each run.</summary>
    private static double Noise(int i) => ((((uint)i + 1) * 2654435769u) ^ (((uint)i + 7) * 2246822519u >> 5)) % 2001 / 1000.0 - 1;
}

internal sealed record Answer(HttpStatusCode Status, string? MediaType, string? ErrorCode, JsonElement Body);
