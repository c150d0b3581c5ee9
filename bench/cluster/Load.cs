using System.Diagnostics;
using System.Globalization;
using OutliersNative.Orleans;

namespace OutliersNative.ClusterBench;

/// <summary>Pushes values to series in turn, through a feeder, and reads the answers. Batches have one value if the feeder holds fewer
/// values than there are series.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly string[] _names;
    private readonly long[] _due; // when the last value of each series was due
    private readonly OutlierFeeder _feeder;
    private readonly Task _reading;
    private List<long>? _latencies;
    private long _pushed;
    private long _answers;

    public Load(IGrainFactory grains, int series, int capacity = 1024)
    {
        _names = [.. Enumerable.Range(0, series).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        _due = new long[series];
        _feeder = new OutlierFeeder(grains, new OutlierFeederOptions { Capacity = capacity });
        _reading = Task.Run(ReadAsync);
    }

    public long Answers => Volatile.Read(ref _answers);

    /// <summary>The number of values that each series has been given, at least.</summary>
    public long Rounds => _pushed / _names.Length;

    /// <summary>Is called with each answer.</summary>
    public Action<FedPoint>? Answered { get; set; }

    /// <summary>Pushes a value to each series, and waits for the answers.</summary>
    public async Task PassAsync()
    {
        long end = _pushed + _names.Length;
        while (_pushed < end)
        {
            await PushAsync(Stopwatch.GetTimestamp());
        }
        await SettleAsync();
    }

    /// <summary>Pushes as fast as the feeder takes values.</summary>
    public async Task RunAsync(TimeSpan time)
    {
        long end = End(time);
        for (long now = Stopwatch.GetTimestamp(); now < end; now = Stopwatch.GetTimestamp())
        {
            await PushAsync(now);
        }
    }

    /// <summary>Pushes so many values a second.</summary>
    /// <returns>The latencies from when a value was due to its answer, ascending, in ticks of Stopwatch.</returns>
    public async Task<List<long>> RunAsync(TimeSpan time, double pace)
    {
        List<long> latencies = _latencies = [];
        long begin = Stopwatch.GetTimestamp(), end = End(time), period = (long)(Stopwatch.Frequency / pace);
        for (long due = begin; due < end; due += period)
        {
            while (Stopwatch.GetTimestamp() < due)
            {
                await Task.Delay(1);
            }
            await PushAsync(due);
        }
        await SettleAsync();
        _latencies = null;
        latencies.Sort();
        return latencies;
    }

    /// <summary>Waits until all that was pushed is answered.</summary>
    public async Task SettleAsync()
    {
        while (Answers < _pushed)
        {
            await Task.Delay(1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _feeder.DisposeAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static long End(TimeSpan time) => Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);

    private ValueTask PushAsync(long due)
    {
        int series = (int)(_pushed++ % _names.Length);
        _due[series] = due;
        return _feeder.PushAsync(_names[series], 20 + due % 7);
    }

    private async Task ReadAsync()
    {
        await foreach (FedPoint each in _feeder.ReadAllAsync())
        {
            _latencies?.Add(Stopwatch.GetTimestamp() - _due[int.Parse(each.Series, CultureInfo.InvariantCulture)]);
            Answered?.Invoke(each);
            Volatile.Write(ref _answers, _answers + 1);
        }
    }
}
