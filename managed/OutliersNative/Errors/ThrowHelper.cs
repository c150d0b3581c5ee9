using System.Diagnostics.CodeAnalysis;
using OutliersNative.Interop;

namespace OutliersNative.Errors;

/// <summary>Knows how a native status becomes a .NET exception.</summary>
internal static unsafe class ThrowHelper
{
    /// <summary>Throws what <paramref name="status"/> means, and frees the texts of <paramref name="error"/>.</summary>
    [DoesNotReturn]
    public static void Throw(int status, ref glue_error error) => throw ToException(status, ref error);

    /// <summary>Throws that Python kept the input, with the call's own failure inside if there was one.</summary>
    [DoesNotReturn]
    public static void ThrowInputKept(int status, ref glue_error error) =>
        throw new InputKeptException(status == GlueStatus.Ok ? null : ToException(status, ref error));

    private static Exception ToException(int status, ref glue_error error)
    {
        string? type, message, traceback;
        fixed (glue_error* err = &error)
        {
            type = Utf8.Text(err->type);
            message = Utf8.Text(err->message);
            traceback = Utf8.Text(err->traceback);
            Native.glue_error_free(err);
        }
        return status switch
        {
            GlueStatus.Python => new PythonException(type ?? "Exception", message ?? "", traceback),
            GlueStatus.Result => new InvalidResultException(message ?? "The function's result names no positions."),
            GlueStatus.Load => new PythonNotFoundException(message ?? "This Python cannot be used."),
            GlueStatus.State => new InvalidOperationException(message),
            GlueStatus.Memory => new InsufficientMemoryException(message ?? "The native library could not allocate memory."),
            _ => new InvalidOperationException($"The native library returned the unknown status {status}: {message}"),
        };
    }
}
