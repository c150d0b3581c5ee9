using OutliersNative.Calls;
using OutliersNative.Interop;

namespace OutliersNative;

/// <content>Scores and bounds: the attributes <c>score</c> and <c>analyze</c> of a detector.</content>
public sealed partial class Outliers
{
    private NumPyFunction<double, double>? _score;
    private AnalyzeFunction? _analyze;

    /// <summary>Scores each value of a series: the higher, the stranger. Python reads the series in place; nothing is copied.</summary>
    /// <param name="data">The series. If it is empty, the result is empty and the function is not called.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <returns>A score for each value, in the detector's own unit; NaN for a value that it leaves out.</returns>
    /// <remarks>Calls the function's attribute <c>score</c>, with the same keyword arguments.</remarks>
    /// <exception cref="NotSupportedException">The function has no attribute <c>score</c>.</exception>
    /// <exception cref="InvalidResultException">The function returned something other than one number for each value.</exception>
    /// <inheritdoc cref="Detect(double[], CallOptions?)" path="/exception"/>
    public double[] Score(double[] data, CallOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Score(data.AsMemory(), options);
    }

    /// <inheritdoc cref="Score(double[], CallOptions?)"/>
    public double[] Score(ReadOnlyMemory<double> data, CallOptions? options = null)
    {
        double[] scores = new double[data.Length];
        Score(data, scores, options);
        return scores;
    }

    /// <summary>Scores each value of a series, and writes the scores to <paramref name="destination"/>. Nothing is copied, and nothing
    /// is allocated on the managed heap.</summary>
    /// <param name="data">The series.</param>
    /// <param name="destination">Receives a score for each value, from its start.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than <paramref name="data"/>.</exception>
    /// <inheritdoc cref="Score(double[], CallOptions?)" path="/remarks|/exception"/>
    public void Score(ReadOnlyMemory<double> data, Span<double> destination, CallOptions? options = null)
    {
        Destination.CheckLength(destination.Length, data.Length, nameof(destination));
        ThrowIfDisposed();
        if (data.Length == 0)
        {
            return;
        }
        NumPyFunction<double, double> score = ScoreFunction();
        long count = score.InvokeIntoIfFits(data, destination[..data.Length], options);
        if (count != data.Length)
        {
            throw new InvalidResultException($"{_function.Name}.score returned {count} scores for {data.Length} values; expected one for each.");
        }
    }

    /// <summary>Analyzes a series: positions, scores, expected values and bounds. Python reads the series in place; nothing is
    /// copied.</summary>
    /// <param name="data">The series. If it is empty, so are all results, and the function is not called.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <returns>The analysis, in new arrays.</returns>
    /// <remarks>Calls the function's attribute <c>analyze</c>, with the same keyword arguments.</remarks>
    /// <exception cref="NotSupportedException">The function has no attribute <c>analyze</c>.</exception>
    /// <exception cref="InvalidResultException">The function returned something other than a tuple of the expected arrays.</exception>
    /// <inheritdoc cref="Detect(double[], CallOptions?)" path="/exception"/>
    public OutlierAnalysis Analyze(double[] data, CallOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Analyze(data.AsMemory(), options);
    }

    /// <inheritdoc cref="Analyze(double[], CallOptions?)"/>
    public OutlierAnalysis Analyze(ReadOnlyMemory<double> data, CallOptions? options = null)
    {
        ThrowIfDisposed();
        return data.Length == 0 ? new OutlierAnalysis([], [], [], [], [], 0) : AnalyzeFunction().Call(data, options);
    }

    /// <summary>Analyzes a series, and writes the results to the caller's memory.</summary>
    /// <param name="data">The series.</param>
    /// <param name="destination">Receives the results.</param>
    /// <param name="period">Receives the length of the season that the detector used; 0 if there is none.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <returns>The number of outliers.</returns>
    /// <exception cref="ArgumentException">A span of <paramref name="destination"/> is neither empty nor as long as
    /// <paramref name="data"/>.</exception>
    /// <inheritdoc cref="Analyze(double[], CallOptions?)" path="/remarks|/exception"/>
    public int Analyze(ReadOnlyMemory<double> data, AnalysisDestination destination, out int period, CallOptions? options = null)
    {
        destination.Check(data.Length);
        ThrowIfDisposed();
        period = 0;
        if (data.Length == 0)
        {
            return 0;
        }
        Positions positions = AnalyzeFunction().Call(data, destination, out period, options);
        if (!destination.Positions.IsEmpty)
        {
            positions.All?.CopyTo(destination.Positions);
        }
        return positions.Count;
    }

    /// <summary>Scores each value of a series, on a thread of the library. Python reads the series in place; nothing is copied.</summary>
    /// <param name="data">The series. Its values must not change until the task has completed. If it is empty, the result is empty and
    /// the function is not called.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call, as in
    /// <see cref="DetectAsync(double[], CallOptions?, CancellationToken)"/>.</param>
    /// <inheritdoc cref="Score(double[], CallOptions?)" path="/returns|/exception"/>
    /// <inheritdoc cref="DetectAsync(double[], CallOptions?, CancellationToken)" path="/remarks|/exception"/>
    public Task<double[]> ScoreAsync(ReadOnlyMemory<double> data, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        data.Length == 0
            ? WithoutCall<double[]>([], options, cancellationToken)
            : new SingleCall<double[]>(
                _lane, $"{_function.Name}.score", within => Score(data, within), options, cancellationToken).Enqueue();

    /// <inheritdoc cref="ScoreAsync(ReadOnlyMemory{double}, CallOptions?, CancellationToken)"/>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is null.</exception>
    public Task<double[]> ScoreAsync(double[] data, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return ScoreAsync(data.AsMemory(), options, cancellationToken);
    }

    /// <inheritdoc cref="AnalyzeAsync(ReadOnlyMemory{double}, CallOptions?, CancellationToken)"/>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is null.</exception>
    public Task<OutlierAnalysis> AnalyzeAsync(double[] data, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return AnalyzeAsync(data.AsMemory(), options, cancellationToken);
    }

    /// <summary>Analyzes a series, on a thread of the library. Python reads the series in place; nothing is copied.</summary>
    /// <param name="data">The series. Its values must not change until the task has completed. If it is empty, so are all results, and
    /// the function is not called.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call, as in
    /// <see cref="DetectAsync(double[], CallOptions?, CancellationToken)"/>.</param>
    /// <inheritdoc cref="Analyze(double[], CallOptions?)" path="/returns|/exception"/>
    /// <inheritdoc cref="DetectAsync(double[], CallOptions?, CancellationToken)" path="/remarks|/exception"/>
    public Task<OutlierAnalysis> AnalyzeAsync(
        ReadOnlyMemory<double> data, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        data.Length == 0
            ? WithoutCall(new OutlierAnalysis([], [], [], [], [], 0), options, cancellationToken)
            : new SingleCall<OutlierAnalysis>(
                _lane, $"{_function.Name}.analyze", within => Analyze(data, within), options, cancellationToken).Enqueue();

    private NumPyFunction<double, double> ScoreFunction() =>
        Volatile.Read(ref _score) ?? Keep(ref _score, new NumPyFunction<double, double>(_function.Attribute("score")));

    private AnalyzeFunction AnalyzeFunction() =>
        Volatile.Read(ref _analyze) ?? Keep(ref _analyze, new AnalyzeFunction(_function.Attribute("analyze")));

    /// <summary>Keeps what was looked up, unless another thread was first. Without a lock: the lookup waits for the GIL, and Dispose
    /// must not.</summary>
    private T Keep<T>(ref T? place, T found)
        where T : class, IDisposable
    {
        T kept = Interlocked.CompareExchange(ref place, found, null) ?? found;
        if (kept != found)
        {
            found.Dispose();
        }
        if (_function.IsDisposed)
        {
            kept.Dispose(); // meanwhile
            ThrowIfDisposed();
        }
        return kept;
    }

    private void DisposeAttributes()
    {
        Interlocked.MemoryBarrier(); // either this sees what Keep has stored, or Keep sees that the function is disposed
        Volatile.Read(ref _score)?.Dispose();
        Volatile.Read(ref _analyze)?.Dispose();
    }
}
