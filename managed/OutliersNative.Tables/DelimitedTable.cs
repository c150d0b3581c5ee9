using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;

namespace OutliersNative.Tables;

/// <summary>A CSV or TSV file.</summary>
internal sealed class DelimitedTable : TextTable
{
    private readonly DelimitedFormat _format;
    private readonly FollowedText? _followed;
    private readonly TablePart? _part;
    private readonly InputFile _file;
    private readonly long? _start;
    private CsvReader _reader;
    private CsvMalformedReason? _malformed; // of the current row
    private long _lineOffset;
    private long _blankLine;
    private long _blankLinesRead; // since the last row; in a followed file, before the lines that are still to come
    private long _blanks; // rows that are still to come before the reader's

    /// <param name="file">The file, from its first byte.</param>
    /// <param name="options">What is known about it.</param>
    /// <param name="part">The rows to read; null for all. The format is that of the whole file all the same.</param>
    public DelimitedTable(InputFile file, ReadOptions options, TablePart? part = null)
        : base(file.Name, options)
    {
        _file = file;
        _part = part;
        (Stream text, byte[] head, bool isWhole, Encoding encoding) = TextEncoding.ToUtf8(file, options);
        _format = DelimitedFormat.Detect(file.Name, head, isWhole, options);
        Numbers = _format.Numbers;
        Columns = Describe(_format.Names, [.. _format.Rows.Select(row => row.Fields)], Numbers);
        _start = file.Path is null ? null
            : encoding is UTF8Encoding ? file.Head.Length - head.Length + _format.Start
            : TextEncoding.HasBytesOfAscii(encoding) ? Encoding.UTF8.GetCharCount(head, 0, _format.Start)
            : null;
        if (part is null)
        {
            Skip(text, _format.Start);
        }
        else
        {
            text = TextEncoding.ToUtf8(new PartStream(file, part), encoding);
        }
        _lineOffset = (part?.Line ?? _format.FirstLine) - 1;
        _followed = options.Follow ? new FollowedText(text, file) : null;
        CsvReaderOptions reading = DelimitedFormat.ReaderOptions(_format.Delimiter, record => _malformed = record.Reason);
        _reader = _followed is null ? CsvReader.Create(text, reading, leaveOpen: part is null) : CsvReader.Create(_followed.Next(), reading);
        if (_format.HasHeader && (part is null || part.Begin == _start))
        {
            _ = _reader.Read();
            if (Malformed is { } problem)
            {
                throw new UserError($"{file.Name}, line {_reader.LineNumber + _lineOffset}: {problem}");
            }
        }
        if (_format.Rows.Count == 0)
        {
            string hint = options.Comment != '\0' && head.Contains((byte)options.Comment) ? $" Lines that begin with {options.Comment} are comments; --comment none reads them." : "";
            throw new UserError($"{file.Name} has a header ({string.Join(", ", _format.Names.Select(name => $"'{name}'"))}) and no rows; expected numbers below it.{hint}");
        }
        // Before columns are chosen: names that do not fit the rows would be chosen from.
        foreach ((string[] fields, long line) in options.SkipBadRows ? [] : _format.Rows)
        {
            if (CheckFieldCount(fields.Length, fields.Length > 0 && fields[^1].Length == 0, line) is { } wrong)
            {
                throw new UserError(wrong);
            }
        }
    }

    /// <summary>Splits the rows into parts of some size.</summary>
    /// <param name="size">The size, in bytes. A part ends behind the first row that reaches it.</param>
    /// <param name="cancellation">Ends the search for the ends of rows.</param>
    /// <returns>The parts, in their order; null if the bytes of the file do not tell where a row ends, since it is compressed or
    /// in an encoding such as UTF-16.</returns>
    public IReadOnlyList<TablePart>? Split(long size, CancellationToken cancellation = default)
    {
        if (_start is not { } start)
        {
            return null;
        }
        using var bytes = new FileStream(_file.Path!, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var finder = new PartFinder(bytes, DelimitedFormat.ReaderOptions(_format.Delimiter, _ => { }), reader => !IsBlank(reader) && !IsComment(reader));
        return finder.Find(start, _format.FirstLine, size, cancellation);
    }

    protected override long Line => _blanks > 0 ? _blankLine : _reader.LineNumber + _lineOffset;

    protected override int FieldCount => _blanks > 0 ? 0 : _reader.FieldCount;

    protected override string? Malformed => _malformed is { } reason ? DelimitedFormat.Problem(reason) : null;

    protected override ReadOnlySpan<byte> Field(int column) => _reader.GetSpan(column);

    protected override bool HasToWait { get; set; }

    /// <remarks>A blank line at the end is none. Between rows it is skipped, but in a table of one column it is a blank field.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a run is too short for tiered compilation of its few loops
    protected override bool Next()
    {
        if (_blanks > 0)
        {
            _blanks--;
            _blankLine++;
            return true;
        }
        if (HasToWait)
        {
            _lineOffset += _followed!.Lines;
            ReadOnlyMemory<byte> text = _followed.Next();
            HasToWait = false;
            if (text.IsEmpty)
            {
                return false;
            }
            CsvReaderOptions reading = _reader.Options;
            _reader.Dispose();
            _reader = CsvReader.Create(text, reading);
        }
        while (true)
        {
            _malformed = null;
            if (!_reader.Read())
            {
                break;
            }
            if (IsBlank(_reader))
            {
                _blankLine = _blankLinesRead++ == 0 ? _reader.LineNumber + _lineOffset : _blankLine;
            }
            else if (IsComment(_reader))
            {
                if (DelimitedFormat.HoldsLines(_reader.RawRecord))
                {
                    throw DelimitedFormat.OpenComment(Name, _reader.LineNumber + _lineOffset);
                }
                Counts.Comments = Counts.Comments.Plus(new(1, _reader.LineNumber + _lineOffset));
            }
            else
            {
                if (Columns.Count == 1)
                {
                    _blanks = _blankLinesRead;
                }
                else
                {
                    Counts.BlankLines = Counts.BlankLines.Plus(new(_blankLinesRead, _blankLine));
                }
                _blankLinesRead = 0;
                return true;
            }
        }
        HasToWait = _followed is not null;
        return false;
    }

    /// <remarks>Of a part, its counts are added to those of the others.</remarks>
    protected override void Tell()
    {
        if (_part is null)
        {
            base.Tell();
        }
    }

    protected override bool MayBeDecimalComma() => _format.Delimiter == ',';

    protected override long? TableMayBeginAt
    {
        get
        {
            const int mostLines = 100; // before the table
            bool mayBegin = Line <= mostLines && FieldCount > 1 && Enumerable.Range(0, FieldCount).All(at =>
                Numbers.Read(Field(at), out _) == NumberKind.Text && !TimeText.IsDate(Encoding.UTF8.GetString(Field(at))));
            return mayBegin ? Line : null;
        }
    }

    public override void Dispose() => _reader.Dispose();

    private static bool IsBlank(CsvReader reader) =>
        reader.FieldCount <= 1 && (reader.FieldCount == 0 || reader.RawRecord.Trim(" \t"u8).IsEmpty);

    private bool IsComment(CsvReader reader) => DelimitedFormat.IsComment(reader.RawRecord, Options.Comment);

    private static void Skip(Stream stream, int count)
    {
        byte[] skipped = new byte[count];
        stream.ReadExactly(skipped);
    }
}

/// <summary>Text that grows, cut into whole lines as they come. Of a file that was replaced, a half line at the end is dropped.</summary>
internal sealed class FollowedText(Stream text, InputFile file)
{
    private byte[] _buffer = new byte[1 << 16];
    private int _count;
    private int _given;

    /// <summary>The number of lines that <see cref="Next"/> has returned last.</summary>
    public int Lines { get; private set; }

    /// <summary>Waits for a line.</summary>
    /// <returns>The lines that have come; empty at the end. Valid until the next call.</returns>
    public ReadOnlyMemory<byte> Next()
    {
        _buffer.AsSpan(_given, _count - _given).CopyTo(_buffer);
        _count -= _given;
        _given = 0;
        while (true)
        {
            if (_count == _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * _count);
            }
            int read = text.Read(_buffer, _count, _buffer.Length - _count);
            _count += read;
            _given = read == 0 && !file.IsReplaced ? _count : _buffer.AsSpan(0, _count).LastIndexOf((byte)'\n') + 1;
            if (_given > 0 || read == 0)
            {
                Lines = _buffer.AsSpan(0, _given).Count((byte)'\n');
                return _buffer.AsMemory(0, _given);
            }
        }
    }
}

/// <summary>Turns text of any encoding into UTF-8 without a byte order mark.</summary>
internal static class TextEncoding
{
    public static (Stream Text, byte[] Head, bool IsWhole, Encoding Encoding) ToUtf8(InputFile file, ReadOptions options)
    {
        ReadOnlySpan<byte> head = file.Head;
        Encoding encoding = options.Encoding ?? Detect(file, options);
        int mark = encoding.Preamble.Length > 0 && head.StartsWith(encoding.Preamble) ? encoding.Preamble.Length : 0;
        file.Stream.ReadExactly(new byte[mark]);
        if (encoding is UTF8Encoding)
        {
            return (file.Stream, file.Head[mark..], file.IsWhole, encoding);
        }
        int whole = encoding is UnicodeEncoding ? (head.Length - mark) & ~1 : head.Length - mark;
        byte[] converted = Encoding.UTF8.GetBytes(encoding.GetString(head.Slice(mark, whole)));
        return (ToUtf8(file.Stream, encoding), converted, file.IsWhole, encoding);
    }

    public static Stream ToUtf8(Stream text, Encoding encoding) =>
        encoding is UTF8Encoding ? text : Encoding.CreateTranscodingStream(text, encoding, new UTF8Encoding(false));

    /// <summary>Whether each character is one byte, and those of ASCII are its own.</summary>
    public static bool HasBytesOfAscii(Encoding encoding)
    {
        byte[] ascii = [.. Enumerable.Range(0, 128).Select(each => (byte)each)];
        return encoding.IsSingleByte && encoding.GetString(ascii) == Encoding.ASCII.GetString(ascii);
    }

    private static Encoding Detect(InputFile file, ReadOptions options)
    {
        ReadOnlySpan<byte> head = file.Head;
        if (head.StartsWith(Encoding.UTF8.Preamble))
        {
            return Encoding.UTF8;
        }
        if (head.StartsWith(Encoding.Unicode.Preamble))
        {
            return Encoding.Unicode;
        }
        if (head.StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            return Encoding.BigEndianUnicode;
        }
        int nulls = head.Count((byte)0);
        if (nulls > 0)
        {
            bool isLittle = nulls > head.Length / 3 && head.Length > 1 && head[1] == 0;
            bool isBig = nulls > head.Length / 3 && head[0] == 0;
            if (!isLittle && !isBig)
            {
                throw Binary(file);
            }
            options.Note($"{file.Name}: read as UTF-16; --encoding sets another.");
            return isLittle ? Encoding.Unicode : Encoding.BigEndianUnicode;
        }
        int controls = 0;
        foreach (byte each in head)
        {
            controls += each < ' ' && each is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f') ? 1 : 0;
        }
        if (controls > head.Length / 50)
        {
            throw Binary(file);
        }
        int cut = file.IsWhole ? head.Length : Math.Max(0, head.LastIndexOf((byte)'\n'));
        if (System.Text.Unicode.Utf8.IsValid(head[..cut]))
        {
            return new UTF8Encoding(false);
        }
        options.Note($"{file.Name}: not UTF-8, so it is read as Latin-1; --encoding sets another.");
        return Encoding.Latin1;
    }

    private static UserError Binary(InputFile file) => new($"{file.Name} is a binary file; expected CSV, TSV, JSON, .npy or Parquet, also as .gz or .zip.");
}
