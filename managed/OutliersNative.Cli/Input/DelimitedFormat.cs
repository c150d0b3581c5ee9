using System.Text;
using CsvHelper;

namespace OutliersNative.Cli.Input;

/// <summary>How a CSV or TSV file is written, found out from its first bytes.</summary>
internal sealed record DelimitedFormat
{
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

    /// <summary>The first rows, without the header.</summary>
    public required IReadOnlyList<string[]> Rows { get; init; }

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
            throw new UserError($"{name} is empty; expected a table with a column of numbers.");
        }
        char chosen = delimiter ?? Choose(table, isWhole, options.Decimal == ',');
        List<Record> records = ReadRecords(table, chosen, isWhole);
        NumberText numbers = ChooseNumbers(name, records, chosen, options);
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
            : comment?.TrimStart('#', ' ').Split(chosen) is { } commented && commented.Length == records[0].Fields.Length && commented.All(field => numbers.Read(field, out _) == NumberKind.Text)
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
            Rows = [.. records.Skip(hasHeader ? 1 : 0).Where(record => !record.IsBlank).Select(record => record.Fields)],
        };
    }

    public static CsvReaderOptions ReaderOptions(char delimiter) => new()
    {
        Separator = delimiter,
        HasHeader = false,
        SkipEmptyLines = false,
        CommentPrefix = '#',
        DetectSeparatorHint = false,
        TrackLineNumbers = true,
        Encoding = Encoding.UTF8,
        MalformedData = CsvMalformedDataHandling.Throw,
        MaxRecordSize = 16 << 20,
    };

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
            bool isComment = text.StartsWith("#"u8);
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

    /// <summary>The delimiter that gives the most rows the same number of fields; of several, the one that gives more fields.</summary>
    private static char Choose(ReadOnlyMemory<byte> table, bool isWhole, bool isCommaDecimal)
    {
        char best = isCommaDecimal ? ';' : ',';
        (double Share, int Fields) most = (0, 1);
        foreach (char delimiter in Delimiters)
        {
            Record[] records = [.. ReadRecords(table, delimiter, isWhole).Where(record => !record.IsBlank)];
            if (records.Length == 0)
            {
                continue;
            }
            IGrouping<int, Record> usual = records.GroupBy(record => record.Fields.Length).MaxBy(group => (group.Count(), group.Key))!;
            if (usual.Key == 1)
            {
                continue;
            }
            double share = (double)usual.Count() / records.Length;
            bool isBetter = (Math.Round(share, 1), usual.Key).CompareTo((Math.Round(most.Share, 1), most.Fields)) > 0;
            bool isDecimal = delimiter == ',' && isCommaDecimal && usual.Count() < records.Length;
            if (isBetter && !isDecimal)
            {
                most = (share, usual.Key);
                best = delimiter;
            }
        }
        return best;
    }

    private static List<Record> ReadRecords(ReadOnlyMemory<byte> table, char delimiter, bool isWhole)
    {
        var records = new List<Record>();
        using CsvReader reader = CsvReader.Create(table, ReaderOptions(delimiter) with { MalformedData = CsvMalformedDataHandling.Recover });
        while (records.Count < MostRows && reader.Read())
        {
            string[] fields = new string[reader.FieldCount];
            for (int i = 0; i < fields.Length; i++)
            {
                fields[i] = reader.GetString(i);
            }
            records.Add(new Record(fields, reader.LineNumber, (int)reader.ByteOffset));
        }
        bool isCut = !isWhole && records.Count is > 1 and < MostRows;
        if (isCut)
        {
            records.RemoveAt(records.Count - 1);
        }
        return records;
    }

    private static NumberText ChooseNumbers(string name, List<Record> records, char delimiter, ReadOptions options)
    {
        char thousands = options.Thousands ?? '\0';
        if (options.Decimal is { } mark)
        {
            return new NumberText(mark, thousands);
        }
        if (options.Thousands is not null)
        {
            return new NumberText(thousands == '.' ? ',' : '.', thousands);
        }
        string[] withComma = [.. records.SelectMany(record => record.Fields).Where(NumberText.IsWithComma)];
        if (withComma.Length == 0)
        {
            return NumberText.Point;
        }
        int withPoint = records.SelectMany(record => record.Fields).Count(field => field.Contains('.') && NumberText.Point.Read(field, out _) == NumberKind.Number);
        bool isClear = withPoint == 0 && withComma.Any(text => !NumberText.HasThousands(text, out _));
        if (!isClear)
        {
            return NumberText.Point; // and the first such field is an error that names the options
        }
        options.Note($"{name}: the decimal mark is a comma.");
        return new NumberText(',', thousands);
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
        record.Fields.All(field => numbers.Read(field, out _) is NumberKind.Text or NumberKind.Missing && !TimeText.TryReadDate(field, out _))
        && record.Fields.Any(field => numbers.Read(field, out _) == NumberKind.Text);

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
            numbers.Read(each.field, out _) == NumberKind.Text && !TimeText.TryReadDate(each.field, out _)
            && rest.All(row => numbers.Read(row.Fields[each.at], out _) == NumberKind.Number || TimeText.TryReadDate(row.Fields[each.at], out _)));
    }

    private readonly record struct Record(string[] Fields, long Line, int Offset)
    {
        public bool IsBlank => Fields.Length == 0 || (Fields.Length == 1 && string.IsNullOrWhiteSpace(Fields[0]));
    }
}
