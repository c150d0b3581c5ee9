using System.Globalization;
using System.Text;

namespace OutliersNative.Cli.Input;

/// <summary>What the text of a field is, taken as a number.</summary>
internal enum NumberKind
{
    Number,

    /// <summary>Blank, NA, NaN, an infinity, or another word for no value.</summary>
    Missing,

    /// <summary>A number beyond the range of a double, such as 1e400.</summary>
    OutOfRange,

    Text,
}

/// <summary>How numbers are written.</summary>
/// <param name="Decimal">The decimal mark: a point or a comma.</param>
/// <param name="Thousands">The separator of thousands; '\0' if there is none.</param>
internal readonly record struct NumberText(char Decimal, char Thousands = '\0')
{
    public static readonly NumberText Point = new('.');

    private const int Longest = 400;

    private static readonly string[] MissingWords =
        ["NA", "N/A", "#N/A", "NaN", "null", "none", "nil", "-", "--", "?", ".", "\\N", "missing", "inf", "-inf", "+inf", "infinity", "-infinity", "+infinity", "#DIV/0!", "#VALUE!", "#REF!", "#NUM!"];

    /// <summary>Reads a field, in UTF-8. The value is NaN unless it is a number.</summary>
    public NumberKind Read(ReadOnlySpan<byte> text, out double value)
    {
        text = text.Trim(" \t"u8);
        bool isPlain = Decimal == '.' && Thousands == '\0';
        if (isPlain
            ? double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            : TryReadWithMarks(text, out value))
        {
            if (double.IsFinite(value))
            {
                return NumberKind.Number;
            }
            value = double.NaN;
            return text.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0 ? NumberKind.OutOfRange : NumberKind.Missing;
        }
        value = double.NaN;
        return IsMissing(text) ? NumberKind.Missing : NumberKind.Text;
    }

    public NumberKind Read(string text, out double value) => Read(Encoding.UTF8.GetBytes(text), out value);

    /// <summary>Whether it is a number with a comma or a point between groups of three digits, or with an apostrophe or a space.</summary>
    public static bool HasThousands(string text, out char separator)
    {
        separator = '\0';
        string digits = text.Trim().TrimStart('+', '-');
        foreach (char mark in ",.' \u00a0\u202f\u2019")
        {
            string[] groups = digits.Split(mark);
            string last = groups[^1].Split(mark == '.' ? ',' : '.')[0];
            bool isGrouped = groups.Length > 1 && groups[0].Length is >= 1 and <= 3 && IsDigits(groups[0]) && last.Length == 3 && IsDigits(last)
                && groups[1..^1].All(group => group.Length == 3 && IsDigits(group));
            if (isGrouped)
            {
                separator = mark;
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether it is a number once its comma is read as the decimal mark.</summary>
    public static bool IsWithComma(string text) => text.Contains(',') && new NumberText(',').Read(text, out _) == NumberKind.Number;

    private static bool IsDigits(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    private static bool IsMissing(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return true;
        }
        if (text.Length > 10)
        {
            return false;
        }
        foreach (string word in MissingWords)
        {
            if (Ascii.EqualsIgnoreCase(text, word))
            {
                return true;
            }
        }
        return false;
    }

    private bool TryReadWithMarks(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        if (text.Length > Longest)
        {
            return false;
        }
        Span<char> chars = stackalloc char[Longest];
        int count = Encoding.UTF8.GetChars(text, chars);
        int written = 0;
        foreach (char each in chars[..count])
        {
            if (Thousands != '\0' && (each == Thousands || (Thousands == ' ' && each is '\u00a0' or '\u202f')))
            {
                continue;
            }
            if (each == '.' && Decimal != '.')
            {
                return false;
            }
            chars[written++] = each == Decimal ? '.' : each;
        }
        return double.TryParse(chars[..written], NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
