namespace OutliersNative.Discovery;

/// <summary>Parses decimal numbers without a culture. <c>int.Parse</c> needs one, and the first culture of a process loads ICU,
/// which takes longer than everything else that discovery does in a warm start.</summary>
internal static class PlainNumber
{
    private const int MaxDigits = 9; // more might not fit into an int

    /// <summary>The number; null if the text is none.</summary>
    public static int? Read(string text)
    {
        int number = 0;
        foreach (char digit in text)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return null;
            }
            number = unchecked((number * 10) + (digit - '0'));
        }
        return text.Length is > 0 and <= MaxDigits ? number : null;
    }

    /// <summary>The version of a text like <c>3.11.2</c>; null if the text is none.</summary>
    public static Version? ReadVersion(string text) =>
        text.Split('.') is [var first, var second, var third] && Read(first) is int major && Read(second) is int minor && Read(third) is int patch
            ? new Version(major, minor, patch)
            : null;
}
