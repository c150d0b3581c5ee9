namespace OutliersNative;

/// <summary>Options of one call of an <see cref="Outliers"/>.</summary>
public sealed class DetectOptions
{
    /// <summary>Whether it is an error if Python retains the input, or a view of it, beyond the call. Default: false; memory that
    /// Python retains stays alive and in place until Python releases it.</summary>
    /// <remarks>The error is raised after the call. What Python retains is safe all the same.</remarks>
    public bool ForbidRetention { get; init; }
}
