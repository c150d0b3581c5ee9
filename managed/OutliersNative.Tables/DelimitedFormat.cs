using System.Text;
using CsvHelper;

namespace OutliersNative.Tables;

/// <summary>How a CSV or TSV file is written, found out from its first bytes.</summary>
internal sealed record DelimitedFormat
{
    public const int MostRecordBytes = 16 << 20;

    private const int MostRows = 500;
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    public required char Delimiter { get; init; }

    /// <summary>The number of bytes (in UTF-8, without a byte order mark) before the header or the first row.</summary>
    public required int Start { get; init; }

    /// <summary>The line where the table starts, counted from 1.</summary>
    public required long FirstLine { get; init; }

    public required bool HasHeader { get; init; }

    public required string[] Names { get; init; }

    public required NumberText Numbers { get; init; }

    /// <summary>The first rows, without the header and blank lines.</summary>
    public required IReadOnlyList<(string[] Fields, long Line)> Rows { get; init; }

    /// <summary>Examines the start of a file.</summary>
    /// <param name="name">What messages call the file.</param>
    /// <param name="head">The start, in UTF-8.</param>
    /// <param name="isWhole">Whether it is the whole file.</param>
    /// <param name="options">What is known.</param>
    public static DelimitedFormat Detect(string name, ReadOnlyMemory<byte> head, bool isWhole, ReadOptions options)
    {
        int start = 0;
        long line = 1;
        char? delimiter = options.Delimiter;
        if (options.SkipLines is { } skip)
        {
            for (; line <= skip; line++)
            {
                start = NextLine(head.Span, start, out _);
            }
        }
        else if (SeparatorHint(head.Span) is { } hint)
        {
            delimiter ??= hint;
            start = NextLine(head.Span, 0, out _);
            line++;
            options.Note($"{name}: line 1 names the delimiter and is skipped.");
        }
        string? comment = SkipComments(name, head.Span, ref start, ref line, options);
        ReadOnlyMemory<byte> table = head[start..];
        if (table.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw Empty(name);
        }
        char chosen = delimiter ?? Choose(name, line, table, isWhole, options);
        List<Record> records = ReadRecords(table, chosen, isWhole, options);
        if (records.Find(record => record.IsOpenComment) is { Fields: not null } open)
        {
            throw OpenComment(name, line - 1 + open.Line);
        }
        if (records.TrueForAll(record => record.IsBlank))
        {
            throw Empty(name);
        }
        if (isWhole && records.Find(record => record.Malformed == CsvMalformedReason.UnterminatedQuote) is { Fields: not null } unclosed)
        {
            throw new UserError($"{name}, line {line - 1 + unclosed.Line}: {Problem(CsvMalformedReason.UnterminatedQuote)}");
        }
        NumberText numbers = options.Marks ?? NumberText.Detect([.. records.SelectMany(record => record.Fields)], chosen, options.Thousands ?? '\0');
        if (numbers.Decimal == ',' && options.Decimal is null)
        {
            options.Note($"{name}: the decimal mark is a comma.");
        }
        bool mayHaveThousands = options.Marks is null && records.TrueForAll(record => record.Fields.Length < 2) && records.Exists(record => record.Raw.Contains('.'))
            && NumberText.Ways([.. records.Select(record => record.Raw).Where(raw => raw.Contains('.') && numbers.Reads(raw))]).Length > 1;
        if (mayHaveThousands)
        {
            options.Note($"{name}: the decimal mark is a point; --thousands . reads it as the separator of thousands.");
        }
        int first = options.SkipLines is null ? SkipPreamble(records, numbers) : FirstFull(records);
        if (first > 0 && records[first].Line > 1)
        {
            long before = records[first].Line - 1;
            if (records[..first].Any(record => !record.IsBlank))
            {
                options.Note($"{name}: {(before == 1 ? "1 line" : $"{before} lines")} before the table skipped; --skip-lines {line - 1} keeps them.");
            }
            start += records[first].Offset;
            line += before;
        }
        records = records[first..];
        bool hasHeader = options.HasHeader ?? IsHeader(records, numbers);
        string[] names = hasHeader
            ? [.. records[0].Fields.Select(field => field.Trim())]
            : comment?.TrimStart(options.Comment, ' ').Split(chosen) is { } commented && commented.Length == records[0].Fields.Length && commented.All(field => IsText(field, numbers))
                ? [.. commented.Select(field => field.Trim())]
                : [.. records[0].Fields.Select((_, at) => $"column {at + 1}")];
        if (!hasHeader && options.HasHeader is null)
        {
            options.Note($"{name}: line {line} is no header; the columns are {string.Join(", ", names.Take(5).Select(each => $"'{each}'"))}{(names.Length > 5 ? ", …" : "")}.");
        }
        return new DelimitedFormat
        {
            Delimiter = chosen,
            Start = start,
            FirstLine = line,
            HasHeader = hasHeader,
            Names = names,
            Numbers = numbers,
            Rows = [.. records.Skip(hasHeader ? 1 : 0).Where(record => !record.IsBlank).Select(record => (record.Fields, line - records[0].Line + record.Line))],
        };
    }

    /// <remarks>Comments are records: the reader would take #N/A for one, and not say that it has skipped it.</remarks>
    public static CsvReaderOptions ReaderOptions(char delimiter, Action<CsvMalformedRecord> malformed) => new()
    {
        Separator = delimiter,
        HasHeader = false,
        SkipEmptyLines = false,
        DetectSeparatorHint = false,
        TrackLineNumbers = true,
        Encoding = Encoding.UTF8,
        OnMalformedRecord = malformed,
        MaxRecordSize = MostRecordBytes,
    };

    /// <summary>Whether a line is a comment, and not a row that begins with an error of Excel, such as #N/A.</summary>
    public static bool IsComment(ReadOnlySpan<byte> line, char comment)
    {
        if (line.IsEmpty || line[0] != comment || comment == '\0')
        {
            return false;
        }
        int end = line[1..].IndexOfAny(",;\t|"u8);
        return !NumberText.IsMissing(line[..(end < 0 ? line.Length : end + 1)].Trim(" \t"u8));
    }

    /// <summary>What is wrong with the quotes of a row, and what to do.</summary>
    public static string Problem(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.UnterminatedQuote => "a quote that is opened in this row is never closed; close it, or double it if it is part of the text.",
        CsvMalformedReason.TextAfterClosingQuote => "there is text after the closing quote of a field; double a quote that is part of the text.",
        _ => "a quote stands inside a field that is not quoted; quote the field, and double the quote.",
    };

    /// <summary>Whether a record goes on after its first line.</summary>
    public static bool HoldsLines(ReadOnlySpan<byte> record) => record.TrimEnd("\r\n"u8).IndexOfAny("\r\n"u8) >= 0;

    /// <summary>The error of a comment with an open quote: the rows up to the next quote would be part of it.</summary>
    public static UserError OpenComment(string name, long line) =>
        new($"{name}, line {line}: the comment opens a quote, and the lines after it would be part of the comment; remove the quote.");

    private static UserError Empty(string name) => new($"{name} is empty; expected a table with a column of numbers.");

    private static char? SeparatorHint(ReadOnlySpan<byte> head)
    {
        NextLine(head, 0, out int end);
        ReadOnlySpan<byte> first = head[..end].Trim(" \""u8);
        return first.Length == 5 && Ascii.EqualsIgnoreCase(first[..4], "sep=") ? (char)first[4] : null;
    }

    /// <summary>Skips comments and blank lines.</summary>
    /// <returns>The last comment, which may name the columns.</returns>
    private static string? SkipComments(string name, ReadOnlySpan<byte> head, ref int start, ref long line, ReadOptions options)
    {
        int comments = 0;
        string? last = null;
        while (start < head.Length)
        {
            int next = NextLine(head, start, out int end);
            ReadOnlySpan<byte> text = head[start..end].Trim(" \t"u8);
            bool isComment = IsComment(text, options.Comment);
            if (!isComment && !text.IsEmpty)
            {
                break;
            }
            if (isComment)
            {
                comments++;
                last = Encoding.UTF8.GetString(text);
            }
            start = next;
            line++;
        }
        if (comments > 0)
        {
            options.Note($"{name}: {(comments == 1 ? "1 comment line" : $"{comments} comment lines")} before the table skipped.");
        }
        return last;
    }

    private static int NextLine(ReadOnlySpan<byte> text, int start, out int end)
    {
        int at = text[start..].IndexOfAny((byte)'\r', (byte)'\n');
        if (at < 0)
        {
            end = text.Length;
            return end;
        }
        end = start + at;
        return end + (text[end..].StartsWith("\r\n"u8) ? 2 : 1);
    }

    /// <summary>The delimiter that gives the most rows the same number of fields, and the most fields that are numbers or times; of
    /// several, the one that gives more fields.</summary>
    private static char Choose(string name, long line, ReadOnlyMemory<byte> table, bool isWhole, ReadOptions options)
    {
        bool isCommaMark = options.Marks is { Decimal: ',' } or { Thousands: ',' };
        char best = isCommaMark ? ';' : ',';
        (double Score, double Share, int Fields) most = (0, 0, 1);
        UserError? ambiguity = null;
        foreach (char delimiter in Delimiters)
        {
            Record[] records = [.. ReadRecords(table, delimiter, isWhole, options).Where(record => !record.IsBlank)];
            if (delimiter == ',' && Ambiguity(name, line, records, options) is { } found)
            {
                if (isCommaMark)
                {
                    continue;
                }
                ambiguity = found;
            }
            if (records.Length == 0 || Usual(records) is var usual && usual[0].Fields.Length == 1)
            {
                continue;
            }
            double share = (double)usual.Length / records.Length;
            var score = (share * Recognized(usual), share, usual[0].Fields.Length);
            if (score.CompareTo(most) > 0)
            {
                most = score;
                best = delimiter;
            }
        }
        return best == ',' && ambiguity is not null ? throw ambiguity : best;
    }

    /// <summary>The rows whose number of fields is the most frequent one.</summary>
    private static Record[] Usual(IEnumerable<Record> records) =>
        [.. records.GroupBy(record => record.Fields.Length).MaxBy(group => (group.Count(), group.Key))!];

    /// <summary>The share of numbers and times among the fields that are not blank, below what may be the header.</summary>
    private static double Recognized(Record[] rows)
    {
        const int most = 50;
        string[] fields = [.. rows.Skip(rows.Length > 1 ? 1 : 0).Take(most).SelectMany(row => row.Fields).Where(field => !string.IsNullOrWhiteSpace(field))];
        return fields.Length == 0 ? 0 : (double)fields.Count(field => NumberText.Ways([field]).Length > 0 || TimeText.IsDate(field)) / fields.Length;
    }

    /// <summary>The error of a table whose rows may as well be one number each, with a comma in it.</summary>
    private static UserError? Ambiguity(string name, long line, Record[] records, ReadOptions options)
    {
        Record[] rows = [.. records.SkipWhile(record => record.Fields.Length == 1 && NumberText.Ways([record.Raw]).Length == 0)];
        bool hasHeader = rows.Length < records.Length;
        rows = [.. rows.Where(row => !NumberText.IsMissing(Encoding.UTF8.GetBytes(row.Raw)))];
        NumberText[] ways = rows.Length > 0 && Usual(rows)[0].Fields.Length > 1
            ? [.. NumberText.Ways([.. rows.Select(row => row.Raw)]).Where(way => way.Decimal == (options.Decimal ?? way.Decimal) && way.Thousands == (options.Thousands ?? way.Thousands))]
            : [];
        if (ways.Length == 0)
        {
            return null;
        }
        Record first = rows.First(row => row.Fields.Length > 1);
        string split = hasHeader ? "" : ", or --delimiter , if it is between two fields";
        return new UserError($"{name}, line {line - 1 + first.Line}: '{first.Raw}' may be one number with a comma. Pass {NumberText.Choice(ways, options.Thousands is not null)}{split}.");
    }

    private static List<Record> ReadRecords(ReadOnlyMemory<byte> table, char delimiter, bool isWhole, ReadOptions options)
    {
        var records = new List<Record>();
        CsvMalformedReason? malformed = null;
        using CsvReader reader = CsvReader.Create(table, ReaderOptions(delimiter, record => malformed = record.Reason));
        while (records.Count < MostRows && reader.Read())
        {
            string[] fields = new string[reader.FieldCount];
            for (int i = 0; i < fields.Length; i++)
            {
                fields[i] = reader.GetString(i);
            }
            bool isComment = IsComment(reader.RawRecord, options.Comment), isOpen = isComment && HoldsLines(reader.RawRecord);
            if (!isComment || isOpen)
            {
                records.Add(new Record(fields, Encoding.UTF8.GetString(reader.RawRecord), reader.LineNumber, (int)reader.ByteOffset, malformed, isOpen));
            }
            malformed = null;
        }
        bool isCut = !isWhole && records.Count is > 1 and < MostRows;
        if (isCut)
        {
            records.RemoveAt(records.Count - 1);
        }
        return records;
    }

    private static int FirstFull(List<Record> records) => Math.Max(0, records.FindIndex(record => !record.IsBlank));

    /// <summary>Finds the header or first row, after lines that have fewer fields than the table.</summary>
    private static int SkipPreamble(List<Record> records, NumberText numbers)
    {
        int first = FirstFull(records);
        int blank = records.FindIndex(first, record => record.IsBlank);
        int after = blank < 0 ? -1 : records.FindIndex(blank, record => !record.IsBlank);
        bool isPreamble = after > 0 && records[first..blank].All(record => IsText(record, numbers)) && IsText(records[after], numbers)
            && after + 1 < records.Count && !IsText(records[after + 1], numbers);
        if (isPreamble)
        {
            return after;
        }
        int usual = records.Where(record => !record.IsBlank).GroupBy(record => record.Fields.Length).MaxBy(group => (group.Count(), group.Key))!.Key;
        int full = records.FindIndex(record => record.Fields.Length == usual);
        bool hasHeaderAfter = full > first && full + 1 < records.Count && IsText(records[full], numbers) && !IsText(records[full + 1], numbers);
        return hasHeaderAfter ? full : first;
    }

    /// <summary>Whether there is no number in it, nor a time.</summary>
    private static bool IsText(Record record, NumberText numbers) =>
        record.Fields.All(field => IsText(field, numbers) || numbers.Read(field, out _) == NumberKind.Missing)
        && record.Fields.Any(field => IsText(field, numbers));

    private static bool IsText(string field, NumberText numbers) =>
        numbers.Read(field, out _) == NumberKind.Text && !TimeText.IsDate(field) && NumberText.Ways([field]).Length == 0;

    private static bool IsHeader(List<Record> records, NumberText numbers)
    {
        Record first = records[0];
        if (IsText(first, numbers))
        {
            return true;
        }
        // A year may be a name: text in one column over numbers is a header all the same.
        Record[] rest = [.. records.Skip(1).Where(record => record.Fields.Length == first.Fields.Length)];
        return rest.Length > 0 && first.Fields.Select((field, at) => (field, at)).Any(each =>
            IsText(each.field, numbers)
            && rest.All(row => numbers.Read(row.Fields[each.at], out _) == NumberKind.Number || TimeText.IsDate(row.Fields[each.at])));
    }

    private readonly record struct Record(string[] Fields, string Raw, long Line, int Offset, CsvMalformedReason? Malformed, bool IsOpenComment)
    {
        public bool IsBlank => Fields.Length == 0 || (Fields.Length == 1 && string.IsNullOrWhiteSpace(Fields[0]));
    }
}
