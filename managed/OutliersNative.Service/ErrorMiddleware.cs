using Microsoft.Extensions.Options;
using OutliersNative.Service.Requests;

namespace OutliersNative.Service;

/// <summary>Answers every exception with a <see cref="Problem"/>, never with a stack trace.</summary>
internal sealed partial class ErrorMiddleware(
    RequestDelegate next, IOptions<ServiceOptions> options, IHostApplicationLifetime lifetime, ILogger<ErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest; // for metrics: nobody reads it
            }
        }
        catch (Exception e)
        {
            Problem problem = ProblemOf(e);
            if (problem.Status == StatusCodes.Status500InternalServerError)
            {
                Failed(logger, context.Request.Method, context.Request.Path, e);
            }
            if (context.Response.HasStarted)
            {
                context.Abort(); // the client must not take what it has for the whole answer
                return;
            }
            context.Response.Clear();
            await problem.WriteAsync(context);
        }
    }

    private Problem ProblemOf(Exception exception) => exception switch
    {
        RequestException e => e.Problem,
        SeriesException e => ProblemOf(e.InnerException!) with { Series = e.Index },
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(
            StatusCodes.Status413PayloadTooLarge, $"The body is longer than {options.Value.MaxBodyBytes} bytes, the limit (Service:MaxBodyBytes). Send fewer values at a time."),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => new(
            StatusCodes.Status408RequestTimeout, $"The body did not arrive within {options.Value.BodyTimeout}, the limit (Service:Timeout, and at least 2 s)."),
        BadHttpRequestException e => new(e.StatusCode, e.Message),
        PythonTimeoutException e => new(StatusCodes.Status504GatewayTimeout, $"The detector did not answer within {e.Timeout}."),
        // The detector's own words about its input: the data, or a keyword argument of the query.
        PythonException { PythonType: "ValueError" } e => new(StatusCodes.Status422UnprocessableEntity, e.Message),
        PythonException { PythonType: "MemoryError" } => NoMemory,
        PythonException e => new(StatusCodes.Status500InternalServerError, $"The detector failed: {e.PythonType}: {e.Message}"),
        QueueFullException => new(StatusCodes.Status503ServiceUnavailable, "The queue of calls is full. Try again later.") { RetryAfter = 1 },
        OperationCanceledException => Stopping,
        ObjectDisposedException when lifetime.ApplicationStopping.IsCancellationRequested => Stopping, // a detector, disposed of by the host
        InsufficientMemoryException or OutOfMemoryException => NoMemory,
        _ => new(StatusCodes.Status500InternalServerError, "The service failed; its log says why."),
    };

    private static Problem Stopping => new(StatusCodes.Status503ServiceUnavailable, "The service is stopping.") { RetryAfter = 1 };

    private static Problem NoMemory => new(StatusCodes.Status503ServiceUnavailable, "The service has not enough memory for this request.") { RetryAfter = 1 };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed.")]
    private static partial void Failed(ILogger logger, string method, PathString path, Exception exception);
}
