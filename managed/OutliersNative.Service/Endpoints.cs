using System.Text.Json;

namespace OutliersNative.Service;

/// <summary>The endpoints of the service's own API.</summary>
internal static class Endpoints
{
    public static void MapOutliers(this IEndpointRouteBuilder routes)
    {
        MethodCatalog methods = routes.ServiceProvider.GetRequiredService<MethodCatalog>();
        routes.MapGet("/v1/detectors", context => ListAsync(context, methods));
        routes.MapPost("/v1/analyze", context => AnalyzeAsync(context, methods));
    }

    private static async Task ListAsync(HttpContext context, MethodCatalog methods)
    {
        context.Response.ContentType = "application/json";
        using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartArray("detectors");
        foreach (Method method in methods.All)
        {
            json.WriteStartObject();
            json.WriteString("name", method.Name);
            json.WriteString("summary", method.Description?.Summary ?? "");
            json.WriteStartArray("parameters");
            json.WriteEndArray();
            json.WriteBoolean("stream", method.Description?.HasStream ?? false);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    private static async Task AnalyzeAsync(HttpContext context, MethodCatalog methods)
    {
        string name = context.Request.Query["method"] is [{ Length: > 0 } chosen, ..] ? chosen : "mad";
        if (methods.Find(name) is not { } method)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        using JsonDocument document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        double[] values = [.. document.RootElement.EnumerateArray().Select(each => each.GetDouble())];
        OutlierAnalysis analysis = await method.Detector.AnalyzeAsync(values, cancellationToken: context.RequestAborted);
        context.Response.ContentType = "application/json";
        using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("method", name);
        json.WriteNumber("count", values.Length);
        json.WriteStartArray("outliers");
        foreach (long position in analysis.Positions)
        {
            json.WriteNumberValue(position);
        }
        json.WriteEndArray();
        WriteNumbers(json, "scores", analysis.Scores);
        WriteNumbers(json, "expected", analysis.Expected);
        WriteNumbers(json, "lower", analysis.Lower);
        WriteNumbers(json, "upper", analysis.Upper);
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, double[] numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
        {
            if (double.IsFinite(number))
            {
                json.WriteNumberValue(number);
            }
            else
            {
                json.WriteNullValue();
            }
        }
        json.WriteEndArray();
    }
}
