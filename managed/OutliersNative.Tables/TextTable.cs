using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace OutliersNative.Tables;

/// <summary>A table whose fields are text: CSV, TSV, JSON.</summary>
internal abstract class TextTable(string name, ReadOptions options) : Table(name, options)
{
    protected NumberText Numbers { get; set; } = NumberText.Point;

    /// <summary>The line of the file where the current row begins, counted from 1.</summary>
    protected abstract long Line { get; }

    protected override string Place => $"line {Line}";

    /// <summary>The number of fields of the current row.</summary>
    protected abstract int FieldCount { get; }

    /// <summary>A field of the current row, in UTF-8.</summary>
    protected abstract ReadOnlySpan<byte> Field(int column);

    /// <summary>How the current row writes the numbers of a column.</summary>
    protected virtual NumberText NumbersOf(int column) => Numbers;

    /// <summary>What is wrong with the current row, if its fields cannot be told; otherwise null.</summary>
    protected virtual string? Malformed => null;

    /// <summary>Whether there is no next row yet, and the next read waits for it.</summary>
    protected virtual bool HasToWait { get; set; }

    /// <summary>Moves to the next row.</summary>
    protected abstract bool Next();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a run is too short for tiered compilation of its few loops
    public override bool Read(Rows into, int most)
    {
        Selection selection = into.Selection;
        for (int i = 0; i < most; i++)
        {
            if (!NextOrThrow())
            {
                if (!HasToWait)
                {
                    Tell();
                }
                return HasToWait;
            }
            int row = into.Add();
            int count = FieldCount;
            string? broken = Malformed is { } what ? $"{Name}, {Place}: {what}" : CheckFieldCount(count, count > Columns.Count && Field(count - 1).IsEmpty);
            broken ??= CheckEncoding(selection.Time) ?? CheckEncoding(selection.By) ?? CheckTime(selection.Time);
            for (int each = 0; broken is null && each < selection.Values.Length; each++)
            {
                broken = ReadValue(into, row, each, selection.Values[each]);
            }
            if (broken is not null)
            {
                Skip(into, row, broken);
            }
            into.Times?.Add(FieldOrNothing(selection.Time));
            if (selection.By >= 0)
            {
                into.SetGroup(row, Encoding.UTF8.GetString(FieldOrNothing(selection.By)));
            }
        }
        return true;
    }

    /// <summary>Finds out what the columns hold, from the first rows.</summary>
    protected static Column[] Describe(IReadOnlyList<string> names, IReadOnlyList<string[]> rows, NumberText numbers) =>
        [.. names.Select((name, at) => Describe(name, [.. rows.Where(row => at < row.Length).Select(row => row[at])], numbers))];

    private static Column Describe(string name, string[] fields, NumberText numbers)
    {
        ColumnKind kind = KindOf(name, fields, numbers);
        return new Column(name, kind, kind == ColumnKind.Time ? TimeText.OrderOf(fields) : DateOrder.Any);
    }

    private static ColumnKind KindOf(string name, string[] fields, NumberText numbers)
    {
        var values = new List<double>();
        int times = 0, given = 0;
        foreach (string field in fields)
        {
            NumberKind kind = numbers.Read(field, out double value);
            given += kind == NumberKind.Missing ? 0 : 1;
            if (kind is NumberKind.Number or NumberKind.OutOfRange)
            {
                values.Add(value);
            }
            else if (kind == NumberKind.Text && IsNearlyNumber(field))
            {
                values.Add(double.NaN); // so that the error names the field, and the option that reads it
            }
            else if (kind == NumberKind.Text && TimeText.IsDate(field))
            {
                times++;
            }
        }
        if (times > 0 && times >= given * 0.9)
        {
            return ColumnKind.Time;
        }
        if (values.Count == 0 || values.Count < given * 0.5)
        {
            return given == 0 && fields.Length > 0 && fields.Any(field => field.Length > 0) ? ColumnKind.Number : ColumnKind.Text;
        }
        bool rises = values.Count > 1 && values.Zip(values.Skip(1)).All(pair => pair.Second > pair.First);
        if (rises && TimeText.IsName(name))
        {
            return ColumnKind.Time;
        }
        bool counts = values.Count > 1 && values[0] is 0 or 1 && values.Zip(values.Skip(1)).All(pair => pair.Second == pair.First + 1);
        return counts && IsCounterName(name) ? ColumnKind.Counter : ColumnKind.Number;
    }

    private static bool IsNearlyNumber(string field) =>
        NumberText.Ways([field]).Length > 0 || NumberText.UnitOf(field) is not null;

    private static bool IsCounterName(string name) =>
        name.Trim().ToUpperInvariant() is "" or "INDEX" or "ID" or "#" or "ROW" or "NO" or "N" or "I" or "NR" or "POSITION" or "COLUMN 1" or "UNNAMED: 0";

    private bool NextOrThrow()
    {
        try
        {
            return Next();
        }
        catch (CsvHelper.CsvFormatException)
        {
            throw new UserError($"{Name}: the row after line {Line} takes more than {DelimitedFormat.MostRecordBytes >> 20} MiB; is a quote never closed?");
        }
    }

    /// <summary>The error of a row with the wrong number of fields; otherwise null. A blank field after the last one is no error.</summary>
    /// <param name="count">The number of its fields.</param>
    /// <param name="isLastBlank">Whether the last one is blank.</param>
    /// <param name="line">Its line; null for the current row.</param>
    protected string? CheckFieldCount(int count, bool isLastBlank, long? line = null)
    {
        bool isRight = count == Columns.Count || (isLastBlank && count == Columns.Count + 1) || (count == 0 && Columns.Count == 1);
        if (isRight)
        {
            return null;
        }
        string fields = count == 1 ? "1 field" : $"{count} fields";
        string columns = Columns.Count == 1 ? "1 column" : $"{Columns.Count} columns";
        string why = count <= Columns.Count || !MayBeDecimalComma() ? "Correct"
            : Columns.Count == 1 ? "Pass --thousands , if the comma separates thousands, or --decimal , if it is the decimal mark; else correct"
            : "If the comma is also in numbers, quote them, or separate the fields by another delimiter; else correct";
        return $"{Name}, {(line is null ? Place : $"line {line}")}: {fields}, and the table has {columns} ({string.Join(", ", Columns.Take(8).Select(column => $"'{column.Name}'"))}{(Columns.Count > 8 ? ", …" : "")}). {why} the row, or pass --skip-bad-rows to leave such rows out.";
    }

    protected virtual bool MayBeDecimalComma() => false;

    /// <summary>The error of a text that is not UTF-8: with replaced characters, two groups would be one.</summary>
    private string? CheckEncoding(int column) => column < 0 || System.Text.Unicode.Utf8.IsValid(FieldOrNothing(column)) ? null
        : $"{PlaceOf(column)}: the field is not UTF-8, and the text before it is. Pass --encoding, such as --encoding latin1, or --skip-bad-rows to leave such rows out.";

    /// <summary>The error of a row whose time is none, such as a row of totals at the end.</summary>
    private string? CheckTime(int column)
    {
        if (column < 0 || Columns[column].Kind != ColumnKind.Time)
        {
            return null;
        }
        ReadOnlySpan<byte> field = FieldOrNothing(column);
        bool isLikely = !field.IsEmpty && char.IsAsciiDigit((char)field[0]) && (char.IsAsciiDigit((char)field[^1]) || field[^1] == 'Z');
        if (isLikely)
        {
            return null; // without parsing it, which takes longer than all else
        }
        string text = Encoding.UTF8.GetString(field);
        return TimeText.TryRead(text, DateOrder.Any, out _) ? null
            : $"{PlaceOf(column)}: {(text.Length == 0 ? "the field is blank; expected a time" : $"'{Shown(text)}' is no time")}. Correct it, or pass --time none, or --skip-bad-rows to leave such rows out.";
    }

    private string? ReadValue(Rows into, int row, int selected, int column)
    {
        ReadOnlySpan<byte> field = FieldOrNothing(column);
        NumberText numbers = NumbersOf(column);
        NumberKind kind = numbers.Read(field, out double value);
        if (kind == NumberKind.Number)
        {
            if (MayBeRounded(value) && Integer(Encoding.UTF8.GetString(field), numbers.Decimal) is { } integer)
            {
                CheckRounding(integer, value);
            }
            into.Set(row, selected, value);
            return null;
        }
        if (kind == NumberKind.Missing && Options.OmitMissing)
        {
            AddOmitted();
            return null;
        }
        return Explain(Encoding.UTF8.GetString(field), kind, column);
    }

    /// <returns>Null for a number with a fraction or an exponent.</returns>
    private static BigInteger? Integer(string text, char mark) => BigInteger.TryParse(
        string.Concat(text.Where(each => char.IsAsciiDigit(each) || each is not (',' or '.' or ' ' or '\'' or '\u00a0' or '\u202f' or '\u2019') || each == mark)),
        NumberStyles.AllowLeadingSign,
        CultureInfo.InvariantCulture,
        out BigInteger integer) ? integer : null;

    /// <summary>The ways in which the field is a number, rather those that have the decimal mark of the other fields.</summary>
    private NumberText[] OtherWays(string text)
    {
        NumberText[] ways = NumberText.Ways([text]), same = [.. ways.Where(way => way.Decimal == ',' && Numbers.Decimal == ',')];
        return same.Length > 0 ? same : ways;
    }

    private string Explain(string text, NumberKind kind, int column)
    {
        string shown = Shown(text);
        const string skip = "--skip-bad-rows to leave such rows out";
        string what = kind switch
        {
            NumberKind.Missing when string.IsNullOrWhiteSpace(text) => $"the field is blank; expected a number. Pass --nan omit to take it as a gap, or {skip}.",
            NumberKind.Missing => $"'{shown}' is no finite number. Pass --nan omit to take it as a gap, or {skip}.",
            NumberKind.OutOfRange => $"'{shown}' is out of range; expected a number of at most 1.8e308. Correct it, or pass {skip}.",
            _ when OtherWays(text) is { Length: > 1 } ways => $"'{shown}' may be read in two ways. Pass {NumberText.Choice(ways, Options.Thousands is not null)}.",
            _ when OtherWays(text) is [var way] => $"'{shown}' is a number with another mark than expected. Pass {NumberText.Choice([way], Options.Thousands is not null)}, or {skip}.",
            _ when Columns.Count == 1 && text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is { Length: > 1 } parts && parts.All(Numbers.Reads) =>
                $"'{shown}' holds {parts.Length} numbers; expected one. {(text.Split(' ').Length == parts.Length ? "Pass --delimiter space." : "Columns of a fixed width are not read: put one comma, tab or space between the fields.")}",
            _ when NumberText.UnitOf(text) is { } unit => $"'{shown}' has the unit '{unit}'; expected a number alone. Remove the unit, or pass {skip}.",
            _ when TableMayBeginAt is { } line => $"'{shown}' is no number, nor is another field of the row. Pass --skip-lines {line - 1} if the table begins here, or {skip}.",
            _ => $"'{shown}' is no number. Correct it, or pass {skip}.",
        };
        return $"{PlaceOf(column)}: {what}";
    }

    private static string Shown(string text)
    {
        const int most = 40;
        return text.Length > most ? text[..most] + "…" : text;
    }

    /// <summary>The line of the current row if it may be the header, after lines that were taken for the table; otherwise null.</summary>
    protected virtual long? TableMayBeginAt => null;

    private ReadOnlySpan<byte> FieldOrNothing(int column) => column < FieldCount ? Field(column) : default;
}
