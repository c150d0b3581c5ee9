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
}
