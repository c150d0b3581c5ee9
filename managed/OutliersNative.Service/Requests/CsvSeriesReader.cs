using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using CsvHelper;
using OutliersNative.Tables;

namespace OutliersNative.Service.Requests;

/// <summary>Reads the numeric columns of CSV, each of which is a series.</summary>
internal sealed class CsvSeriesReader
{
    private const int LongestLine = 1 << 20;
    private const int LongestQuote = 40;

    private readonly SeriesBuffer _rows; // one row after the other
    private readonly string? _column;
    private readonly ServiceOptions _limits;
    private string[] _names = [];
    private int[] _columns = [];
    private int _width;

    private CsvSeriesReader(SeriesBuffer rows, string? column, ServiceOptions limits)
    {
        _rows = rows;
        _column = column;
        _limits = limits;
    }

    /// <summary>Reads the series: one if a column is named, else a list of all columns that begin with a number.</summary>
    /// <param name="body">The body.</param>
    /// <param name="column">The name of the column, or its number, counted from 1; null for all.</param>
    /// <param name="limits">How much there may be.</param>
    /// <param name="aborted">Cancels it.</param>
    /// <exception cref="RequestException">The body is not as expected.</exception>
    public static async Task<RequestSeries> ReadAsync(PipeReader body, string? column, ServiceOptions limits, CancellationToken aborted)
    {
        using var rows = new SeriesBuffer(0, limits.MaxValues);
        var reader = new CsvSeriesReader(rows, column, limits);
        try
        {
            await reader.ReadRowsAsync(body, aborted);
        }
        catch (CsvFormatException e)
        {
            throw new RequestException($"The body is not valid CSV: line {e.LineNumber}: {e.Message}");
        }
        return reader.Transposed();
    }

    private async Task ReadRowsAsync(PipeReader body, CancellationToken aborted)
    {
        (char separator, bool isCertain) = await SeparatorAsync(body, aborted);
        using CsvReader csv = CsvReader.Create(body.AsStream(leaveOpen: true), new CsvReaderOptions
        {
            Separator = separator,
            HasHeader = false,
            SkipEmptyLines = false,
            DetectSeparatorHint = false,
            TrackLineNumbers = true,
            Encoding = Encoding.UTF8,
            MalformedData = CsvMalformedDataHandling.Throw,
            MaxRecordSize = LongestLine,
        });
        int blanks = 0;
        bool isFirst = true;
        while (await csv.ReadAsync(aborted))
        {
            if (csv.FieldCount == 0 || (csv.FieldCount == 1 && csv.RawRecord.Trim(" \t\r\n"u8).IsEmpty))
            {
                blanks++;
                continue;
            }
            if (isFirst)
            {
                isFirst = false;
                blanks = 0;
                _width = csv.FieldCount;
                if (IsHeader(csv))
                {
                    _names = [.. Enumerable.Range(0, _width).Select(at => csv.GetString(at).Trim())];
                    continue;
                }
                if (!isCertain)
                {
                    throw new RequestException(
                        "The first line has numbers, commas and semicolons; expected one separator, and decimal points. "
                        + "Write 1.5 instead of 1,5, and put text that has a separator in quotation marks.");
                }
            }
            if (_columns.Length == 0)
            {
                Choose(csv);
            }
            if (_width == 1)
            {
                _rows.Add(blanks).Fill(double.NaN); // in a table of one column, a blank line is a blank field
            }
            blanks = 0;
            AddRow(csv);
        }
        if (_columns.Length == 0)
        {
            throw new RequestException("The body has no row of numbers; expected CSV with at least one.");
        }
    }

    /// <summary>The separator of the first line, which stays in the body, and whether no other one is possible.</summary>
    private static async Task<(char Separator, bool IsCertain)> SeparatorAsync(PipeReader body, CancellationToken aborted)
    {
        while (true)
        {
            ReadResult read = await body.ReadAsync(aborted);
            if (read.IsCompleted || read.Buffer.Length >= LongestLine || HasLine(read.Buffer))
            {
                byte[] head = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, LongestLine)).ToArray();
                body.AdvanceTo(read.Buffer.Start);
                return Separator(head);
            }
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool HasLine(in ReadOnlySequence<byte> head)
    {
        var reader = new SequenceReader<byte>(head);
        reader.AdvancePastAny((byte)'\r', (byte)'\n');
        return reader.TryReadToAny(out ReadOnlySequence<byte> _, "\r\n"u8);
    }

    private static (char Separator, bool IsCertain) Separator(ReadOnlySpan<byte> head)
    {
        head = head.TrimStart("\r\n"u8);
        bool hasComma = false, hasSemicolon = false, hasTab = false, isQuoted = false;
        foreach (byte each in head)
        {
            if (each == (byte)'"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted)
            {
                if (each is (byte)'\r' or (byte)'\n')
                {
                    break;
                }
                hasComma |= each == (byte)',';
                hasSemicolon |= each == (byte)';';
                hasTab |= each == (byte)'\t';
            }
        }
        return (hasComma ? ',' : hasSemicolon ? ';' : hasTab ? '\t' : ',', !(hasComma && hasSemicolon));
    }

    /// <summary>Whether a row has text and no number. One that has only missing values is a row of the table.</summary>
    private static bool IsHeader(CsvReader csv)
    {
        bool hasText = false;
        for (int at = 0; at < csv.FieldCount; at++)
        {
            NumberKind kind = NumberText.Point.Read(csv.GetSpan(at), out _);
            if (kind is NumberKind.Number or NumberKind.OutOfRange)
            {
                return false;
            }
            hasText |= kind == NumberKind.Text;
        }
        return hasText;
    }

    /// <summary>Chooses the columns, at the first row.</summary>
    private void Choose(CsvReader csv)
    {
        if (_names.Length == 0)
        {
            _names = [.. Enumerable.Range(1, _width).Select(number => $"column {number}")];
        }
        _columns = _column is null
            ? [.. Enumerable.Range(0, Math.Min(_width, csv.FieldCount)).Where(at => NumberText.Point.Read(csv.GetSpan(at), out _) != NumberKind.Text)]
            : [Find(_column)];
        if (_columns.Length == 0)
        {
            throw new RequestException($"No column begins with a number: {string.Join(", ", _names.Select(name => $"'{name}'"))}. Choose one with the parameter column.");
        }
        if (_columns.Length > _limits.MaxSeries)
        {
            throw RequestReader.TooManySeries(_limits.MaxSeries);
        }
    }

    private int Find(string column)
    {
        int[] found = [.. Enumerable.Range(0, _names.Length).Where(at => _names[at] == column)];
        if (found.Length == 1)
        {
            return found[0];
        }
        if (found.Length == 0 && int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= _names.Length)
        {
            return number - 1;
        }
        string problem = found.Length > 1 ? $"{found.Length} columns have the name '{column}'; pass the number of one of them" : $"There is no column '{column}'";
        throw RequestException.About(RequestQueries.Column, $"{problem}. The columns are {string.Join(", ", _names.Select(name => $"'{name}'"))}.");
    }

    private void AddRow(CsvReader csv)
    {
        if (csv.FieldCount != _width)
        {
            throw new RequestException($"Line {csv.LineNumber} has {csv.FieldCount} fields, and the table has {_width} columns. Correct the line.");
        }
        foreach (int at in _columns)
        {
            NumberKind kind = NumberText.Point.Read(csv.GetSpan(at), out double value);
            if (kind is NumberKind.Text or NumberKind.OutOfRange)
            {
                string text = csv.GetString(at);
                string shown = text.Length > LongestQuote ? text[..LongestQuote] + "…" : text;
                string problem = kind == NumberKind.Text ? "no number" : "out of the range of float64";
                throw new RequestException(
                    $"Line {csv.LineNumber}, column '{_names[at]}': '{shown}' is {problem}; expected a number, or nothing for a value that is missing.");
            }
            _rows.Add(value);
        }
    }

    private RequestSeries Transposed()
    {
        int rows = _rows.Count / _columns.Length;
        var series = new SeriesBuffer(_rows.Count, _limits.MaxValues);
        ReadOnlySpan<double> from = _rows.Values;
        Span<double> to = series.Add(_rows.Count);
        for (int column = 0; column < _columns.Length; column++)
        {
            for (int row = 0; row < rows; row++)
            {
                to[column * rows + row] = from[row * _columns.Length + column];
            }
        }
        return _column is not null
            ? new RequestSeries(series)
            : new RequestSeries(series, [.. Enumerable.Range(1, _columns.Length).Select(end => end * rows)], [.. _columns.Select(at => _names[at])]);
    }
}
