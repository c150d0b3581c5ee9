namespace OutliersNative;

/// <summary>A Python function returned something that does not name positions in its input.</summary>
/// <remarks>The message says what came back, what is accepted, and how to mend the function.</remarks>
public sealed class InvalidResultException : Exception
{
    internal InvalidResultException(string message)
        : base(message)
    {
    }
}
