using System.Diagnostics;
using NUnit.Framework;

namespace OutliersNative.Orleans.Tests;

/// <summary>A feeder that pushes golden values to many series by itself, and what it got.</summary>
internal sealed class Feeding : IAsyncDisposable
{
    /// <summary>How long a test waits for what must come, on a slow machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(Length.Of(120, 900));

    private readonly Dictionary<string, double[]> _values;
    private readonly Dictionary<string, List<StreamPoint>> _answers = [];
    private readonly SortedDictionary<int, TaskCompletionSource> _waits = [];
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IGrainFactory _grains;
    private readonly Task _pushing;
    private readonly Task _reading;
    private int _count;
    private int _rounds, _pushed;
    private volatile bool _isStopped;
    private volatile Pace _pace = new(double.PositiveInfinity, 0, 0);

    /// <param name="grains">The client of the cluster.</param>
    /// <param name="series">The number of series.</param>
    /// <param name="values">The number of values of each, unless it is stopped before.</param>
    /// <param name="options">Those of the feeder; null for small ones.</param>
    /// <param name="waits">Whether it waits in the middle for <see cref="GoOn"/>.</param>
    public Feeding(IGrainFactory grains, int series, int values, OutlierFeederOptions? options = null, bool waits = false)
    {
        _grains = grains;
        _values = Enumerable.Range(0, series).Select(i => $"series {i}").ToDictionary(name => name, name => Golden.Values(name, values));
        Feeder = new OutlierFeeder(grains, options ?? new OutlierFeederOptions { Capacity = 20 * series, MaxBatch = 8, RetryFor = Patience });
        if (!waits)
        {
            GoOn();
        }
        _pushing = Task.Run(() => PushAsync(values));
        _reading = Task.Run(ReadAsync);
    }

    public OutlierFeeder Feeder { get; }

    /// <summary>The most values that the feeder has held when one was pushed, since the pace was set.</summary>
    public int MostHeld { get; private set; }

    /// <summary>The number of answers so far.</summary>
    public int Answers => Volatile.Read(ref _count);

    /// <summary>Lets it push the second half.</summary>
    public void GoOn() => _goOn.TrySetResult();

    /// <summary>Pushes no more than so many values a second from now on. Default: as fast as it can.</summary>
    public void SetPace(double valuesPerSecond)
    {
        MostHeld = 0;
        _pace = new Pace(valuesPerSecond, _pushed, Stopwatch.GetTimestamp());
    }

    /// <summary>Ends when each series has as many values as the others.</summary>
    public void Stop() => _isStopped = true;

    /// <summary>Waits until there are so many answers.</summary>
    public Task HasAsync(int answers)
    {
        lock (_waits)
        {
            if (_count >= answers)
            {
                return Task.CompletedTask;
            }
            _waits[answers] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waits[answers].Task.WaitAsync(Patience);
        }
    }

    /// <summary>Waits for the end, and fails unless each value has exactly one answer, the one of a stream in one process.</summary>
    public async Task AssertGoldenAsync()
    {
        await Task.WhenAll(_pushing, _reading).WaitAsync(Patience);
        foreach ((string name, double[] values) in _values)
        {
            Golden.AssertSame(_answers[name], Golden.Of(values[.._rounds]), name);
        }
        Assert.That(Feeder.Held, Is.Zero);
    }

    /// <summary>Fails unless the cluster has stored all values.</summary>
    public async Task AssertStoredAsync()
    {
        SeriesState[] states = await Task.WhenAll(_values.Keys.Select(name => _grains.GetGrain<IOutlierSeries>(name).GetStateAsync()));
        Assert.That(states.Select(state => (state.Next, state.Checkpoint)), Is.All.EqualTo(((long)_rounds, (long)_rounds)));
    }

    public ValueTask DisposeAsync() => Feeder.DisposeAsync();

    private async Task PushAsync(int count)
    {
        try
        {
            for (; _rounds < count && !_isStopped; _rounds++)
            {
                if (_rounds == count / 2)
                {
                    await _goOn.Task;
                }
                foreach ((string name, double[] values) in _values)
                {
                    while (_pace.IsAheadWith(_pushed))
                    {
                        await Task.Delay(1);
                    }
                    await Feeder.PushAsync(name, values[_rounds]);
                    _pushed++;
                    MostHeld = Math.Max(MostHeld, Feeder.Held);
                }
            }
        }
        finally
        {
            Feeder.Complete(); // if a push has failed, the reader must end too
        }
    }

    private async Task ReadAsync()
    {
        await foreach (FedPoint each in Feeder.ReadAllAsync())
        {
            if (!_answers.TryGetValue(each.Series, out List<StreamPoint>? points))
            {
                _answers[each.Series] = points = [];
            }
            Assert.That(each.Number, Is.EqualTo(points.Count), each.Series);
            points.Add(each.Point);
            lock (_waits)
            {
                _count++;
                if (_waits.Remove(_count, out TaskCompletionSource? reached))
                {
                    reached.SetResult();
                }
            }
        }
    }

    private sealed record Pace(double ValuesPerSecond, int From, long Since)
    {
        public bool IsAheadWith(int pushed) => pushed - From > ValuesPerSecond * Stopwatch.GetElapsedTime(Since).TotalSeconds;
    }
}
