using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace OutliersNative.Tables;

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
/// <param name="IsUndecided">Whether a point may be the decimal mark or separate thousands: then a field with one is no number.</param>
internal readonly record struct NumberText(char Decimal, char Thousands = '\0', bool IsUndecided = false)
{
    public static readonly NumberText Point = new('.');

    private const int Longest = 400;

    private static readonly SearchValues<char> Digits = SearchValues.Create("+-.0123456789");

    private static readonly string[] MissingWords =
        ["NA", "N/A", "#N/A", "NaN", "null", "none", "nil", "-", "--", "?", ".", "\\N", "missing", "inf", "-inf", "+inf", "infinity", "-infinity", "+infinity", "#DIV/0!", "#VALUE!", "#REF!", "#NUM!", "#NAME?", "#NULL!"];

    /// <summary>Reads a field, in UTF-8. The value is NaN unless it is a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a run is too short for tiered compilation of its few loops
    public NumberKind Read(ReadOnlySpan<byte> text, out double value)
    {
        text = text.Trim(" \t"u8);
        bool isPlain = Decimal == '.' && Thousands == '\0' && !IsUndecided;
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

    /// <summary>Finds the marks that the fields of a table have.</summary>
    /// <param name="fields">Fields of any kind.</param>
    /// <param name="delimiter">What is between them.</param>
    /// <param name="thousands">The separator of thousands; '\0' if there is none.</param>
    /// <returns>With a decimal point, if commas may be either mark: then the first of these fields is an error that names the
    /// options.</returns>
    public static NumberText Detect(IReadOnlyList<string> fields, char delimiter, char thousands)
    {
        var point = new NumberText('.', thousands);
        var comma = new NumberText(',', thousands);
        string[] withComma = [.. fields.Where(field => field.Contains(',') && comma.Reads(field))];
        string[] withPoint = [.. fields.Where(field => field.Contains('.') && point.Reads(field))];
        bool isPoint = !withPoint.All(new NumberText(',', '.').Reads), isComma = !withComma.All(new NumberText('.', ',').Reads);
        if (isComma && !isPoint)
        {
            return comma;
        }
        // Where a comma is the decimal mark, people have semicolons between the fields, and may have points between thousands.
        bool isUndecided = delimiter == ';' && withPoint.Length > 0 && !isComma && !isPoint;
        return point with { IsUndecided = isUndecided };
    }

    /// <summary>The ways to write numbers in which all of these fields are numbers, without marks that none of them has.</summary>
    public static NumberText[] Ways(IReadOnlyCollection<string> fields)
    {
        bool Has(char mark) => fields.Any(field => field.Contains(mark));
        var ways =
            from thousands in "\0,.' \u00a0\u202f\u2019"
            where thousands == '\0' || Has(thousands)
            from mark in thousands switch { '.' => ",", ',' => ".", _ => Has(',') ? ",." : "." }
            select new NumberText(mark, thousands);
        return [.. ways.Where(way => fields.All(way.Reads))];
    }

    /// <summary>The options that say which of the ways is meant, and when.</summary>
    /// <param name="ways">One or more.</param>
    /// <param name="hasThousands">Whether --thousands is passed already.</param>
    public static string Choice(IReadOnlyList<NumberText> ways, bool hasThousands) => string.Join(" or ", ways.Select(way =>
        way.Thousands == '\0' || hasThousands
            ? $"--decimal {way.Decimal} if it is the decimal mark"
            : $"--thousands {way.Thousands switch { '\'' => "\"'\"", '\u00a0' or '\u202f' or ' ' => "space", var mark => mark.ToString() }} if it separates thousands"));

    /// <summary>The unit before or after a number, such as ms, % or $.</summary>
    /// <returns>Null if it is no number with a unit.</returns>
    public static string? UnitOf(string text)
    {
        const int longest = 8;
        text = text.Trim();
        int first = text.AsSpan().IndexOfAny(Digits), last = text.AsSpan().LastIndexOfAny(Digits) + 1;
        if (first < 0 || last <= first || Ways([text[first..last]]).Length == 0)
        {
            return null;
        }
        string before = text[..first].Trim(), after = text[last..].Trim();
        bool isUnit = before.Length + after.Length is > 0 and <= longest && before.All(IsCurrency)
            && after.All(each => char.IsLetter(each) || IsCurrency(each) || each is '%' or '°' or '/');
        return isUnit ? before + after : null;
    }

    private static bool IsCurrency(char mark) => char.GetUnicodeCategory(mark) == UnicodeCategory.CurrencySymbol;

    /// <summary>Whether it is blank, NA, or another word for no value.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> text)
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

    public bool Reads(string text) => Read(text, out _) == NumberKind.Number;

    private bool TryReadWithMarks(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        if (text.Length > Longest)
        {
            return false;
        }
        Span<char> chars = stackalloc char[Longest];
        chars = chars[..Encoding.UTF8.GetChars(text, chars)];
        int first = chars is ['+' or '-', ..] ? 1 : 0;
        int written = first, digits = 0, at = first;
        bool isGrouped = false;
        for (; at < chars.Length && (char.IsAsciiDigit(chars[at]) || IsSeparator(chars[at])); at++)
        {
            if (char.IsAsciiDigit(chars[at]))
            {
                digits++;
                chars[written++] = chars[at];
                continue;
            }
            bool isGroup = isGrouped ? digits is 2 or 3 : digits is >= 1 and <= 3 && chars[first] != '0'; // 2: as in 12,34,567
            if (!isGroup)
            {
                return false;
            }
            (isGrouped, digits) = (true, 0);
        }
        if (isGrouped && digits != 3)
        {
            return false;
        }
        foreach (char each in chars[at..])
        {
            if (each is '.' or ',' && (each != Decimal || IsUndecided))
            {
                return false;
            }
            chars[written++] = each == Decimal ? '.' : each;
        }
        return double.TryParse(chars[..written], NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    private bool IsSeparator(char mark) => Thousands != '\0' && (mark == Thousands || (Thousands == ' ' && mark is '\u00a0' or '\u202f'));
}
