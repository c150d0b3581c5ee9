using System.Collections.Concurrent;
using System.Globalization;
using OutliersNative.Orleans;

namespace OutliersNative.ClusterDemo;

/// <summary>Feeds series round by round, one value each, and compares each answer with that of one <see cref="OutlierStream"/> of all series
/// in this process.</summary>
internal sealed class Load : IAsyncDisposable
{
    /// <summary>The keyword of <c>ewma</c> on both sides: short, since a series gets some dozen values only.</summary>
    public const int Window = 6;

    private const int FewestRounds = Window + 2; // the first ones are never outliers

    private const string Prefix = "series-";

    private readonly string[] _names;
    private readonly int[] _next; // of each series, the number of its next answer
    private readonly ConcurrentDictionary<long, Round> _open = new();
    private readonly OutlierFeeder _feeder;
    private readonly OutlierStream _stream;
    private volatile bool _isLast;
    private long _answered;
    private long _outliers;

    public Load(IGrainFactory grains, int series)
    {
        _names = [.. Enumerable.Range(0, series).Select(i => Prefix + i.ToString(CultureInfo.InvariantCulture))];
        _next = new int[series];
        _feeder = new OutlierFeeder(grains, new OutlierFeederOptions { Capacity = 3 * series, RetryFor = TimeSpan.FromMinutes(1) });
        _stream = Detectors.EwmaStream(window: Window, series: series);
    }

    public int Series => _names.Length;

    /// <summary>The number of rounds that have been pushed.</summary>
    public int Rounds { get; private set; }

    public long Answered => Interlocked.Read(ref _answered);

    public long Outliers => Interlocked.Read(ref _outliers);

    /// <summary>The sums are exact, whatever their order: values are multiples of 1/64.</summary>
    public double PushedSum { get; private set; }

    public double AnsweredSum { get; private set; }

    /// <summary>The first answer that is not of the next value of its series; null if there is none.</summary>
    public string? OutOfOrder { get; private set; }

    /// <summary>The first answer that is not that of one process; null if there is none.</summary>
    public string? Difference { get; private set; }

    /// <summary>The names of some series.</summary>
    public IEnumerable<string> Sample(int count) => _names.Where((_, i) => i % Math.Max(1, Series / count) == 0).Take(count);

    /// <summary>The series that have other than as many answers as rounds.</summary>
    public int Incomplete => _next.Count(next => next != Rounds);

    /// <summary>Lets the round that is pushed be the last one, or the first ones if they are too few to have outliers.</summary>
    public void EndAfterRound() => _isLast = true;

    /// <summary>Pushes until <see cref="EndAfterRound"/>, and reads all answers.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Task.Run(() => PushAsync(cancellationToken), cancellationToken), Task.Run(() => ReadAsync(cancellationToken), cancellationToken));

    public ValueTask DisposeAsync()
    {
        _stream.Dispose();
        return _feeder.DisposeAsync();
    }

    private async Task PushAsync(CancellationToken cancellationToken)
    {
        double[] values = new double[Series];
        for (; !_isLast || Rounds < FewestRounds; Rounds++)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = Value(i, Rounds);
                PushedSum += values[i];
            }
            _open[Rounds] = new Round(_stream, values);
            for (int i = 0; i < values.Length; i++)
            {
                await _feeder.PushAsync(_names[i], values[i], cancellationToken: cancellationToken).ConfigureAwait(false);
            }
        }
        _feeder.Complete();
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await foreach (FedPoint each in _feeder.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            int series = int.Parse(each.Series.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture);
            if (each.Number != _next[series])
            {
                OutOfOrder ??= $"{each.Series}: the answer of value {each.Number} came; expected that of value {_next[series]}.";
            }
            else if (!_open[each.Number].IsAnsweredBy(series, each.Point))
            {
                Difference ??= $"{each.Series}: value {each.Number} was answered with {each.Point}, and otherwise in one process.";
            }
            else if (++_open[each.Number].Answered == Series)
            {
                _open.TryRemove(each.Number, out _);
            }
            _next[series]++;
            AnsweredSum += each.Value;
            if (each.Point.IsOutlier)
            {
                Interlocked.Increment(ref _outliers);
            }
            Interlocked.Increment(ref _answered);
        }
    }

    /// <summary>A wave with noise, and a spike in one of 250 values.</summary>
    private static double Value(int series, int round)
    {
        ulong hash = (((ulong)series << 32) + (uint)round) * 0x9E3779B97F4A7C15;
        hash = (hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9;
        hash ^= hash >> 32;
        double value = 20 + Math.Sin((series + round) / 5.0) + ((hash & 0xFFFF) / 65536.0) + (hash % 250 == 0 ? 30 : 0);
        return Math.Round(value * 64) / 64;
    }

    /// <summary>What one process says about a round.</summary>
    private sealed class Round
    {
        private readonly double[] _scores, _expected, _lower, _upper;
        private readonly bool[] _isOutlier;

        public Round(OutlierStream stream, double[] values)
        {
            (_scores, _expected, _lower, _upper) = (new double[values.Length], new double[values.Length], new double[values.Length], new double[values.Length]);
            _isOutlier = new bool[values.Length];
            stream.Push(values, new StreamDestination { Scores = _scores, Expected = _expected, Lower = _lower, Upper = _upper, IsOutlier = _isOutlier });
        }

        public int Answered { get; set; }

        /// <summary>Whether all bits are equal.</summary>
        public bool IsAnsweredBy(int series, StreamPoint point) =>
            Same(point.Score, _scores[series]) && Same(point.Expected, _expected[series]) && Same(point.Lower, _lower[series])
            && Same(point.Upper, _upper[series]) && point.IsOutlier == _isOutlier[series];

        private static bool Same(double one, double other) => BitConverter.DoubleToInt64Bits(one) == BitConverter.DoubleToInt64Bits(other);
    }
}
