namespace OutliersNative;

/// <summary>What one call of an <see cref="Outliers"/> insists on.</summary>
public sealed class DetectOptions
{
    /// <summary>Whether it is an error if Python keeps the input, or a view of it, beyond the call. Without this, kept memory
    /// stays alive and in place until Python lets go.</summary>
    /// <remarks>The error comes after the call. What Python keeps is safe all the same.</remarks>
    public bool ForbidEscape { get; init; }
}
