namespace OutliersNative;

/// <summary>Python raised an exception.</summary>
/// <remarks>Holds text only, never a Python object: keeping it keeps nothing in Python alive.</remarks>
public sealed class PythonException : Exception
{
    internal PythonException(string pythonType, string message, string? pythonTraceback)
        : base(message.Length > 0 ? message : pythonType)
    {
        PythonType = pythonType;
        PythonTraceback = pythonTraceback ?? "";
    }

    /// <summary>The type of the Python exception, such as <c>ValueError</c> or <c>json.decoder.JSONDecodeError</c>.</summary>
    public string PythonType { get; }

    /// <summary>The traceback as Python would print it, with the exceptions that caused this one; lines end with LF.</summary>
    public string PythonTraceback { get; }

    /// <summary>The .NET description, followed by Python's traceback.</summary>
    public override string ToString() => $"{base.ToString()}{Environment.NewLine}--- Python ---{Environment.NewLine}{PythonTraceback}";
}
