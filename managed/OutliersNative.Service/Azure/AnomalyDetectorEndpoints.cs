using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OutliersNative.Hosting;

namespace OutliersNative.Service.Azure;

/// <summary>The univariate API of the retired Azure Anomaly Detector, so that its clients change the address alone.</summary>
internal static class AnomalyDetectorEndpoints
{
    private const string CodeHeader = "x-ms-error-code";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }; // quotes in messages

    // The requests and answers of all of them have the same fields.
    private static readonly string[] Versions = ["v1.0", "v1.1", "v1.1-preview", "v1.1-preview.1"];

    public static OutliersBuilder AddAzureAnomalyDetector(this OutliersBuilder builder)
    {
        builder.Services.AddSingleton<AnomalyDetection>();
        Add(AnomalyDetection.SeasonalKey, "seasonal");
        Add(AnomalyDetection.ShiftKey, "shift");
        return builder;

        void Add(string key, string function)
        {
            builder.AddDetector(key, options => options.Function ??= function);
            builder.Services.AddOptions<OutlierDetectorOptions>(key)
                .PostConfigure<IOptions<ServiceOptions>>((options, service) => options.Timeout ??= service.Value.Timeout);
        }
    }

    /// <summary>Takes <c>//anomalydetector/...</c> as <c>/anomalydetector/...</c>, for all that comes later in the pipeline.</summary>
    /// <remarks>The client libraries put a slash between the endpoint and the path, and Azure shows its endpoints with one at the
    /// end.</remarks>
    public static void UseAzureAnomalyDetectorPaths(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (context.Request.Path.Value is { } path && path.StartsWith("//anomalydetector/", StringComparison.OrdinalIgnoreCase))
            {
                context.Request.Path = path[1..];
            }
            return next(context);
        });
        app.UseRouting(); // WebApplication would put it first
    }

    public static void MapAzureAnomalyDetector(this IEndpointRouteBuilder routes)
    {
        foreach (string version in Versions)
        {
            RouteGroupBuilder group = routes.MapGroup($"/anomalydetector/{version}/timeseries").WithMetadata(new ProblemWriter(WriteAsync));
            group.MapPost("/entire/detect", context => AnswerAsync(context, EntireAsync));
            group.MapPost("/last/detect", context => AnswerAsync(context, LastAsync));
            group.MapPost("/changepoint/detect", context => AnswerAsync(context, ChangePointAsync));
        }
    }

    private static async Task EntireAsync(HttpContext context, AnomalyDetection detection, RequestFields fields)
    {
        (PointVerdict[] verdicts, int period) = await detection.DetectEntireAsync(DetectRequest.Read(fields), context.RequestAborted);
        await WriteAsync(context, json =>
        {
            json.WriteNumber("period", period);
            WriteArray(json, "expectedValues", verdicts, (json, each) => json.WriteNumberValue(each.Expected));
            WriteArray(json, "upperMargins", verdicts, (json, each) => json.WriteNumberValue(each.UpperMargin));
            WriteArray(json, "lowerMargins", verdicts, (json, each) => json.WriteNumberValue(each.LowerMargin));
            WriteArray(json, "isAnomaly", verdicts, (json, each) => json.WriteBooleanValue(each.IsAnomaly));
            WriteArray(json, "isNegativeAnomaly", verdicts, (json, each) => json.WriteBooleanValue(each.IsNegative));
            WriteArray(json, "isPositiveAnomaly", verdicts, (json, each) => json.WriteBooleanValue(each.IsPositive));
            WriteArray(json, "severity", verdicts, (json, each) => json.WriteNumberValue(each.Severity));
        });
    }

    private static async Task LastAsync(HttpContext context, AnomalyDetection detection, RequestFields fields)
    {
        DetectRequest request = DetectRequest.Read(fields);
        (PointVerdict verdict, int period) = await detection.DetectLastAsync(request, context.RequestAborted);
        await WriteAsync(context, json =>
        {
            json.WriteNumber("period", period);
            json.WriteNumber("suggestedWindow", AnomalyDetection.SuggestedWindow(period, request.Granularity));
            json.WriteNumber("expectedValue", verdict.Expected);
            json.WriteNumber("upperMargin", verdict.UpperMargin);
            json.WriteNumber("lowerMargin", verdict.LowerMargin);
            json.WriteBoolean("isAnomaly", verdict.IsAnomaly);
            json.WriteBoolean("isNegativeAnomaly", verdict.IsNegative);
            json.WriteBoolean("isPositiveAnomaly", verdict.IsPositive);
            json.WriteNumber("severity", verdict.Severity);
        });
    }

    private static async Task ChangePointAsync(HttpContext context, AnomalyDetection detection, RequestFields fields)
    {
        (bool[] found, double[] confidence, int period) = await detection.DetectChangePointsAsync(
            ChangePointRequest.Read(fields), context.RequestAborted);
        await WriteAsync(context, json =>
        {
            json.WriteNumber("period", period);
            WriteArray(json, "isChangePoint", found, (json, each) => json.WriteBooleanValue(each));
            WriteArray(json, "confidenceScores", confidence, (json, each) => json.WriteNumberValue(each));
        });
    }

    private static async Task AnswerAsync(HttpContext context, Func<HttpContext, AnomalyDetection, RequestFields, Task> answer)
    {
        try
        {
            using JsonDocument document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            await answer(context, context.RequestServices.GetRequiredService<AnomalyDetection>(), new RequestFields(document.RootElement));
        }
        catch (InvalidRequestException e)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, e.Code, e.Message);
        }
        catch (JsonException e)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, ErrorCodes.InvalidJsonFormat, $"The request is not JSON: {e.Message}");
        }
    }

    /// <summary>Writes what the other parts of the service refuse, such as a missing key.</summary>
    private static Task WriteAsync(HttpContext context, Problem problem) =>
        RefuseAsync(context, problem.Status, problem.Title.Replace(" ", "", StringComparison.Ordinal), problem.Detail);

    private static Task RefuseAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        context.Response.Headers[CodeHeader] = code;
        return WriteAsync(context, json =>
        {
            json.WriteString("code", code);
            json.WriteString("message", message);
        });
    }

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> fields)
    {
        context.Response.ContentType = "application/json";
        using var json = new Utf8JsonWriter(context.Response.BodyWriter, Relaxed);
        json.WriteStartObject();
        fields(json);
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    private static void WriteArray<T>(Utf8JsonWriter json, string name, T[] items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            write(json, item);
        }
        json.WriteEndArray();
    }
}
