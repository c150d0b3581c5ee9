using System.Diagnostics;
using OutliersNative.Orleans;

namespace OutliersNative.ClusterBench;

/// <summary>Pushes batches to series by <see cref="IOutlierSeries"/>: a fixed number of callers, each with series of its own, wait for each
/// answer.</summary>
internal sealed class Calls(IGrainFactory grains, string name, int series)
{
    private const int Callers = 512; // as many calls as a feeder makes at once

    private readonly long[] _next = new long[series]; // the number of the next value
    private readonly int[] _at = [.. Enumerable.Range(0, Callers)]; // the next series of each caller
    private long _answers;

    public long Answers => Volatile.Read(ref _answers);

    /// <summary>Chooses the settings of all series.</summary>
    public Task ConfigureAsync(string settings) => EachCallerAsync(async caller =>
    {
        for (int i = caller; i < series; i += Callers)
        {
            await Series(i).ConfigureAsync(settings);
        }
    });

    /// <summary>Pushes one value to each series.</summary>
    public Task PassAsync() => EachCallerAsync(async caller =>
    {
        for (int i = caller; i < series; i += Callers)
        {
            await PushAsync(i, 1);
        }
    });

    /// <summary>Pushes batches as fast as they are answered.</summary>
    public Task RunAsync(TimeSpan time, int batch = 1)
    {
        long begin = Stopwatch.GetTimestamp();
        return EachCallerAsync(async caller =>
        {
            while (Stopwatch.GetElapsedTime(begin) < time)
            {
                int i = _at[caller];
                _at[caller] = i + Callers < series ? i + Callers : caller;
                await PushAsync(i, batch);
            }
        });
    }

    private static Task EachCallerAsync(Func<int, Task> calls) =>
        Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => calls(caller))));

    private async Task PushAsync(int i, int batch)
    {
        double[] values = new double[batch];
        for (int at = 0; at < batch; at++)
        {
            values[at] = 20 + (_next[i] + at + i) % 7;
        }
        await Series(i).PushAsync(new SeriesBatch { First = _next[i], Values = values });
        _next[i] += batch;
        Interlocked.Add(ref _answers, batch);
    }

    private IOutlierSeries Series(int i) => grains.GetGrain<IOutlierSeries>($"{name} {i}");
}
