using System.Text;
using System.Text.Json;

namespace OutliersNative.Service.Tests;

/// <summary>An answer of the service, read whole.</summary>
internal sealed record Answer(int Status, string? Type, string Text, HttpResponseMessage Message)
{
    public JsonElement Json { get; } = JsonOf(Text);

    /// <summary>The detail of problem details.</summary>
    public string Detail => Json.GetProperty("detail").GetString()!;

    public long[] Outliers => LongsOf(Json);

    public static long[] LongsOf(JsonElement judgement) => [.. judgement.GetProperty("outliers").EnumerateArray().Select(each => each.GetInt64())];

    public double?[] Numbers(string name) =>
        [.. Json.GetProperty(name).EnumerateArray().Select(each => each.ValueKind == JsonValueKind.Null ? (double?)null : each.GetDouble())];

    private static JsonElement JsonOf(string text)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement;
        }
        catch (JsonException)
        {
            return default;
        }
    }
}

internal static class ClientExtensions
{
    public const string Json = "application/json", Csv = "text/csv", Binary = "application/octet-stream";

    public static Task<Answer> PostAsync(this HttpClient client, string path, string body, string? type = Json) =>
        client.PostAsync(path, Encoding.UTF8.GetBytes(body), type);

    public static Task<Answer> PostAsync(this HttpClient client, string path, double[] values) =>
        client.PostAsync(path, [.. values.SelectMany(BitConverter.GetBytes)], Binary);

    public static async Task<Answer> PostAsync(this HttpClient client, string path, byte[] body, string? type)
    {
        using var content = new ByteArrayContent(body);
        if (type is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        return await ReadAsync(await client.PostAsync(new Uri(path, UriKind.Relative), content));
    }

    public static async Task<Answer> GetAnswerAsync(this HttpClient client, string path) =>
        await ReadAsync(await client.GetAsync(new Uri(path, UriKind.Relative)));

    public static async Task<Answer> ReadAsync(HttpResponseMessage message) =>
        new((int)message.StatusCode, message.Content.Headers.ContentType?.MediaType, await message.Content.ReadAsStringAsync(), message);
}
