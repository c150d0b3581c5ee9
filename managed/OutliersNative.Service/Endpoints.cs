using Microsoft.Extensions.Options;
using OutliersNative.Service.Answers;
using OutliersNative.Service.Requests;

namespace OutliersNative.Service;

/// <summary>The endpoints of the service's own API.</summary>
internal sealed class Endpoints(MethodCatalog methods, RequestQueries queries, RequestReader reader, IOptions<ServiceOptions> limits)
{
    private const int SeriesAtOnce = 64;

    private delegate Task<Judgement> Operation(Method method, ReadOnlyMemory<double> series, CallOptions options, CancellationToken aborted);

    public void Map(IEndpointRouteBuilder routes)
    {
        RequestDelegate list = ListAsync;
        routes.MapGet("/v1/detectors", list).DescribeList(list);
        MapSeries(routes, "/v1/detect", DetectAsync, "Find the positions of the outliers.");
        MapSeries(routes, "/v1/score", ScoreAsync, "Score each value.", isScored: true);
        MapSeries(routes, "/v1/analyze", AnalyzeAsync, "Find outliers, scores, expected values and bounds.", isScored: true, isAnalyzed: true);
    }

    private void MapSeries(
        IEndpointRouteBuilder routes, string path, Operation operation, string summary, bool isScored = false, bool isAnalyzed = false)
    {
        RequestDelegate handler = context => AnswerAsync(context, operation);
        routes.MapPost(path, handler).DescribeSeries(handler, summary, isScored, isAnalyzed);
    }

    private Task ListAsync(HttpContext context) => context.Response.WriteAsJsonAsync(
        new DetectorsAnswer([.. methods.All.Select(DetectorAnswer.Of)]), ServiceJson.Readable.DetectorsAnswer, cancellationToken: context.RequestAborted);

    private async Task AnswerAsync(HttpContext context, Operation operation)
    {
        RequestQuery query = queries.Read(context.Request.QueryString);
        using RequestSeries series = await reader.ReadAsync(context.Request, query, context.RequestAborted);
        Judgement[] judgements;
        try
        {
            judgements = series.IsMany
                ? await JudgeEachAsync(query, series, operation, context.RequestAborted)
                : [await operation(query.Method, series[0], query.Options, context.RequestAborted)];
        }
        catch (Exception e) when (query.HasKeywords && IsTypeError(e is SeriesException ? e.InnerException : e))
        {
            throw new RequestException(new Problem(StatusCodes.Status422UnprocessableEntity, e.Message) { Series = (e as SeriesException)?.Index });
        }
        await AnswerWriter.WriteAsync(context, query.Method.Name, series, judgements);
    }

    /// <summary>Whether it is Python's TypeError, which a keyword argument of the wrong type causes.</summary>
    /// <remarks>Only the name of the type is known here. NumPy raises private subclasses, such as _UFuncNoLoopError, if it has no
    /// operation for the types.</remarks>
    private static bool IsTypeError(Exception? exception) => exception is PythonException { PythonType: var type }
        && (type == "TypeError" || type.Contains("._UFunc", StringComparison.Ordinal));

    private async Task<Judgement[]> JudgeEachAsync(RequestQuery query, RequestSeries series, Operation operation, CancellationToken aborted)
    {
        var judgements = new Judgement[series.Count];
        // The timeout of each call does not bound the request: there may be 10,000 calls.
        TimeSpan own = query.Options.Timeout ?? TimeSpan.Zero, limit = own > limits.Value.Timeout ? own : limits.Value.Timeout;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        deadline.CancelAfter(limit);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = SeriesAtOnce, CancellationToken = deadline.Token };
        try
        {
            await Parallel.ForAsync(0, series.Count, parallel, async (i, token) =>
            {
                try
                {
                    judgements[i] = await operation(query.Method, series[i], query.Options, token);
                }
                catch (OutliersException e)
                {
                    throw new SeriesException(i, e);
                }
            });
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            throw new RequestException(new Problem(
                StatusCodes.Status504GatewayTimeout,
                $"The detector did not finish the {series.Count} series within {limit}, the limit of a request. Send fewer at a time."));
        }
        return judgements;
    }

    private static async Task<Judgement> DetectAsync(Method method, ReadOnlyMemory<double> series, CallOptions options, CancellationToken aborted) =>
        new(await method.Detector.DetectAsync(series, options, aborted), null, null);

    private static async Task<Judgement> ScoreAsync(Method method, ReadOnlyMemory<double> series, CallOptions options, CancellationToken aborted)
    {
        if (method.Description is { HasAnalyze: false, HasScore: false })
        {
            throw Lacks(method, "scores");
        }
        if (method.Description is { HasAnalyze: false })
        {
            long[] outliers = await method.Detector.DetectAsync(series, options, aborted);
            return new(outliers, await method.Detector.ScoreAsync(series, options, aborted), null);
        }
        OutlierAnalysis analysis = await method.Detector.AnalyzeAsync(series, options, aborted);
        return new(analysis.Positions, analysis.Scores, null);
    }

    private static async Task<Judgement> AnalyzeAsync(Method method, ReadOnlyMemory<double> series, CallOptions options, CancellationToken aborted)
    {
        if (method.Description is { HasAnalyze: false })
        {
            throw Lacks(method, "expected values and bounds");
        }
        OutlierAnalysis analysis = await method.Detector.AnalyzeAsync(series, options, aborted);
        return new(analysis.Positions, analysis.Scores, analysis);
    }

    private static RequestException Lacks(Method method, string what) =>
        RequestException.About(RequestQueries.MethodName, $"The detector {method.Name} has no {what}. Use another one, or /v1/detect.");
}

/// <summary>The answer of <c>/v1/detectors</c>.</summary>
internal sealed record DetectorsAnswer(IReadOnlyList<DetectorAnswer> Detectors);

/// <summary>A detector in it.</summary>
/// <param name="Name">Its name in the configuration, which requests use.</param>
/// <param name="Module">Its Python module. Requests cannot name one; a .NET program that calls the detector itself does.</param>
/// <param name="Function">Its function in the module.</param>
/// <param name="Summary">A line on what it finds.</param>
/// <param name="Parameters">Its keyword arguments, which a query may have.</param>
/// <param name="Score">Whether <c>/v1/score</c> is for it.</param>
/// <param name="Analyze">Whether <c>/v1/analyze</c> is for it.</param>
/// <param name="Stream">Whether it also works on streams, in .NET and on the command line.</param>
internal sealed record DetectorAnswer(
    string Name, string Module, string Function, string Summary, IReadOnlyList<ParameterAnswer> Parameters, bool Score, bool Analyze, bool Stream)
{
    public static DetectorAnswer Of(Method method)
    {
        DetectorDescription? known = method.Description;
        return new DetectorAnswer(
            method.Name,
            method.Module,
            method.Function,
            known?.Summary ?? "",
            [.. (known?.Parameters ?? []).Select(each => Of(each, method.Keywords))],
            known?.HasScore ?? true,
            known?.HasAnalyze ?? true,
            known?.HasStream ?? false);
    }

    private static ParameterAnswer Of(DetectorParameter parameter, IReadOnlyDictionary<string, object?> configured) =>
        configured.TryGetValue(parameter.Name, out object? value)
            ? new ParameterAnswer(parameter.Name, value is null or bool or long or int or double or string ? value : value.ToString(), false, true)
            : new ParameterAnswer(parameter.Name, parameter.Default, parameter.IsRequired, false);
}

/// <summary>A keyword argument of a detector.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Default">What it is unless the query says otherwise: the configured value, or the detector's default.</param>
/// <param name="Required">Whether the query must have it.</param>
/// <param name="Configured">Whether the default is the configured value.</param>
internal sealed record ParameterAnswer(string Name, object? Default, bool Required, bool Configured);
