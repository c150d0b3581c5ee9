namespace OutliersNative;

/// <summary>No Python with NumPy could be found, or the one that was found cannot be used.</summary>
/// <remarks>The message names every place tried, why it was refused, and what mends it.</remarks>
public sealed class PythonNotFoundException : Exception
{
    internal PythonNotFoundException(string message)
        : base(message)
    {
    }
}
