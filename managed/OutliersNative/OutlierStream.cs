using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OutliersNative.Calls;
using OutliersNative.Interop;

namespace OutliersNative;

/// <summary>A detector that remembers: it is given values as they come, and judges each by those before it.</summary>
/// <remarks>
/// <para>Causal: what comes later never changes what was said, and any division of the values into pushes gives the same results, to
/// the bit.</para>
/// <para>One instance holds one series, or a group of series that are stepped together: 10,000 series in one push cost little more
/// than one. In a group, values are given row by row: one value of each series, then the next value of each series.</para>
/// <para>Thread-safe: pushes and saves follow one another. A push allocates nothing on the managed heap. If a push throws, the stream
/// may have taken in some of its values.</para>
/// <para>The Python function has an attribute <c>stream</c>, which makes the stream. The bundled ones are <c>outliers.ewma</c> and
/// <c>outliers.adaptive</c>. See docs/CUSTOM_DETECTORS.md for your own.</para>
/// </remarks>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "A stream of values, as users say.")]
[DebuggerDisplay("{Name,nq}, Series = {Series}, IsDisposed = {_push.IsDisposed}")]
public sealed unsafe class OutlierStream : IDisposable
{
    private const int Results = 4; // score, expected, lower, upper
    private const int Dimensions = Glue.GLUE_DIMENSIONS_MOST;

    private readonly object _lock = new();
    private readonly InvokeFunction _push;
    private readonly InvokeFunction _save;
    private readonly TimeProvider? _timeProvider;
    private double[] _results = [];
    private double[] _seconds = [];

    /// <summary>Starts a stream, in its initial state. Starts Python with the default options if it has not been started.</summary>
    /// <param name="module">The module: <c>outliers</c>, which is bundled, or one that Python finds.</param>
    /// <param name="function">The name of a detector with an attribute <c>stream</c>, such as <c>ewma</c>.</param>
    /// <param name="keywords">Keyword arguments of the stream, such as <c>threshold</c>, without <c>series</c> and <c>state</c>; null
    /// for none.</param>
    /// <param name="series">The number of series that are stepped together. Default: 1.</param>
    /// <param name="timeProvider">Gives the time of values that are pushed without one. Default: null, they have none.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="series"/> is less than 1.</exception>
    /// <exception cref="ArgumentException"><paramref name="keywords"/> have <c>series</c> or <c>state</c>.</exception>
    /// <exception cref="NotSupportedException">The function has no attribute <c>stream</c>, or its streams cannot be saved.</exception>
    /// <inheritdoc cref="Outliers(string, string, Dictionary{string, object?})" path="/exception"/>
    public OutlierStream(
        string module, string function, Dictionary<string, object?>? keywords = null, int series = 1, TimeProvider? timeProvider = null)
        : this(module, function, WithSeries(keywords, series), timeProvider)
    {
        Series = series;
    }

    private OutlierStream(string module, string function, Dictionary<string, object?> keywords, TimeProvider? timeProvider)
    {
        PythonFunction.CheckName(module, nameof(module));
        PythonFunction.CheckName(function, nameof(function));
        PythonRuntime.EnsureStarted();
        Name = $"{module}.{function}";
        _timeProvider = timeProvider;
        using PythonFunction detector = PythonFunction.Load(module, function);
        using PythonFunction factory = detector.Attribute("stream") ?? throw new NotSupportedException(
            $"{Name} has no attribute 'stream' that can be called. Choose a detector with streams, such as outliers.ewma, or give the function one, as docs/CUSTOM_DETECTORS.md says.");
        using PythonFunction bound = factory.With(keywords);
        PythonFunction push = bound.Make();
        PythonFunction? save = push.Attribute("save");
        if (save is null)
        {
            push.Dispose();
            throw new NotSupportedException($"{Name}.stream returned an object without a method 'save'. Give it one, as docs/CUSTOM_DETECTORS.md says.");
        }
        _push = new InvokeFunction(push);
        _save = new InvokeFunction(save);
    }

    /// <summary>The module and the function of the detector.</summary>
    public string Name { get; }

    /// <summary>The number of series that are stepped together.</summary>
    public int Series { get; private init; }

    /// <summary>Continues a stream from a state that <see cref="Save"/> has returned, in this process or another. The results that
    /// follow are those of the saved stream, to the bit.</summary>
    /// <param name="module">The module of the detector that the state is of.</param>
    /// <param name="function">The name of the detector that the state is of.</param>
    /// <param name="state">The state. It has the keyword arguments too.</param>
    /// <param name="series">The number of series that the state is of. Default: 1.</param>
    /// <param name="timeProvider">Gives the time of values that are pushed without one. Default: null, they have none.</param>
    /// <returns>The stream.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="state"/> is null.</exception>
    /// <exception cref="PythonException">The state is damaged, of another detector, of another number of series, or of a newer
    /// version: a <c>ValueError</c> that says what was expected.</exception>
    /// <inheritdoc cref="OutlierStream(string, string, Dictionary{string, object?}, int, TimeProvider)" path="/exception"/>
    public static OutlierStream Load(string module, string function, byte[] state, int series = 1, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfLessThan(series, 1);
        // Also 1 is passed: if it were left out, a state of several series would do.
        var keywords = new Dictionary<string, object?> { ["series"] = series, ["state"] = state };
        return new OutlierStream(module, function, keywords, timeProvider) { Series = series };
    }

    /// <summary>Judges the next value of a single series.</summary>
    /// <param name="value">The value. NaN, a gap, is never an outlier.</param>
    /// <returns>What the stream says about it.</returns>
    /// <exception cref="InvalidOperationException">The stream has more than one series.</exception>
    /// <inheritdoc cref="Push(ReadOnlySpan{double}, StreamDestination, CallOptions?)" path="/exception"/>
    public StreamPoint Push(double value) => PushOne(value, []);

    /// <summary>Judges the next value of a single series, with its time.</summary>
    /// <param name="value">The value. NaN, a gap, is never an outlier.</param>
    /// <param name="time">When it was measured.</param>
    /// <inheritdoc cref="Push(double)" path="/returns|/exception"/>
    public StreamPoint Push(double value, DateTimeOffset time) => PushOne(value, new ReadOnlySpan<DateTimeOffset>(in time));

    /// <summary>Judges the next values, and writes their scores.</summary>
    /// <param name="values">The values: of one series any number, of a group one or more rows. They are copied once.</param>
    /// <param name="scores">Receives a score for each value: the higher, the stranger. NaN for a NaN value; 0 during warm-up.</param>
    /// <returns>The number of outliers.</returns>
    /// <inheritdoc cref="Push(ReadOnlySpan{double}, StreamDestination, CallOptions?)" path="/exception"/>
    public int Push(ReadOnlySpan<double> values, Span<double> scores)
    {
        Destination.CheckLength(scores.Length, values.Length, nameof(scores));
        return Push(values, [], new StreamDestination { Scores = scores });
    }

    /// <summary>Judges the next values, and writes what the stream says about them to the caller's memory.</summary>
    /// <param name="values">The values: of one series any number, of a group one or more rows. They are copied once.</param>
    /// <param name="destination">Receives the results.</param>
    /// <param name="options">The options of this call; null for the defaults. A push that has been ended by its timeout or its token may
    /// have taken in some of the values: continue from a saved state.</param>
    /// <returns>The number of outliers.</returns>
    /// <exception cref="ObjectDisposedException">This instance has been disposed.</exception>
    /// <exception cref="ArgumentException">The number of values is no multiple of the number of series, there is not one time for each
    /// row, or a span of <paramref name="destination"/> is neither empty nor as long as <paramref name="values"/>.</exception>
    /// <exception cref="PythonException">The stream raised an exception.</exception>
    /// <exception cref="InvalidResultException">The stream returned something other than an array of shape (4, ...).</exception>
    /// <exception cref="PythonStateException">Python and .NET called each other too deeply.</exception>
    /// <exception cref="InsufficientMemoryException">The native library could not allocate memory or start a thread.</exception>
    public int Push(ReadOnlySpan<double> values, StreamDestination destination, CallOptions? options = null) =>
        Push(values, [], destination, options);

    /// <summary>Judges the next values, with their times, and writes what the stream says about them to the caller's memory.</summary>
    /// <param name="values">The values: of one series any number, of a group one or more rows. They are copied once.</param>
    /// <param name="times">When they were measured: one time for each row.</param>
    /// <param name="destination">Receives the results.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <inheritdoc cref="Push(ReadOnlySpan{double}, StreamDestination, CallOptions?)" path="/returns|/exception"/>
    public int Push(
        ReadOnlySpan<double> values, ReadOnlySpan<DateTimeOffset> times, StreamDestination destination, CallOptions? options = null)
    {
        (int rows, int rest) = Math.DivRem(values.Length, Series);
        if (rest != 0)
        {
            throw new ArgumentException($"There are {values.Length} values for {Series} series; expected one or more rows of {Series}.", nameof(values));
        }
        if (!times.IsEmpty && times.Length != rows)
        {
            throw new ArgumentException($"There are {times.Length} times for {rows} rows of values; expected one for each.", nameof(times));
        }
        destination.Check(values.Length);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_push.IsDisposed, this);
            if (rows == 0)
            {
                return 0;
            }
            return destination.Fill(values, Call(values, rows, times, options));
        }
    }

    /// <summary>The state of the stream, with its keyword arguments: a few KB for each series.</summary>
    /// <returns>The state, which <see cref="Load"/> takes.</returns>
    /// <exception cref="ObjectDisposedException">This instance has been disposed.</exception>
    /// <exception cref="PythonException">The stream raised an exception.</exception>
    public byte[] Save()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_push.IsDisposed, this);
            long* shape = stackalloc long[Dimensions];
            var output = new glue_output { shape = shape, dtype = Glue.GLUE_UINT8 };
            _ = _save.Call<CopyPin>(null, [], &output, 0, null);
            try
            {
                return new ReadOnlySpan<byte>(output.data, checked((int)output.size)).ToArray();
            }
            finally
            {
                InvokeFunction.GiveBack(&output);
            }
        }
    }

    /// <summary>Releases the stream and its state without waiting for Python.</summary>
    public void Dispose()
    {
        _push.Dispose();
        _save.Dispose();
    }

    private static Dictionary<string, object?> WithSeries(Dictionary<string, object?>? keywords, int series)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(series, 1);
        Dictionary<string, object?> all = keywords is null ? [] : new(keywords);
        if (all.ContainsKey("series"))
        {
            throw new ArgumentException("'series' is a keyword argument; expected the parameter 'series' of the constructor instead.", nameof(keywords));
        }
        if (all.ContainsKey("state"))
        {
            throw new ArgumentException("'state' is a keyword argument; expected it as the argument of OutlierStream.Load instead.", nameof(keywords));
        }
        if (series > 1)
        {
            all["series"] = series;
        }
        return all;
    }

    [SkipLocalsInit]
    private StreamPoint PushOne(double value, ReadOnlySpan<DateTimeOffset> time)
    {
        if (Series != 1)
        {
            throw new InvalidOperationException($"The stream has {Series} series: push a row of {Series} values.");
        }
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_push.IsDisposed, this);
            double[] results = Call(new ReadOnlySpan<double>(in value), 1, time, null);
            double lower = results[2], upper = results[3];
            return new StreamPoint(results[0], results[1], lower, upper, value < lower || value > upper);
        }
    }

    /// <summary>Calls the stream, and returns the results, which are valid until the next call. Under the lock.</summary>
    [SkipLocalsInit]
    private double[] Call(ReadOnlySpan<double> values, int rows, ReadOnlySpan<DateTimeOffset> times, CallOptions? options)
    {
        long size = (long)Results * values.Length;
        if (_results.Length < size)
        {
            _results = new double[size];
        }
        double[] results = _results; // a push in a callback may exchange it
        bool hasTimes = !times.IsEmpty || _timeProvider is not null;
        ReadOnlySpan<double> seconds = hasTimes ? Seconds(times, rows) : []; // first: a provider that throws leaves nothing pinned
        long* shape = stackalloc long[2] { rows, Series };
        glue_ndarray* inputs = stackalloc glue_ndarray[2];
        CopyPin copy = CopyPin.Of(values);
        inputs[0] = new glue_ndarray { data = copy.Values, shape = shape, ndim = Series == 1 ? 1 : 2, dtype = Glue.GLUE_FLOAT64 };
        long* lengths = stackalloc long[Dimensions];
        fixed (double* into = results)
        {
            var output = new glue_output { into = into, capacity = results.Length, shape = lengths, dtype = Glue.GLUE_FLOAT64 };
            if (!hasTimes)
            {
                _ = _push.Call(inputs, copy, &output, 0, options);
            }
            else
            {
                CopyPin timesCopy = CopyPin.Of(seconds);
                inputs[1] = new glue_ndarray { data = timesCopy.Values, shape = shape, ndim = 1, dtype = Glue.GLUE_FLOAT64 };
                _ = _push.Call<CopyPin>(inputs, [copy, timesCopy], &output, 0, options);
            }
            try
            {
                bool isShaped = output.ndim == inputs[0].ndim + 1 && output.size == size && lengths[0] == Results && lengths[1] == rows;
                if (!isShaped)
                {
                    throw new InvalidResultException(
                        $"{Name}.stream returned an array of shape {Layout.Text(NDArray<double>.ShapeOf(&output))}; expected (4, {rows}{(Series == 1 ? "" : $", {Series}")}): score, expected, lower and upper for each value.");
                }
                if (output.obj != null)
                {
                    new ReadOnlySpan<double>(output.data, (int)size).CopyTo(results);
                }
                return results;
            }
            finally
            {
                InvokeFunction.GiveBack(&output);
            }
        }
    }

    private ReadOnlySpan<double> Seconds(ReadOnlySpan<DateTimeOffset> times, int rows)
    {
        if (_seconds.Length < rows)
        {
            _seconds = new double[rows];
        }
        Span<double> seconds = _seconds.AsSpan(0, rows);
        if (times.IsEmpty)
        {
            seconds.Fill(UnixSeconds(_timeProvider!.GetUtcNow()));
        }
        for (int i = 0; i < times.Length; i++)
        {
            seconds[i] = UnixSeconds(times[i]);
        }
        return seconds;
    }

    private static double UnixSeconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond;
}

/// <summary>What a stream says about a value.</summary>
/// <param name="Score">The higher, the stranger. NaN for a NaN value; 0 during warm-up.</param>
/// <param name="Expected">The value that was expected.</param>
/// <param name="Lower">The lower bound: a value below it is an outlier. -∞ during warm-up.</param>
/// <param name="Upper">The upper bound: a value above it is an outlier. +∞ during warm-up.</param>
/// <param name="IsOutlier">Whether the value lies outside its bounds.</param>
public readonly record struct StreamPoint(double Score, double Expected, double Lower, double Upper, bool IsOutlier);

/// <summary>Receives what a stream says about values, in the caller's memory.</summary>
/// <remarks>A span that is left empty receives nothing. Any other has at least the length of the values.</remarks>
public readonly ref struct StreamDestination
{
    /// <summary>Receives the scores.</summary>
    public Span<double> Scores { get; init; }

    /// <summary>Receives the expected values.</summary>
    public Span<double> Expected { get; init; }

    /// <summary>Receives the lower bounds.</summary>
    public Span<double> Lower { get; init; }

    /// <summary>Receives the upper bounds.</summary>
    public Span<double> Upper { get; init; }

    /// <summary>Receives whether each value lies outside its bounds.</summary>
    public Span<bool> IsOutlier { get; init; }

    internal void Check(int needed)
    {
        Destination.CheckUnlessEmpty(Scores.Length, needed, "destination.Scores");
        Destination.CheckUnlessEmpty(Expected.Length, needed, "destination.Expected");
        Destination.CheckUnlessEmpty(Lower.Length, needed, "destination.Lower");
        Destination.CheckUnlessEmpty(Upper.Length, needed, "destination.Upper");
        Destination.CheckUnlessEmpty(IsOutlier.Length, needed, "destination.IsOutlier");
    }

    /// <summary>Copies the results, and counts the outliers.</summary>
    /// <param name="values">The values.</param>
    /// <param name="results">Scores, then expected values, then lower bounds, then upper bounds.</param>
    internal int Fill(ReadOnlySpan<double> values, ReadOnlySpan<double> results)
    {
        int length = values.Length;
        ReadOnlySpan<double> lower = results.Slice(2 * length, length), upper = results.Slice(3 * length, length);
        CopyUnlessEmpty(results[..length], Scores);
        CopyUnlessEmpty(results.Slice(length, length), Expected);
        CopyUnlessEmpty(lower, Lower);
        CopyUnlessEmpty(upper, Upper);
        int count = 0;
        for (int i = 0; i < length; i++)
        {
            bool isOutlier = values[i] < lower[i] || values[i] > upper[i];
            count += isOutlier ? 1 : 0;
            if (!IsOutlier.IsEmpty)
            {
                IsOutlier[i] = isOutlier;
            }
        }
        return count;
    }

    private static void CopyUnlessEmpty(ReadOnlySpan<double> results, Span<double> destination)
    {
        if (!destination.IsEmpty)
        {
            results.CopyTo(destination);
        }
    }
}
