using System.Diagnostics.CodeAnalysis;
using OutliersNative.Interop;

namespace OutliersNative.Errors;

/// <summary>Knows how a native status becomes a .NET exception.</summary>
internal static unsafe class ThrowHelper
{
    /// <summary>What the index of one of many arrays is called in <see cref="Exception.Data"/>.</summary>
    private const string Index = "index";

    /// <summary>Throws what <paramref name="status"/> means, and frees the texts of <paramref name="error"/>.</summary>
    /// <param name="status">Not <see cref="GlueStatus.Ok"/>.</param>
    /// <param name="error">What the native side told.</param>
    /// <param name="index">Which of many arrays it is about; below 0: none, or it is not known.</param>
    [DoesNotReturn]
    public static void Throw(int status, ref glue_error error, long index = -1) => throw ToException(status, ref error, index);

    /// <summary>Throws that Python kept the input, with the call's own failure inside if there was one.</summary>
    [DoesNotReturn]
    public static void ThrowInputKept(int status, ref glue_error error, long index = -1, long failedIndex = -1)
    {
        Exception? inner = status == GlueStatus.Ok ? null : ToException(status, ref error, failedIndex);
        throw WithIndex(new InputKeptException(About(index), inner), index);
    }

    private static string About(long index) => index < 0 ? "" : $"arrays[{index}]: ";

    private static Exception WithIndex(Exception exception, long index)
    {
        if (index >= 0)
        {
            exception.Data[Index] = (int)index;
        }
        return exception;
    }

    private static Exception ToException(int status, ref glue_error error, long index)
    {
        string? type, message, traceback;
        fixed (glue_error* err = &error)
        {
            type = Utf8.Text(err->type);
            message = Utf8.Text(err->message);
            traceback = Utf8.Text(err->traceback);
            Native.glue_error_free(err);
        }
        if (index >= 0 && (string.IsNullOrEmpty(message) ? type : message) is { } text)
        {
            message = About(index) + text;
        }
        return WithIndex(ToException(status, type, message, traceback), index);
    }

    private static Exception ToException(int status, string? type, string? message, string? traceback) => status switch
    {
        GlueStatus.Python => new PythonException(type ?? "Exception", message ?? "", traceback),
        GlueStatus.Result => new InvalidResultException(message ?? "The function's result names no positions."),
        GlueStatus.Load => new PythonNotFoundException(message ?? "This Python cannot be used."),
        GlueStatus.State => new InvalidOperationException(message),
        GlueStatus.Memory => new InsufficientMemoryException(message ?? "The native library could not allocate memory."),
        _ => new InvalidOperationException($"The native library returned the unknown status {status}: {message}"),
    };
}
