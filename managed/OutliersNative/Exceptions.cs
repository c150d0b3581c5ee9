using System.Diagnostics;

namespace OutliersNative;

/// <summary>The base of all exceptions that this library and its packages define.</summary>
/// <remarks>Wrong arguments are <see cref="ArgumentException"/>, disposed instances <see cref="ObjectDisposedException"/>, and a
/// lack of memory <see cref="InsufficientMemoryException"/>, as everywhere in .NET.</remarks>
public abstract class OutliersException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">The cause; null if there is none.</param>
    protected OutliersException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The index of the series that the failure is about, in the list given to <see cref="Outliers.DetectMany"/>; null
    /// for a call with one series, or if the failure is not about one of them.</summary>
    public int? SeriesIndex { get; internal init; }
}

/// <summary>Python raised an exception.</summary>
/// <remarks>
/// <para>Holds text only, never a Python object: keeping it keeps nothing in Python alive. Immutable and therefore
/// thread-safe.</para>
/// <para><see cref="Exception.InnerException"/> is the Python exception that caused this one: its <c>__cause__</c> (<c>raise ...
/// from</c>), or else its <c>__context__</c>, unless that is suppressed (<c>from None</c>). It is a <c>PythonException</c> too, or
/// null. <see cref="Exception.GetBaseException"/> returns the first cause. Of a chain of more than 20 exceptions, those in the
/// middle are left out. The members of an exception group are in <see cref="PythonTraceback"/> only.</para>
/// </remarks>
[DebuggerDisplay("{PythonType,nq}: {Message,nq}")]
public sealed class PythonException : OutliersException
{
    private readonly ReadOnlyMemory<char> _traceback; // of a cause: the start of the text of the exception that it caused

    internal PythonException(string pythonType, string message, ReadOnlyMemory<char> traceback, PythonException? cause = null)
        : base(message.Length > 0 ? message : pythonType, cause)
    {
        PythonType = pythonType;
        _traceback = traceback;
    }

    /// <summary>The type of the Python exception, such as <c>ValueError</c> or <c>json.decoder.JSONDecodeError</c>.</summary>
    public string PythonType { get; }

    /// <summary>The traceback as Python would print it, with the exceptions that caused this one; lines end with LF. Empty if Python
    /// could not make it.</summary>
    /// <remarks>At most 512 Ki characters: of a longer one, the middle is left out. In that case it is empty in the causes.</remarks>
    public string PythonTraceback => _traceback.ToString();

    /// <summary>The frames of the traceback, in its order: the last one is where the exception was raised. Empty if no Python code
    /// was running.</summary>
    /// <remarks>Of more than 100 frames, the first and the last 50; <see cref="FramesLeftOut"/> is the number of those between. The
    /// place of a syntax error is no frame: <see cref="Exception.Message"/> names it.</remarks>
    public IReadOnlyList<PythonFrame> Frames { get; internal init; } = [];

    /// <summary>The number of frames that are left out in the middle of <see cref="Frames"/>. 0 if there were 100 frames or
    /// fewer.</summary>
    public int FramesLeftOut { get; internal init; }

    /// <summary>The notes that were added to the exception by <c>add_note</c> (PEP 678), oldest first. Empty if there are none.</summary>
    /// <remarks>At most 20 notes; one more text gives the number of those left out.</remarks>
    public IReadOnlyList<string> Notes { get; internal init; } = [];

    /// <summary>The type, the message and the .NET stack trace, followed by Python's traceback, which contains the causes.</summary>
    public override string ToString()
    {
        string traceback = PythonTraceback, line = Environment.NewLine;
        return traceback.Length == 0
            ? base.ToString()
            : $"{GetType()}: {Message}{(StackTrace is { } stack ? line + stack : "")}{line}--- Python ---{line}{traceback}";
    }
}

/// <summary>A place in Python code that was running when an exception was raised.</summary>
/// <param name="File">The file, as Python names it: a path, or a text such as <c>&lt;string&gt;</c>.</param>
/// <param name="Line">The line in the file, counted from 1; 0 if Python does not tell.</param>
/// <param name="Function">The name of the function, or a text such as <c>&lt;module&gt;</c> or <c>&lt;lambda&gt;</c>.</param>
[DebuggerDisplay("{Function,nq} in {File,nq}:{Line}")]
public sealed record PythonFrame(string File, int Line, string Function);

/// <summary>A Python function returned something other than expected: positions in its input, scores, or arrays of a dtype that
/// converts exactly.</summary>
/// <remarks>The message says what the function returned, what is accepted, and how to fix the function.</remarks>
public sealed class InvalidResultException : OutliersException
{
    internal InvalidResultException(string message)
        : base(message)
    {
    }
}

/// <summary>A Python function retained its input beyond the call, and <see cref="CallOptions.ForbidRetention"/> was set.</summary>
/// <remarks>The memory stays alive and in place until Python releases it. The inner exception is the call's own, if it failed
/// too: a function that raises may have retained its input in the exception.</remarks>
public sealed class InputRetainedException : OutliersException
{
    internal InputRetainedException(string prefix, Exception? innerException)
        : base(
            prefix + "The call is over, but its input, or a view of it, is still referenced in Python, and "
            + "CallOptions.ForbidRetention is set. Have the function keep a copy (data.copy()), or unset ForbidRetention.",
            innerException)
    {
    }
}

/// <summary>A call took longer than <see cref="CallOptions.Timeout"/> and was ended.</summary>
/// <remarks>The inner exception, a <see cref="PythonException"/>, says where the Python code was; it is null if the call had not
/// reached Python yet, and if <see cref="IsAbandoned"/> is true.</remarks>
public sealed class PythonTimeoutException : OutliersException
{
    internal PythonTimeoutException(string subject, TimeSpan timeout, Exception? innerException, bool isAbandoned = false)
        : base(
            $"{subject} did not return within {timeout}, the timeout of the call; "
            + (isAbandoned ? "it goes on in code that cannot be interrupted."
                : innerException is null ? "it was still waiting for other calls to end."
                : "its Python code was interrupted."),
            innerException)
    {
        Timeout = timeout;
        IsAbandoned = isAbandoned;
    }

    /// <summary>The timeout of the call.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Whether the call goes on, for asynchronous calls only: its code is in a C extension, or serves other callers too. Its
    /// memory stays pinned until it ends. Synchronous calls return when Python does, so it is false for them.</summary>
    public bool IsAbandoned { get; }
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
