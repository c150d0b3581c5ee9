namespace OutliersNative.Discovery;

/// <summary>Reads numbers as Python and Linux write them. Not by int.Parse, which wants a culture: the first one loads ICU, and
/// that takes a start longer than all else that it reads.</summary>
internal static class PlainNumber
{
    private const int MostDigits = 9; // more might not fit

    /// <summary>The number; null if this is none.</summary>
    public static int? Read(string text)
    {
        int number = 0;
        foreach (char digit in text)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return null;
            }
            number = number * 10 + (digit - '0');
        }
        return text.Length is > 0 and <= MostDigits ? number : null;
    }

    /// <summary>The version, of <c>3.11.2</c>; null if this is none.</summary>
    public static Version? ReadVersion(string text) =>
        text.Split('.') is [var first, var second, var third] && Read(first) is int major && Read(second) is int minor && Read(third) is int patch
            ? new Version(major, minor, patch)
            : null;
}
