using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace OutliersNative.Hosting;

/// <summary>A detector of the host: its calls have the configured timeout and end with the host.</summary>
/// <remarks>It is imported by the first call, since services are made before the host starts Python.</remarks>
internal sealed class HostedDetector : IOutlierDetector
{
    private readonly Lazy<Outliers> _detector;
    private readonly HostedPython _python;
    private readonly OutlierDetectorOptions _options;
    private readonly CallOptions _defaults;
    private readonly ILogger _logger;
    private int _running;

    public HostedDetector(string name, OutlierDetectorOptions options, HostedPython python, ILogger logger)
    {
        Name = name;
        _options = options;
        _python = python;
        _logger = logger;
        _defaults = new CallOptions { Timeout = options.Timeout, CancellationToken = python.Stopping };
        _detector = new Lazy<Outliers>(Import);
    }

    public string Name { get; }

    /// <summary>The number of calls that have not returned to their callers.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Imports the detector and calls it.</summary>
    /// <exception cref="InvalidOperationException">It does not answer; the message names the setting.</exception>
    public void WarmUp()
    {
        long begin = Stopwatch.GetTimestamp();
        string path = Configured.PathOf(Name);
        try
        {
            _ = _detector.Value;
        }
        catch (Exception e) when (e is OutliersException or ArgumentException)
        {
            throw new InvalidOperationException($"{path}: {_options.Module}.{_options.Function} cannot be used: {e.Message}", e);
        }
        try
        {
            if (_options.WarmUpValues > 0)
            {
                Detect([.. Enumerable.Range(0, _options.WarmUpValues).Select(i => 10 + Math.Sin(i / 4.0))]);
            }
        }
        catch (OutliersException e)
        {
            throw new InvalidOperationException(
                $"{path}: the first call, with {_options.WarmUpValues} values, failed: {e.Message} "
                + $"Fix the detector or its keywords, set {path}:WarmUpValues to a number of values that it accepts, or to 0 for no call.", e);
        }
        Log.DetectorReady(
            _logger, Name, _options.Module, _options.Function, (long)Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
    }

    public long[] Detect(double[] data, CallOptions? options = null) => Call(options, (detector, own) => detector.Detect(data, own));

    public long[] Detect(ReadOnlyMemory<double> data, CallOptions? options = null) =>
        Call(options, (detector, own) => detector.Detect(data, own));

    public long[][] DetectBatch(double[] matrix, int columns, CallOptions? options = null) =>
        Call(options, (detector, own) => detector.DetectBatch(matrix, columns, own));

    public long[][] DetectBatch(ReadOnlyMemory<double> matrix, int columns, CallOptions? options = null) =>
        Call(options, (detector, own) => detector.DetectBatch(matrix, columns, own));

    public long[][] DetectMany(IReadOnlyList<double[]> arrays, CallOptions? options = null) =>
        Call(options, (detector, own) => detector.DetectMany(arrays, own));

    public double[] Score(ReadOnlyMemory<double> data, CallOptions? options = null) =>
        Call(options, (detector, own) => detector.Score(data, own));

    public OutlierAnalysis Analyze(ReadOnlyMemory<double> data, CallOptions? options = null) =>
        Call(options, (detector, own) => detector.Analyze(data, own));

    public Task<double[]> ScoreAsync(
        ReadOnlyMemory<double> data, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync(options, (detector, own) => detector.ScoreAsync(data, own, cancellationToken));

    public Task<OutlierAnalysis> AnalyzeAsync(
        ReadOnlyMemory<double> data, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync(options, (detector, own) => detector.AnalyzeAsync(data, own, cancellationToken));

    public Task<long[]> DetectAsync(double[] data, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return DetectAsync(new ReadOnlyMemory<double>(data), options, cancellationToken);
    }

    public Task<long[]> DetectAsync(
        ReadOnlyMemory<double> data, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync(options, (detector, own) => detector.DetectAsync(data, own, cancellationToken));

    public Task<long[][]> DetectManyAsync(
        IReadOnlyList<double[]> arrays, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        return CallAsync(options, (detector, own) => detector.DetectManyAsync(arrays, own, cancellationToken));
    }

    public IAsyncEnumerable<long[]> DetectManyAsync(
        IAsyncEnumerable<ReadOnlyMemory<double>> series,
        CallOptions? options = null,
        int maxInFlight = 64,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxInFlight, 1);
        return DetectEachAsync(series, options, maxInFlight, cancellationToken);
    }

    public void Dispose()
    {
        if (_detector.IsValueCreated)
        {
            _detector.Value.Dispose();
        }
    }

    private async IAsyncEnumerable<long[]> DetectEachAsync(
        IAsyncEnumerable<ReadOnlyMemory<double>> series,
        CallOptions? options,
        int maxInFlight,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenSource? linked = Link(options);
        Interlocked.Increment(ref _running);
        try
        {
            IAsyncEnumerable<long[]> found = _detector.Value.DetectManyAsync(series, Own(options, linked), maxInFlight, cancellationToken);
            await foreach (long[] positions in found.ConfigureAwait(false))
            {
                yield return positions;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private Outliers Import()
    {
        _python.EnsureStarted();
        return new Outliers(_options.Module, _options.Function!, _options.Keywords);
    }

    private T Call<T>(CallOptions? options, Func<Outliers, CallOptions, T> call)
    {
        using CancellationTokenSource? linked = Link(options);
        Interlocked.Increment(ref _running);
        try
        {
            return call(_detector.Value, Own(options, linked));
        }
        catch (OperationCanceledException e) when (linked is not null && e.CancellationToken == linked.Token)
        {
            throw OfCaller(e, options!);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task<T> CallAsync<T>(CallOptions? options, Func<Outliers, CallOptions, Task<T>> call)
    {
        using CancellationTokenSource? linked = Link(options);
        Interlocked.Increment(ref _running);
        try
        {
            return await call(_detector.Value, Own(options, linked)).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (linked is not null && e.CancellationToken == linked.Token)
        {
            throw OfCaller(e, options!);
        }
        catch (PythonTimeoutException e) when (e.IsAbandoned)
        {
            Log.CallAbandoned(_logger, Name, e.Timeout);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    /// <summary>The caller's token and the host's; null if the caller has none.</summary>
    private CancellationTokenSource? Link(CallOptions? options) =>
        options is { CancellationToken.CanBeCanceled: true }
            ? CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken, _python.Stopping)
            : null;

    private CallOptions Own(CallOptions? options, CancellationTokenSource? linked) =>
        options is null
            ? _defaults
            : new CallOptions(options)
            {
                Timeout = options.Timeout ?? _options.Timeout,
                CancellationToken = linked?.Token ?? _python.Stopping,
            };

    /// <summary>The exception with the token that was cancelled, not the linked one.</summary>
    private OperationCanceledException OfCaller(OperationCanceledException e, CallOptions options) =>
        new(e.Message, e, options.CancellationToken.IsCancellationRequested ? options.CancellationToken : _python.Stopping);
}
