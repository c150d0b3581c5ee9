using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace OutliersNative.Service;

/// <summary>Why a request failed: problem details, as RFC 9457 defines them.</summary>
/// <param name="Status">The HTTP status code.</param>
/// <param name="Detail">What was expected, what came, what to do.</param>
internal sealed record Problem([property: JsonPropertyOrder(1)] int Status, [property: JsonPropertyOrder(2)] string Detail)
{
    public string Title => ReasonPhrases.GetReasonPhrase(Status);

    /// <summary>The query parameter that the problem is about.</summary>
    [JsonPropertyOrder(3)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Parameter { get; init; }

    /// <summary>The index of the series that the problem is about, counted from 0.</summary>
    [JsonPropertyOrder(4)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Series { get; init; }

    /// <summary>After how many seconds the client may try again.</summary>
    [JsonIgnore]
    public int? RetryAfter { get; init; }

    /// <summary>Writes it as the answer, in the form that the endpoint has chosen by <see cref="ProblemWriter"/>.</summary>
    public Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        if (RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        return context.GetEndpoint()?.Metadata.GetMetadata<ProblemWriter>() is { } writer
            ? writer.WriteAsync(context, this)
            : context.Response.WriteAsJsonAsync(this, ServiceJson.Readable.Problem, "application/problem+json", context.RequestAborted);
    }
}

/// <summary>Metadata of an endpoint whose clients expect errors in another form than <see cref="Problem"/>.</summary>
/// <param name="WriteAsync">Writes the body; the status code and Retry-After are set.</param>
internal sealed record ProblemWriter(Func<HttpContext, Problem, Task> WriteAsync);

/// <summary>A request that cannot be answered, for the reason that the problem says.</summary>
internal sealed class RequestException(Problem problem) : Exception(problem.Detail)
{
    public RequestException(string detail)
        : this(new Problem(StatusCodes.Status400BadRequest, detail))
    {
    }

    public Problem Problem => problem;

    /// <summary>The exception of a bad query parameter.</summary>
    public static RequestException About(string parameter, string detail) =>
        new(new Problem(StatusCodes.Status400BadRequest, detail) { Parameter = parameter });
}

[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(DetectorsAnswer))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(string))]
internal sealed partial class ServiceJson : JsonSerializerContext
{
    /// <summary>Writes quotes as they are: the answers are JSON, never part of a page.</summary>
    public static ServiceJson Readable { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
