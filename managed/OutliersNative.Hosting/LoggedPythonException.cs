namespace OutliersNative.Hosting;

/// <summary>An exception that Python code has logged, for instance by <c>logging.exception</c>. It is never thrown: sinks receive it
/// with the record.</summary>
/// <remarks>Immutable and therefore thread-safe.</remarks>
public sealed class LoggedPythonException : Exception
{
    internal LoggedPythonException(string pythonType, string message, string pythonTraceback)
        : base(message.Length > 0 ? message : pythonType)
    {
        PythonType = pythonType;
        PythonTraceback = pythonTraceback;
    }

    /// <summary>The type of the Python exception, such as <c>ValueError</c>.</summary>
    public string PythonType { get; }

    /// <summary>The traceback as Python would print it, at most 64 Ki characters.</summary>
    public string PythonTraceback { get; }

    /// <summary>Python's traceback.</summary>
    public override string ToString() => PythonTraceback;
}
