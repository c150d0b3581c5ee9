using System.Text.Json;
using OutliersNative.Calls;

namespace OutliersNative;

/// <summary>The bundled detectors: those of the Python module <c>outliers</c>.</summary>
/// <remarks>
/// <para>Each method is short for <c>new Outliers("outliers", name, keywords)</c>, with the defaults of the Python function; see
/// docs/DETECTORS.md for which detector suits which data. All have <see cref="Outliers.Score(double[], CallOptions?)"/> and
/// <see cref="Outliers.Analyze(double[], CallOptions?)"/>. Create a detector once, and dispose it at the end.</para>
/// <para>Invalid arguments are an error of the first call: a <see cref="PythonException"/> of type <c>ValueError</c>, which says what
/// was expected.</para>
/// </remarks>
public static class Detectors
{
    private const string Module = "outliers";

    /// <summary>Values more than <paramref name="threshold"/> standard deviations from the mean.</summary>
    /// <param name="threshold">In population standard deviations. Default: 2.</param>
    /// <param name="options">Options that all detectors have; null for the defaults.</param>
    /// <returns>The detector.</returns>
    /// <exception cref="ArgumentException"><paramref name="options"/> have both MaxOutliers and MaxOutlierShare.</exception>
    /// <exception cref="PythonNotFoundException">No usable Python was found.</exception>
    public static Outliers Sigma(double threshold = 2.0, DetectorOptions? options = null) =>
        Make("sigma", options, ("threshold", threshold));

    /// <summary>Values far from the median, in median absolute deviations: the modified z-score of Iglewicz and Hoaglin
    /// (1993).</summary>
    /// <param name="threshold">In median absolute deviations, scaled so that they are standard deviations of normal data. Default:
    /// 3.5.</param>
    /// <param name="options">Options that all detectors have; null for the defaults.</param>
    /// <inheritdoc cref="Sigma" path="/returns|/exception"/>
    public static Outliers Mad(double threshold = 3.5, DetectorOptions? options = null) =>
        Make("mad", options, ("threshold", threshold));

    /// <summary>Values outside Tukey's fences, which are given by the quartiles.</summary>
    /// <param name="threshold">How many interquartile ranges the fences are from the quartiles. Default: 1.5.</param>
    /// <param name="options">Options that all detectors have; null for the defaults.</param>
    /// <inheritdoc cref="Sigma" path="/returns|/exception"/>
    public static Outliers Iqr(double threshold = 1.5, DetectorOptions? options = null) =>
        Make("iqr", options, ("threshold", threshold));

    /// <summary>Values that the generalized ESD test rejects (Rosner 1983), for data that are otherwise normal. At most a tenth of the
    /// values, unless <paramref name="options"/> say otherwise.</summary>
    /// <param name="significance">The probability that a normal series has any outlier. Default: 0.05.</param>
    /// <param name="options">Options that all detectors have; null for the defaults.</param>
    /// <inheritdoc cref="Sigma" path="/returns|/exception"/>
    public static Outliers Esd(double significance = 0.05, DetectorOptions? options = null) =>
        Make("esd", options, ("significance", significance));

    /// <summary>Values far from season and trend.</summary>
    /// <param name="period">The length of the season, in values; 0 for none. Default: null, found in each series.</param>
    /// <param name="threshold">In robust standard deviations of what season and trend leave over. Default: 4.</param>
    /// <param name="window">The width of the trend's window, in values. Default: null, by the period.</param>
    /// <param name="options">Options that all detectors have; null for the defaults.</param>
    /// <inheritdoc cref="Sigma" path="/returns|/exception"/>
    public static Outliers Seasonal(int? period = null, double threshold = 4.0, int? window = null, DetectorOptions? options = null) =>
        Make("seasonal", options, ("threshold", threshold), ("period", period is { } length ? length : "auto"), ("window", window));

    /// <summary>Salient values by the spectral residual of the whole series (Ren et al. 2019).</summary>
    /// <param name="threshold">How much more salient than those before it a value is, as a multiple of their mean. Default: 3.</param>
    /// <param name="window">The number of values before it that a value is compared with. Default: 21.</param>
    /// <param name="options">Options that all detectors have; null for the defaults.</param>
    /// <inheritdoc cref="Sigma" path="/returns|/exception"/>
    public static Outliers Spectral(double threshold = 3.0, int window = 21, DetectorOptions? options = null) =>
        Make("spectral", options, ("threshold", threshold), ("window", window));

    /// <summary>Level shifts: where the medians of the windows before and after differ. One position each.</summary>
    /// <param name="threshold">In median absolute deviations of the differences. Default: 6.</param>
    /// <param name="window">The width of either window, in values. Default: 10.</param>
    /// <param name="options">Options that all detectors have; null for the defaults.</param>
    /// <inheritdoc cref="Sigma" path="/returns|/exception"/>
    public static Outliers Shift(double threshold = 6.0, int window = 10, DetectorOptions? options = null) =>
        Make("shift", options, ("threshold", threshold), ("window", window));

    /// <summary>Values far from the exponentially weighted mean of those before.</summary>
    /// <param name="threshold">In exponentially weighted standard deviations. Default: 3.</param>
    /// <param name="window">The span of the weights, in values: each is 1 − 2 / (window + 1) times that of the next. Default: 30.</param>
    /// <param name="options">Options that all detectors have; null for the defaults.</param>
    /// <inheritdoc cref="Sigma" path="/returns|/exception"/>
    public static Outliers Ewma(double threshold = 3.0, int window = 30, DetectorOptions? options = null) =>
        Make("ewma", options, ("threshold", threshold), ("window", window));

    /// <summary>Rare values and drifts of metrics, after their season. Reports only new maxima of rarity, so an anomaly is flagged when
    /// it begins.</summary>
    /// <param name="period">The length of the season, in values. Default: 0, the hours of the week where the keyword argument
    /// <c>times</c> of a call gives seconds since 1970, otherwise none.</param>
    /// <param name="threshold">In powers of ten of probability. Default: 3.1.</param>
    /// <param name="window">The span of the mean that finds shifts and drifts, in values. Default: 15.</param>
    /// <param name="quiet">The number of values in which a maximum fades to 37 %. Default: 300.</param>
    /// <param name="memory">The number of values after which those that probabilities are estimated from count half. Default:
    /// 30,000.</param>
    /// <param name="options">Options that all detectors have; null for the defaults.</param>
    /// <inheritdoc cref="Sigma" path="/returns|/exception"/>
    public static Outliers Adaptive(
        int period = 0, double threshold = 3.1, int window = 15, int quiet = 300, int memory = 30000, DetectorOptions? options = null) =>
        Make("adaptive", options, ("threshold", threshold), ("period", period), ("window", window), ("quiet", quiet), ("memory", memory));

    /// <summary>A stream that judges values by the exponentially weighted mean of those before.</summary>
    /// <param name="threshold">In exponentially weighted standard deviations. Default: 3.</param>
    /// <param name="window">The span of the weights, in values. Default: 30.</param>
    /// <param name="series">The number of series that are stepped together. Default: 1.</param>
    /// <param name="options">Direction, Low and High; a stream has no limit of outliers, and NaN is a gap. Default: null.</param>
    /// <returns>The stream, in its initial state.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="series"/> is less than 1.</exception>
    /// <exception cref="PythonException">Another argument is invalid: a <c>ValueError</c> or <c>TypeError</c> that says what was
    /// expected.</exception>
    /// <exception cref="PythonNotFoundException">No usable Python was found.</exception>
    public static OutlierStream EwmaStream(double threshold = 3.0, int window = 30, int series = 1, DetectorOptions? options = null) =>
        new(Module, "ewma", Merge(options, ("threshold", threshold), ("window", window)), series);

    /// <summary>A stream for metrics: finds rare values and drifts, after their season. Give the values their times, or a
    /// period.</summary>
    /// <param name="period">The length of the season, in values. Default: 0, the hours of the week of values with a time; otherwise
    /// none.</param>
    /// <param name="threshold">In powers of ten of probability. Default: 3.1.</param>
    /// <param name="window">The span of the mean that finds shifts and drifts, in values. Default: 15.</param>
    /// <param name="quiet">The number of values in which a maximum fades to 37 %. Default: 300.</param>
    /// <param name="memory">The number of values after which those that probabilities are estimated from count half. Default:
    /// 30,000.</param>
    /// <param name="series">The number of series that are stepped together. Default: 1.</param>
    /// <param name="options">Direction, Low and High; a stream has no limit of outliers, and NaN is a gap. Default: null.</param>
    /// <param name="timeProvider">Gives the time of values that are pushed without one. Default: null, they have none.</param>
    /// <inheritdoc cref="EwmaStream" path="/returns|/exception"/>
    public static OutlierStream AdaptiveStream(
        int period = 0,
        double threshold = 3.1,
        int window = 15,
        int quiet = 300,
        int memory = 30000,
        int series = 1,
        DetectorOptions? options = null,
        TimeProvider? timeProvider = null) =>
        new(
            Module,
            "adaptive",
            Merge(options, ("threshold", threshold), ("period", period), ("window", window), ("quiet", quiet), ("memory", memory)),
            series,
            timeProvider);

    /// <summary>The detectors of a module, with a line on each.</summary>
    /// <param name="module">The Python module. Default: <c>outliers</c>, the bundled ones.</param>
    /// <returns>The detectors that the module names in a dict <c>DETECTORS</c> of their summaries; of a module without one, its public
    /// functions that take one array.</returns>
    /// <exception cref="ArgumentException"><paramref name="module"/> is empty, or contains a NUL character or an unpaired
    /// surrogate.</exception>
    /// <exception cref="PythonException">The module cannot be imported.</exception>
    /// <exception cref="PythonNotFoundException">No usable Python was found.</exception>
    public static IReadOnlyList<DetectorDescription> List(string module = Module)
    {
        PythonFunction.CheckName(module, nameof(module));
        using var describe = new NumPyFunction<double, byte>("outliers.listing", "describe", new() { ["module"] = module });
        using var json = JsonDocument.Parse(describe.InvokeAll([]));
        return [.. json.RootElement.EnumerateArray().Select(each => new DetectorDescription(
            each.GetProperty("name").GetString()!,
            each.GetProperty("summary").GetString()!,
            each.GetProperty("signature").GetString()!,
            each.GetProperty("score").GetBoolean(),
            each.GetProperty("analyze").GetBoolean(),
            each.GetProperty("stream").GetBoolean())
        {
            Parameters = [.. each.GetProperty("parameters").EnumerateArray().Select(one => new DetectorParameter(
                one.GetProperty("name").GetString()!, DefaultOf(one.GetProperty("default")), one.GetProperty("required").GetBoolean()))],
        })];
    }

    private static object? DefaultOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => json.GetString(),
        _ when json.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') < 0 && json.TryGetInt64(out long integer) => integer,
        _ => json.GetDouble(),
    };

    private static Outliers Make(string name, DetectorOptions? options, params ReadOnlySpan<(string Name, object? Value)> own) =>
        new(Module, name, Merge(options, own));

    private static Dictionary<string, object?> Merge(DetectorOptions? options, params ReadOnlySpan<(string Name, object? Value)> own)
    {
        Dictionary<string, object?> keywords = options?.ToKeywords() ?? [];
        foreach ((string keyword, object? value) in own)
        {
            keywords[keyword] = value;
        }
        return keywords;
    }
}

/// <summary>Options that all bundled detectors have.</summary>
/// <remarks>Immutable and therefore thread-safe.</remarks>
public sealed record DetectorOptions
{
    /// <summary>Which values may be outliers. Default: both high and low ones.</summary>
    public OutlierDirection Direction { get; init; }

    /// <summary>The largest number of outliers; the strongest are kept. Default: null, no limit.</summary>
    public int? MaxOutliers { get; init; }

    /// <summary>The largest share of the values that are outliers, from 0 to 1; the strongest are kept. Default: null, no
    /// limit.</summary>
    public double? MaxOutlierShare { get; init; }

    /// <summary>Whether NaN and infinities are ignored. Default: false, they are an error.</summary>
    public bool OmitNonFinite { get; init; }

    /// <summary>The least possible value of the data: bounds are never below it. Default: null, none.</summary>
    public double? Low { get; init; }

    /// <summary>The largest possible value of the data: bounds are never above it. Default: null, none.</summary>
    public double? High { get; init; }

    internal Dictionary<string, object?> ToKeywords()
    {
        if (MaxOutliers is not null && MaxOutlierShare is not null)
        {
            throw new ArgumentException("MaxOutliers and MaxOutlierShare are both set; expected at most one of them.");
        }
        var keywords = new Dictionary<string, object?>();
        if (Direction != OutlierDirection.Both)
        {
            keywords["direction"] = Direction switch
            {
                OutlierDirection.Up => "up",
                OutlierDirection.Down => "down",
                _ => throw new ArgumentException($"Direction is {Direction}; expected Both, Up or Down."),
            };
        }
        if (((object?)MaxOutliers ?? MaxOutlierShare) is { } most)
        {
            keywords["max_outliers"] = most;
        }
        if (OmitNonFinite)
        {
            keywords["nan"] = "omit";
        }
        if (Low is { } low)
        {
            keywords["low"] = low;
        }
        if (High is { } high)
        {
            keywords["high"] = high;
        }
        return keywords;
    }
}

/// <summary>Which values may be outliers.</summary>
public enum OutlierDirection
{
    /// <summary>Values above the upper bound and values below the lower one.</summary>
    Both,

    /// <summary>Only values above the upper bound.</summary>
    Up,

    /// <summary>Only values below the lower bound.</summary>
    Down,
}

/// <summary>A detector of a Python module.</summary>
/// <param name="Name">Its name in the module.</param>
/// <param name="Summary">One line on what it finds; empty if it has no docstring.</param>
/// <param name="Signature">Its keyword arguments and their defaults, as Python writes them.</param>
/// <param name="HasScore">Whether <see cref="Outliers.Score(double[], CallOptions?)"/> works.</param>
/// <param name="HasAnalyze">Whether <see cref="Outliers.Analyze(double[], CallOptions?)"/> works.</param>
/// <param name="HasStream">Whether there is an <see cref="OutlierStream"/> of it.</param>
public sealed record DetectorDescription(string Name, string Summary, string Signature, bool HasScore, bool HasAnalyze, bool HasStream)
{
    /// <summary>The keyword arguments, in the order of the signature. Without those of a <c>**</c> parameter, which has no names.</summary>
    public IReadOnlyList<DetectorParameter> Parameters { get; init; } = [];
}

/// <summary>A keyword argument of a detector.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Default">Its default: long, double, bool, string or null; any other value as Python's <c>repr</c> writes it. Null if it
/// is required.</param>
/// <param name="IsRequired">Whether it has no default.</param>
public sealed record DetectorParameter(string Name, object? Default, bool IsRequired);
