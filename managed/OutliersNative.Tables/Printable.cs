namespace OutliersNative.Tables;

/// <summary>Makes text from a file safe to print: it could end a line, or hold a command for the terminal.</summary>
internal static class Printable
{
    /// <summary>The text in one line, without control characters.</summary>
    public static string Line(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.ReplaceLineEndings("\\n").Select(each => char.IsControl(each) ? '\ufffd' : each)) : text;
}
