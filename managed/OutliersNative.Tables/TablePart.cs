using System.Numerics;
using System.Runtime.Intrinsics;
using CsvHelper;

namespace OutliersNative.Tables;

/// <summary>Some rows of a CSV or TSV file that follow each other.</summary>
/// <param name="Begin">The offset of their first byte in the file.</param>
/// <param name="End">The offset after their last byte.</param>
/// <param name="Line">The line where they begin, counted from 1.</param>
internal sealed record TablePart(long Begin, long End, long Line);

/// <summary>Finds the ends of rows, to split a file into parts.</summary>
/// <remarks>
/// <para>A part ends behind a row, never behind a blank line or a comment: whether a blank line is a row depends on whether there
/// is a row after it, which is then in the same part.</para>
/// <para>Text without a quote is searched for line ends alone, at the speed of memory. Where there is a quote, the CSV reader
/// finds the rows, so that the two always agree, also about malformed ones.</para>
/// </remarks>
/// <param name="file">The file, in UTF-8 or an encoding of one byte for each character.</param>
/// <param name="reading">How the parts will be read.</param>
/// <param name="isRow">Whether the record of the reader is neither blank nor a comment.</param>
internal sealed class PartFinder(FileStream file, CsvReaderOptions reading, Func<CsvReader, bool> isRow)
{
    private const int WindowBytes = 1 << 20;

    private readonly byte[] _window = new byte[WindowBytes];

    /// <summary>Splits the rows between the first one and the end of the file.</summary>
    /// <param name="begin">The offset of the first row.</param>
    /// <param name="line">Its line.</param>
    /// <param name="size">A part ends behind the first row that reaches a multiple of this number of bytes.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <returns>One part at least.</returns>
    public List<TablePart> Find(long begin, long line, long size, CancellationToken cancellation)
    {
        var parts = new List<TablePart>();
        long end = file.Length, at = begin;
        TablePart part = new(begin, end, line);
        while (at < end)
        {
            cancellation.ThrowIfCancellationRequested();
            long target = ((part.Begin / size) + 1) * size;
            if (target >= end)
            {
                break;
            }
            ReadOnlySpan<byte> window = Read(at, (int)Math.Clamp(target - at, 0, WindowBytes));
            int whole = LinesWithoutQuotes(window);
            if (whole > 0)
            {
                line += CountLines(window[..whole]);
                at += whole;
                continue;
            }
            if (!Advance(ref at, ref line, target))
            {
                break;
            }
            if (at >= target)
            {
                parts.Add(part with { End = at });
                part = new TablePart(at, end, line);
            }
        }
        parts.Add(part);
        return parts;
    }

    /// <summary>Moves behind a row that reaches the target, or behind a window.</summary>
    /// <returns>False if there is no such row, or none that can be read.</returns>
    private bool Advance(ref long at, ref long line, long target)
    {
        file.Position = at;
        using CsvReader reader = CsvReader.Create(file, reading, leaveOpen: true);
        bool isBehindRow = false;
        try
        {
            while (reader.Read())
            {
                long offset = at + reader.ByteOffset;
                if (isBehindRow && offset >= Math.Min(target, at + WindowBytes))
                {
                    at = offset;
                    line += reader.LineNumber - 1;
                    return true;
                }
                isBehindRow = isRow(reader);
            }
        }
        catch (CsvFormatException)
        {
            // A row that is too large: who reads the part says so.
        }
        return false;
    }

    private ReadOnlySpan<byte> Read(long offset, int count)
    {
        file.Position = offset;
        return _window.AsSpan(0, file.ReadAtLeast(_window.AsSpan(0, count), count, throwOnEndOfStream: false));
    }

    /// <summary>The length of the whole lines before the first quote.</summary>
    /// <remarks>A carriage return at the end may be the first half of a line end.</remarks>
    private static int LinesWithoutQuotes(ReadOnlySpan<byte> text)
    {
        int quote = text.IndexOf((byte)'"');
        text = quote >= 0 ? text[..quote] : text is [.., (byte)'\r'] ? text[..^1] : text;
        return text.LastIndexOfAny((byte)'\r', (byte)'\n') + 1;
    }

    /// <summary>Counts line ends: LF, CR LF and CR.</summary>
    private static long CountLines(ReadOnlySpan<byte> text)
    {
        long count = 0;
        ulong wasReturn = 0;
        while (text.Length >= Vector512<byte>.Count)
        {
            var block = Vector512.Create(text);
            ulong returns = Vector512.Equals(block, Vector512.Create((byte)'\r')).ExtractMostSignificantBits();
            ulong feeds = Vector512.Equals(block, Vector512.Create((byte)'\n')).ExtractMostSignificantBits();
            count += BitOperations.PopCount(returns) + BitOperations.PopCount(feeds & ~((returns << 1) | wasReturn));
            wasReturn = returns >> 63;
            text = text[Vector512<byte>.Count..];
        }
        bool afterReturn = wasReturn != 0;
        foreach (byte each in text)
        {
            count += each == '\r' || (each == '\n' && !afterReturn) ? 1 : 0;
            afterReturn = each == '\r';
        }
        return count;
    }
}

/// <summary>The bytes of a part.</summary>
internal sealed class PartStream : ReadOnlyStream
{
    private readonly FileStream _file;
    private readonly string _name;
    private long _left;

    /// <param name="file">The file, uncompressed.</param>
    /// <param name="part">The bytes to read.</param>
    public PartStream(InputFile file, TablePart part)
    {
        _name = file.Name;
        _file = new FileStream(file.Path!, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan)
        {
            Position = part.Begin,
        };
        _left = part.End - part.Begin;
    }

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override int Read(Span<byte> buffer)
    {
        int read = _file.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        _left -= read;
        return read > 0 || _left == 0 || buffer.IsEmpty ? read : throw new UserError($"{_name} was truncated while it was read.");
    }

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }
}
