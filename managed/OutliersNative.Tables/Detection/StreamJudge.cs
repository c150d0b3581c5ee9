using System.Text.Json;

namespace OutliersNative.Tables.Detection;

/// <summary>Has a stream detector judge a table as it is read, in bounded memory.</summary>
internal sealed class StreamJudge : IDisposable
{
    private const int Chunk = 1 << 14;

    private readonly CallOptions? _call;
    private readonly Detector _detector;
    private readonly Table _table;
    private readonly Selection _selection;
    private readonly OutlierStream[] _streams;
    private readonly bool _takesTimes;
    private readonly double[] _scores = new double[Chunk];
    private readonly double[] _expected = new double[Chunk];
    private readonly double[] _lower = new double[Chunk];
    private readonly double[] _upper = new double[Chunk];
    private readonly bool[] _isOutlier = new bool[Chunk];
    private readonly byte[] _start;
    private readonly long _judgedBefore;
    private long _position;

    /// <param name="detector">A detector with streams.</param>
    /// <param name="table">What it judges.</param>
    /// <param name="selection">The columns of it.</param>
    /// <param name="state">Where the last run ended; null for a new stream.</param>
    /// <param name="start">The first bytes of the file; empty if the table has no rows that the last run has judged, as those of
    /// standard input.</param>
    /// <param name="call">The options of each call of Python; null for the defaults.</param>
    public StreamJudge(
        Detector detector, Table table, Selection selection, StreamState? state, ReadOnlySpan<byte> start, CallOptions? call = null)
    {
        _call = call;
        _detector = detector;
        _table = table;
        _selection = selection;
        _takesTimes = selection.Time >= 0 && detector.Accepts("times") && !detector.Settings.ContainsKey("period");
        _start = start.ToArray();
        _judgedBefore = start.IsEmpty ? 0 : state?.Rows ?? 0;
        _position = start.IsEmpty ? state?.Rows ?? 0 : 0;
        string name = detector.Name, columns = string.Join(", ", selection.Names);
        if (state is not null && (state.Detector != name || string.Join(", ", state.Columns) != columns || state.Settings != Settings()))
        {
            throw new UserError($"The state is of {state.Detector} {state.Settings} for {string.Join(", ", state.Columns)}, and not of {name} {Settings()} for {columns}. Use the same options, or delete the file.");
        }
        _streams = [.. selection.Values.Select((_, at) => state is null
            ? new OutlierStream(detector.Module, detector.Function, new(detector.Settings))
            : OutlierStream.Load(detector.Module, detector.Function, state.Streams[at]))];
    }

    /// <summary>The number of rows that this run has judged.</summary>
    public long Judged { get; private set; }

    /// <summary>The number of outliers.</summary>
    public long Outliers { get; private set; }

    /// <summary>Judges the next rows.</summary>
    /// <param name="rows">Is cleared, and receives them.</param>
    /// <param name="all">Whether all rows are written, and not the outliers alone.</param>
    /// <param name="write">Receives each of them and what the stream says about it.</param>
    /// <returns>Whether there may be more.</returns>
    public bool Step(Rows rows, bool all, Action<SeriesName, ResultRow> write)
    {
        rows.Clear();
        bool hasMore = _table.Read(rows, Chunk);
        int skip = (int)Math.Clamp(_judgedBefore - _position, 0, rows.Count), count = rows.Count - skip;
        _position += skip;
        DateTimeOffset[] times = _takesTimes ? Times(rows, skip) : [];
        for (int each = 0; each < _streams.Length && count > 0; each++)
        {
            ReadOnlySpan<double> values = rows.Values(each).Span[skip..];
            var name = new SeriesName(_table.Name, _selection.Names[each], null);
            Outliers += _streams[each].Push(values, times, new StreamDestination
            {
                Scores = _scores,
                Expected = _expected,
                Lower = _lower,
                Upper = _upper,
                IsOutlier = _isOutlier,
            }, _call);
            for (int i = 0; i < count; i++)
            {
                if (_isOutlier[i] || (all && rows.Skipped.BinarySearch(skip + i) < 0))
                {
                    write(name, new ResultRow(_position + i, rows.Times?[skip + i], values[i], _scores[i], _expected[i], _lower[i], _upper[i], _isOutlier[i]));
                }
            }
        }
        _position += count;
        Judged += count - rows.Skipped.Count(row => row >= skip);
        return hasMore;
    }

    /// <summary>The rows of the last run that are not in the table.</summary>
    public long Missing => Math.Max(0, _judgedBefore - _position);

    public StreamState Save() => new(_detector.Name, Settings(), _selection.Names, Math.Max(_position, _judgedBefore), _start, [.. _streams.Select(stream => stream.Save())]);

    public void Dispose()
    {
        foreach (OutlierStream stream in _streams)
        {
            stream.Dispose();
        }
    }

    private string Settings() => string.Join(" ", _detector.Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(setting => FormattableString.Invariant($"{setting.Key}={setting.Value}")));

    private DateTimeOffset[] Times(Rows rows, int skip)
    {
        var times = new DateTimeOffset[rows.Count - skip];
        for (int i = 0; i < times.Length; i++)
        {
            if (rows.Times!.TryTime(skip + i, out times[i]))
            {
                continue;
            }
            bool isLeftOut = rows.Skipped.BinarySearch(skip + i) >= 0;
            times[i] = !isLeftOut ? throw rows.Times.NoTime(_table.Name, skip + i, _position + i)
                : i > 0 ? times[i - 1] : DateTimeOffset.UnixEpoch; // with no value, it does not matter
        }
        return times;
    }
}

/// <summary>Where a stream is, for the next run.</summary>
/// <param name="Detector">The name of the detector.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Columns">The columns that it judges.</param>
/// <param name="Rows">The number of rows that it has judged.</param>
/// <param name="Start">The first bytes of the file that the rows are of; empty for standard input.</param>
/// <param name="Streams">The state of the stream of each column.</param>
internal sealed record StreamState(string Detector, string Settings, string[] Columns, long Rows, byte[] Start, byte[][] Streams)
{
    private const int StartBytes = 1024;
    private static readonly JsonSerializerOptions Strict = new() { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>The bytes that tell a file from the one that replaces it.</summary>
    public static ReadOnlySpan<byte> StartOf(byte[] head) => head.AsSpan(0, Math.Min(StartBytes, head.Length));

    /// <summary>Whether the rows are of this file. Those of standard input are of none.</summary>
    public bool IsOf(byte[] head) => Start.Length > 0 && head.AsSpan().StartsWith(Start);

    /// <summary>Reads the file.</summary>
    /// <returns>Null if there is none yet.</returns>
    public static StreamState? Load(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }
        try
        {
            return JsonSerializer.Deserialize<StreamState>(File.ReadAllText(path), Strict) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new UserError($"{path} is no state that outliers has written. Name another file, or delete it.");
        }
    }

    /// <summary>Writes the file. At no time is there half of one.</summary>
    public void Store(string path)
    {
        string written = path + ".new";
        File.WriteAllText(written, JsonSerializer.Serialize(this));
        File.Move(written, path, overwrite: true);
    }
}
