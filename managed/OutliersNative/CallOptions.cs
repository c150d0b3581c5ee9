using OutliersNative.Calls;

namespace OutliersNative;

/// <summary>Options of one call of a Python function.</summary>
/// <remarks>Immutable and therefore thread-safe: one instance may serve any number of calls.</remarks>
public sealed class CallOptions
{
    private readonly Dictionary<string, object?>? _keywords;

    /// <summary>Creates the default options.</summary>
    public CallOptions()
    {
    }

    /// <summary>Copies options, so that an object initializer can change some of them:
    /// <c>new CallOptions(options) { Timeout = ... }</c>.</summary>
    /// <param name="options">The options to copy. What <see cref="Keywords"/> has prepared in Python serves the copy too.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    public CallOptions(CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ForbidRetention = options.ForbidRetention;
        Timeout = options.Timeout;
        CancellationToken = options.CancellationToken;
        Batch = options.Batch;
        _keywords = options._keywords;
        Prepared = options.Prepared;
    }

    /// <summary>Whether <see cref="InputRetainedException"/> is thrown if Python retains the input, or a view of it, beyond the call.
    /// Default: false.</summary>
    /// <remarks>In either case the memory that Python retains stays alive and in place until Python releases it. The exception is
    /// thrown after the function has returned, so its effects remain.</remarks>
    public bool ForbidRetention { get; init; }

    /// <summary>How long the call may take, from its start to its end, including the wait for other calls. Default: null, no limit.
    /// Greater than zero.</summary>
    /// <remarks>
    /// <para>The call then ends with <see cref="PythonTimeoutException"/>. Waiting ends at once. In running Python code an exception is
    /// raised, which derives from <c>BaseException</c>, so that <c>except Exception</c> does not catch it; it is raised again every
    /// 10 ms while the code goes on. Its <c>finally</c> blocks run.</para>
    /// <para>Code in a C extension is not interrupted, such as one long NumPy operation or <c>time.sleep</c>: the call returns when
    /// that returns.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan? Timeout
    {
        get;
        init => field = value is null || value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(
            nameof(value), value, "CallOptions.Timeout must be greater than zero, or null for no limit.");
    }

    /// <summary>Cancels the call, as <see cref="Timeout"/> ends it. Default: none.</summary>
    /// <remarks>The call then ends with an <see cref="OperationCanceledException"/> that has this token.</remarks>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Whether <see cref="Outliers.DetectAsync(double[], CallOptions?, CancellationToken)"/> may serve this call together with
    /// others that wait for the same <see cref="Outliers"/>, by one call of the function's attribute <c>many</c>. Default: null, if the
    /// function has one.</summary>
    /// <remarks>
    /// <para>The result is the same as without, and so is an exception: if the batch fails, the calls that it may be about are made
    /// again, each alone. Set it to false for a function that must not be called again, or whose <c>many</c> gives other results.
    /// If it is true and the function has no <c>many</c>, it is called for each series, while the GIL is taken once.</para>
    /// <para>A batch has at most 256 series and 65,536 values. Calls with <see cref="ForbidRetention"/> are made alone, and calls
    /// whose <see cref="Keywords"/> differ never share a batch.</para>
    /// </remarks>
    public bool? Batch { get; init; }

    /// <summary>Keyword arguments of this call, which replace all that were given to the constructor or to <c>WithKeywords</c>. Default:
    /// null, those.</summary>
    /// <remarks>
    /// <para>Values are double, float, integers, bool, string, null, arrays of one or two dimensions, which become read-only ndarrays,
    /// and lists and dictionaries of these. They are copied here; later changes have no effect.</para>
    /// <para>A function's first call with this instance prepares them in Python, which takes some 30 µs; so keep the instance and use it
    /// again. That call also fails if the function's signature has no such keyword. A function has what it prepared until it or the
    /// options are no longer referenced.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">A value is of another type, or there are more than 64.</exception>
    public Dictionary<string, object?>? Keywords
    {
        get => _keywords;
        init
        {
            _keywords = value;
            Prepared = value is null ? null : new Keywords(value, copiesArrays: true);
        }
    }

    internal Keywords? Prepared { get; init; }
}
