namespace OutliersNative;

/// <summary>The base of all exceptions that this library defines.</summary>
/// <remarks>Wrong arguments are <see cref="ArgumentException"/>, disposed instances <see cref="ObjectDisposedException"/>, and a
/// lack of memory <see cref="InsufficientMemoryException"/>, as everywhere in .NET.</remarks>
public abstract class OutliersException : Exception
{
    private protected OutliersException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The index of the series that the failure is about, in the list given to <see cref="Outliers.DetectMany"/>; null
    /// for a call with one series, or if the failure is not about one of them.</summary>
    public int? SeriesIndex { get; internal init; }
}

/// <summary>Python raised an exception.</summary>
/// <remarks>Holds text only, never a Python object: keeping it keeps nothing in Python alive.</remarks>
public sealed class PythonException : OutliersException
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

/// <summary>A Python function returned something that does not name positions in its input.</summary>
/// <remarks>The message says what the function returned, what is accepted, and how to fix the function.</remarks>
public sealed class InvalidResultException : OutliersException
{
    internal InvalidResultException(string message)
        : base(message)
    {
    }
}

/// <summary>A Python function retained its input beyond the call, and <see cref="DetectOptions.ForbidRetention"/> was set.</summary>
/// <remarks>The memory stays alive and in place until Python releases it. The inner exception is the call's own, if it failed
/// too: a function that raises may have retained its input in the exception.</remarks>
public sealed class InputRetainedException : OutliersException
{
    internal InputRetainedException(string prefix, Exception? innerException)
        : base(
            prefix + "The call is over, but its input, or a view of it, is still referenced in Python, and "
            + "DetectOptions.ForbidRetention is set. Have the function keep a copy (data.copy()), or unset ForbidRetention.",
            innerException)
    {
    }
}

/// <summary>A call took longer than <see cref="DetectOptions.Timeout"/> and was ended.</summary>
/// <remarks>The inner exception, a <see cref="PythonException"/>, says where the Python code was; it is null if the call had not
/// reached Python yet.</remarks>
public sealed class PythonTimeoutException : OutliersException
{
    internal PythonTimeoutException(string subject, TimeSpan timeout, Exception? innerException)
        : base(
            $"{subject} did not return within {timeout}, the timeout of the call; "
            + (innerException is null ? "it was still waiting for other calls to end." : "its Python code was interrupted."),
            innerException)
    {
        Timeout = timeout;
    }

    /// <summary>The timeout of the call.</summary>
    public TimeSpan Timeout { get; }
}

/// <summary>No Python with NumPy was found, or the one that was found cannot be used.</summary>
/// <remarks>The message names every place that was tried, why it was rejected, and what fixes it.</remarks>
public sealed class PythonNotFoundException : OutliersException
{
    internal PythonNotFoundException(string message)
        : base(message)
    {
    }
}

/// <summary>Python cannot do what was asked in its present state: another Python runs in this process already, or Python and
/// .NET call each other without end.</summary>
public sealed class PythonStateException : OutliersException
{
    internal PythonStateException(string message)
        : base(message)
    {
    }
}
