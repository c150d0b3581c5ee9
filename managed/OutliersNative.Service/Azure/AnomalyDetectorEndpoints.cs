using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using OutliersNative.Hosting;

namespace OutliersNative.Service.Azure;

/// <summary>The univariate API of the retired Azure Anomaly Detector, so that its clients change the address alone.</summary>
internal static class AnomalyDetectorEndpoints
{
    private const string CodeHeader = "x-ms-error-code";

    /// <summary>Upper bound of a body, in bytes. Room for 8640 points, the limit, of 240 bytes each.</summary>
    private const long MostBytes = 2L << 20;

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
            group.MapPost("/entire/detect", context => AnswerAsync(context, DetectRequest.Read, EntireAsync));
            group.MapPost("/last/detect", context => AnswerAsync(context, DetectRequest.Read, LastAsync));
            group.MapPost("/changepoint/detect", context => AnswerAsync(context, ChangePointRequest.Read, ChangePointAsync));
        }
    }

    private static async Task EntireAsync(HttpContext context, AnomalyDetection detection, DetectRequest request)
    {
        (PointVerdict[] verdicts, int period) = await detection.DetectEntireAsync(request, context.RequestAborted);
        await WriteAsync(context, json =>
        {
            json.WriteNumber("period", period);
            WriteArray(json, "expectedValues", verdicts, (json, each) => json.WriteNumberValue(Finite(each.Expected)));
            WriteArray(json, "upperMargins", verdicts, (json, each) => json.WriteNumberValue(Finite(each.UpperMargin)));
            WriteArray(json, "lowerMargins", verdicts, (json, each) => json.WriteNumberValue(Finite(each.LowerMargin)));
            WriteArray(json, "isAnomaly", verdicts, (json, each) => json.WriteBooleanValue(each.IsAnomaly));
            WriteArray(json, "isNegativeAnomaly", verdicts, (json, each) => json.WriteBooleanValue(each.IsNegative));
            WriteArray(json, "isPositiveAnomaly", verdicts, (json, each) => json.WriteBooleanValue(each.IsPositive));
            WriteArray(json, "severity", verdicts, (json, each) => json.WriteNumberValue(Finite(each.Severity)));
        });
    }

    private static async Task LastAsync(HttpContext context, AnomalyDetection detection, DetectRequest request)
    {
        (PointVerdict verdict, int period) = await detection.DetectLastAsync(request, context.RequestAborted);
        await WriteAsync(context, json =>
        {
            json.WriteNumber("period", period);
            json.WriteNumber("suggestedWindow", AnomalyDetection.SuggestedWindow(period, request.Granularity));
            json.WriteNumber("expectedValue", Finite(verdict.Expected));
            json.WriteNumber("upperMargin", Finite(verdict.UpperMargin));
            json.WriteNumber("lowerMargin", Finite(verdict.LowerMargin));
            json.WriteBoolean("isAnomaly", verdict.IsAnomaly);
            json.WriteBoolean("isNegativeAnomaly", verdict.IsNegative);
            json.WriteBoolean("isPositiveAnomaly", verdict.IsPositive);
            json.WriteNumber("severity", Finite(verdict.Severity));
        });
    }

    private static async Task ChangePointAsync(HttpContext context, AnomalyDetection detection, ChangePointRequest request)
    {
        (bool[] found, double[] confidence, int period) = await detection.DetectChangePointsAsync(request, context.RequestAborted);
        await WriteAsync(context, json =>
        {
            json.WriteNumber("period", period);
            WriteArray(json, "isChangePoint", found, (json, each) => json.WriteBooleanValue(each));
            WriteArray(json, "confidenceScores", confidence, (json, each) => json.WriteNumberValue(Finite(each)));
        });
    }

    private static async Task AnswerAsync<T>(
        HttpContext context, Func<RequestFields, T> read, Func<HttpContext, AnomalyDetection, T, Task> answer)
    {
        T request;
        try
        {
            using JsonDocument document = await ParseAsync(context);
            request = read(new RequestFields(document.RootElement));
        }
        catch (InvalidRequestException e)
        {
            await RejectAsync(context, StatusCodes.Status400BadRequest, e.Code, e.Message);
            return;
        }
        catch (JsonException e)
        {
            await RejectAsync(context, StatusCodes.Status400BadRequest, ErrorCodes.InvalidJsonFormat, $"The request is not JSON: {e.Message}");
            return;
        }
        catch (InvalidOperationException) // of System.Text.Json: a lone surrogate, or bytes that are not UTF-8
        {
            await RejectAsync(
                context, StatusCodes.Status400BadRequest, ErrorCodes.InvalidJsonFormat, "The request has text that is not valid Unicode; expected JSON in UTF-8.");
            return;
        }
        await answer(context, context.RequestServices.GetRequiredService<AnomalyDetection>(), request);
    }

    private static async Task<JsonDocument> ParseAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            string? given = context.Request.ContentType;
            throw new RequestException(new Problem(
                StatusCodes.Status415UnsupportedMediaType,
                $"The request has {(string.IsNullOrEmpty(given) ? "no Content-Type" : $"the Content-Type '{given}'")}; expected application/json."));
        }
        IHttpMaxRequestBodySizeFeature size = context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>();
        bool isOwn = size.MaxRequestBodySize is not < MostBytes;
        if (isOwn)
        {
            size.MaxRequestBodySize = MostBytes;
        }
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        }
        catch (BadHttpRequestException e) when (isOwn && e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new RequestException(new Problem(
                e.StatusCode, $"The body is longer than {MostBytes} bytes, the limit of these requests. Send at most 8640 points, without other fields."));
        }
    }

    /// <summary>Writes an error of the other parts of the service, such as a missing key.</summary>
    private static Task WriteAsync(HttpContext context, Problem problem) =>
        RejectAsync(context, problem.Status, problem.Title.Replace(" ", "", StringComparison.Ordinal), problem.Detail);

    private static Task RejectAsync(HttpContext context, int status, string code, string message)
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
        // The response starts when the answer is complete: an error in between has its own.
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, Relaxed))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.WrittenCount;
        await context.Response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    /// <summary>A number of the answer.</summary>
    /// <exception cref="RequestException">JSON has no such number. A configured detector can give it; the bundled ones do not.</exception>
    private static double Finite(double number) => double.IsFinite(number) ? number : throw new RequestException(new Problem(
        StatusCodes.Status500InternalServerError,
        "The detector gave an expected value, a bound or a score that is not finite; this API answers with finite numbers only."));

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
