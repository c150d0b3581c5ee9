namespace OutliersNative.Tables;

/// <summary>Something that the user can put right: one line for stderr, and exit code 2.</summary>
internal sealed class UserError(string message) : Exception(Printable.Line(message))
{
    /// <summary>What users are told about an exception, in one line; null if it is an error in this program.</summary>
    public static string? Describe(Exception error) => error switch
    {
        PythonException python => $"{python.PythonType}: {python.Message}{(python.Frames.Count > 0 ? $" ({python.Frames[^1].File}, line {python.Frames[^1].Line})" : "")}",
        UserError or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or OutliersException
            or DllNotFoundException => error.Message,
        _ => null,
    };
}
