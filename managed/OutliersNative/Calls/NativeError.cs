using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OutliersNative.Interop;
using static OutliersNative.Interop.Glue;

namespace OutliersNative.Calls;

/// <summary>Makes .NET exceptions of the facts that the native side reports. All messages about them are here.</summary>
internal static unsafe class NativeError
{
    /// <summary>Throws what a status other than <see cref="GLUE_OK"/> means, and frees the texts of the error.</summary>
    /// <param name="status">What the native function returned.</param>
    /// <param name="error">What it reported.</param>
    /// <param name="subject">The Python function that was called, or the library that was loaded.</param>
    /// <param name="seriesIndex">Which of many series the failure is about; below 0: none, or it is not known.</param>
    public static void ThrowIfFailed(int status, glue_error* error, string subject, long seriesIndex = -1)
    {
        if (status != GLUE_OK)
        {
            Throw(status, error, subject, seriesIndex);
        }
    }

    /// <summary>Throws that Python retained an input, with the call's own failure inside if there was one.</summary>
    [DoesNotReturn]
    public static void ThrowRetained(int status, glue_error* error, string subject, long retainedIndex = -1, long failedIndex = -1)
    {
        Exception? inner = status == GLUE_OK ? null : ToException(status, error, subject, failedIndex);
        throw new InputRetainedException(Prefix(retainedIndex), inner) { SeriesIndex = Index(retainedIndex) };
    }

    /// <summary>The exception of Python code that was interrupted; null if it had not begun. Frees the texts of the error.</summary>
    public static PythonException? InterruptedCode(glue_error* error, string subject) =>
        error->type == null ? null : (PythonException)ToException(GLUE_E_PYTHON, error, subject, -1);

    [DoesNotReturn]
    private static void Throw(int status, glue_error* error, string subject, long seriesIndex) =>
        throw ToException(status, error, subject, seriesIndex);

    private static string Prefix(long index) => index < 0 ? "" : $"arrays[{index}]: ";

    private static int? Index(long index) => index < 0 ? null : (int)index;

    private static Exception ToException(int status, glue_error* error, string subject, long index)
    {
        var facts = new Facts(error, subject);
        Native.glue_error_free(error);
        string prefix = Prefix(index);
        return status switch
        {
            GLUE_E_PYTHON => PythonErrorReader.Read(
                facts.Type ?? "Exception", PythonMessage(facts, prefix), facts.Traceback ?? "", facts.Details ?? "", Index(index)),
            GLUE_E_RESULT => new InvalidResultException(prefix + ResultMessage(facts)) { SeriesIndex = Index(index) },
            GLUE_E_LOAD => new PythonNotFoundException(LoadMessage(facts)),
            GLUE_E_STATE => new PythonStateException(StateMessage(facts)),
            GLUE_E_MEMORY => new InsufficientMemoryException(MemoryMessage(facts)),
            _ => new PythonStateException($"The native library returned the unknown status {status}."),
        };
    }

    private static string PythonMessage(Facts facts, string prefix)
    {
        string message = facts.Message ?? "";
        return prefix.Length == 0 || message.Length > 0 ? (message.Length > 0 ? prefix + message : message) : prefix + facts.Type;
    }

    private static string ResultMessage(Facts f) => f.Problem switch
    {
        GLUE_RESULT_TYPE =>
            $"{f.Subject} returned an object of type {f.Type ?? "?"}; expected an ndarray of positions or a bool mask of the input's shape: "
            + (f.Type == "NoneType" ? "is a return statement missing? " : "") + "return np.flatnonzero(mask), or np.asarray(…) of what you have",
        GLUE_RESULT_ITEM =>
            $"{f.Subject} returned a {f.Type} that holds an object of type {f.Message}; expected positions as integers: return np.flatnonzero(mask)",
        GLUE_RESULT_LIST =>
            $"{f.Subject} returned a {f.Type} of which NumPy makes no array ({f.Message}); expected positions as integers: return np.flatnonzero(mask)",
        GLUE_RESULT_ARRAY =>
            $"{f.Subject} returned {(f.Type is null ? "an" : $"a {f.Type} that NumPy reads as an")} array of dtype {f.Dtype} and shape {f.Shape}; "
            + $"expected positions as a one-dimensional integer array, or a bool mask of shape ({f.Limit},): return np.flatnonzero(mask)",
        GLUE_RESULT_MASK =>
            $"{f.Subject} returned a bool mask of {f.Value} values for an input of {f.Limit}; expected one for each value of the input, or positions as integers",
        GLUE_RESULT_MASKED =>
            $"{f.Subject} returned a masked array, whose masked elements are no answer; expected a plain array: "
            + "return np.flatnonzero(mask.filled(False)), or positions.compressed()",
        GLUE_RESULT_TOO_MANY =>
            $"{f.Subject} returned {f.Value} positions for an input of {f.Limit} values; expected each position at most once: np.unique drops repeated ones",
        GLUE_RESULT_REPEATED =>
            $"{f.Subject} returned position {f.Value} more than once; expected each at most once: "
            + (f.Index != 0 ? "if these are flags, one for each value, return np.flatnonzero(flags) or a bool mask" : "np.unique drops repeated ones"),
        GLUE_RESULT_RANGE =>
            $"{f.Subject} returned position {f.Value} (at index {f.Index} of its result); expected 0 to {f.Limit - 1}, "
            + $"for an input of {f.Limit} values: positions count from 0, from the start",
        GLUE_RESULT_MATRIX =>
            $"{f.Subject} returned {(f.Dtype is null ? $"a {f.Type}" : $"an array of dtype {f.Dtype} and shape {f.Shape}")} for a matrix of shape ({f.Value}, {f.Limit}); "
            + "expected a bool mask of that shape, or the pair of arrays that np.nonzero(mask) gives: positions of rows, and of columns",
        GLUE_RESULT_MANY =>
            $"{f.Subject}.many returned a {f.Type} for {f.Limit} arrays; expected a list of as many results, or a tuple of two integer arrays: "
            + "all positions, and how many of them belong to each array",
        GLUE_RESULT_MANY_COUNT =>
            $"{f.Subject}.many returned results of {f.Value} arrays for {f.Limit}; expected one for each: an array without outliers has an empty one",
        GLUE_RESULT_MANY_SUM =>
            $"{f.Subject}.many returned {f.Value} positions, and counts that do not add up to it; expected how many of them belong to each array",
        GLUE_RESULT_LABELS =>
            $"{f.Subject} returned one label for each value, 1 or -1, as scikit-learn's fit_predict does; expected positions of outliers: "
            + "return np.flatnonzero(labels == -1)",
        GLUE_RESULT_FLAGS =>
            $"{f.Subject} returned one integer for each value, 0 or 1; expected positions of outliers, or a bool mask: return np.flatnonzero(flags)",
        GLUE_RESULT_ROW_MASK =>
            $"{f.Subject} returned a bool mask of one for each row of a matrix of shape ({f.Value}, {f.Limit}); expected a mask of the matrix's shape: "
            + "to flag all values of a row, return np.repeat(mask[:, np.newaxis], data.shape[1], axis=1)",
        GLUE_RESULT_DTYPE =>
            $"{f.Subject} returned{Item(f)} an array of dtype {f.Dtype} and shape {f.Shape}; expected dtype {ElementType.Describe((int)f.Number)}, "
            + $"or one that converts to it exactly: return result.astype(np.{ElementType.NumPyName((int)f.Number)}), or choose another output type in C#",
        GLUE_RESULT_NO_ARRAY =>
            $"{f.Subject} returned{Item(f)} an object of type {f.Type}; expected an ndarray or a number: "
            + (f.Type == "NoneType" ? "is a return statement missing? " : "")
            + (f.Type == "MaskedArray" ? "fill its masked elements, by result.filled(…)" : "return np.asarray(…) of what you have"),
        GLUE_RESULT_NO_ARRAYS when f.Message is not null =>
            $"{f.Subject} returned a {f.Type} with a key of type {f.Message}; expected names as keys, of type str",
        GLUE_RESULT_NO_ARRAYS when f.Number > f.Limit =>
            $"{f.Subject} returned a {f.Type} of {f.Number} arrays; expected at most {f.Limit}: return arrays of one shape as a single one, by np.stack",
        GLUE_RESULT_NO_ARRAYS =>
            $"{f.Subject} returned an object of type {f.Type}; expected several arrays, as a tuple, a list, or a dict with names as keys",
        _ => $"{f.Subject} returned something that cannot be used (problem {f.Problem})",
    };

    /// <summary>Which of several arrays it is.</summary>
    private static string Item(Facts f) => f.Limit == 0 ? "" : $", as item {f.Index} of {f.Limit},";

    private static string LoadMessage(Facts f) => f.Problem switch
    {
        GLUE_LOAD_OPEN => $"cannot open the Python library {f.Subject}: {f.Message}",
        GLUE_LOAD_SYMBOL => $"{f.Subject} is not a CPython 3.8 or newer: it lacks the symbol {f.Message}",
        GLUE_LOAD_VERSION => $"{f.Subject} is Python {f.Message}; 3.8 or newer is needed",
        GLUE_LOAD_FREE_THREADED =>
            $"{f.Subject} is a free-threaded Python ({f.Message}), which is not supported; use the standard build of the same version, whose name has no \"t\" at the end",
        GLUE_LOAD_NUMPY => f.Message ?? "NumPy cannot be imported",
        GLUE_LOAD_NUMPY_ABI =>
            $"NumPy's ABI number is 0x{f.Number:x8}; this build knows 0x01000009 (NumPy 1.19 and later) and 0x02000000 (NumPy 2): "
            + "install one of those, or a newer OutliersNative",
        GLUE_LOAD_LAYOUT => $"{f.Subject} lays out its objects in an unknown way; use a standard build of CPython",
        GLUE_LOAD_EXECUTABLE => $"the path of the interpreter of {f.Subject} is not UTF-8",
        _ => f.Message ?? $"{f.Subject} cannot be used (problem {f.Problem})",
    };

    private static string StateMessage(Facts f) => f.Problem switch
    {
        GLUE_STATE_OTHER_PYTHON =>
            $"This process runs {(f.Message is null ? "another Python" : $"the Python of {f.Message}")} already, and can run only that one; "
            + $"{f.Subject} was asked for: choose one Python for the whole process.",
        GLUE_STATE_NOT_STARTED => "Python has not been started: call PythonRuntime.Start first.",
        GLUE_STATE_RECURSION =>
            "Calls recurse without end: Python has called .NET, and .NET Python, until sixteen stacks of 16 MiB were used up.",
        GLUE_STATE_NO_PATH => "sys.path is gone: something in this process has deleted it.",
        _ => $"Python cannot do that now (problem {f.Problem}).",
    };

    private static string MemoryMessage(Facts f) => f.Problem switch
    {
        GLUE_MEMORY_THREAD => "The system refused a thread with 16 MiB of stack.",
        GLUE_MEMORY_SYSTEM => "The system refused a thread-local key, a fork handler or an environment variable.",
        _ => "The native library could not allocate memory.",
    };

    private readonly struct Facts(glue_error* error, string subject)
    {
        public string Subject { get; } = subject;

        public int Problem { get; } = error->problem;

        public string? Type { get; } = Utf8.Text(error->type);

        public string? Message { get; } = Utf8.Text(error->message);

        public string? Traceback { get; } = Utf8.Text(error->traceback);

        public string? Details { get; } = Utf8.Text(error->details);

        public string? Dtype { get; } = Utf8.Text(error->dtype);

        public string? Shape { get; } = Utf8.Text(error->shape);

        public long Number { get; } = error->value;

        public string Value { get; } = error->is_unsigned != 0
            ? ((ulong)error->value).ToString(CultureInfo.InvariantCulture)
            : error->value.ToString(CultureInfo.InvariantCulture);

        public long Index { get; } = error->index;

        public long Limit { get; } = error->limit;
    }
}
