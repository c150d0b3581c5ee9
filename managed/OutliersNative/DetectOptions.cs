namespace OutliersNative;

/// <summary>Options of one call of <see cref="Outliers"/>.</summary>
/// <remarks>Immutable and therefore thread-safe: one instance may serve any number of calls.</remarks>
public sealed class DetectOptions
{
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
            nameof(value), value, "DetectOptions.Timeout must be greater than zero, or null for no limit.");
    }

    /// <summary>Cancels the call, as <see cref="Timeout"/> ends it. Default: none.</summary>
    /// <remarks>The call then ends with an <see cref="OperationCanceledException"/> that has this token.</remarks>
    public CancellationToken CancellationToken { get; init; }
}
