using System.Diagnostics;

namespace OutliersNative.Bench;

/// <summary>Asynchronous callers that each make one call after the other: <c>DetectAsync</c>, beside <c>Task.Run</c> around
/// <c>Detect</c> and beside as many threads that call <c>Detect</c>.</summary>
internal static class Async
{
    public const string TaskRun = "Task.Run(() => Detect)";
    public const string Library = "DetectAsync";
    public const string Alone = "DetectAsync, Batch = false";
    public const string Threads = "Detect, a thread for each caller";
    public const string HandOver = "hand-over to a thread, no more";
    public const string BlockedTaskRun = "Task.Run, the caller blocks";
    public const string BlockedLibrary = "DetectAsync, the caller blocks";

    public const int ManyCallers = 64;

    private const int Length = 100;

    private static readonly CallOptions AloneOptions = new() { Batch = false };

    /// <summary>Makes so many calls in turn on each of the callers; returns the microseconds per call, and latencies.</summary>
    private delegate double[] Way(int callers, int calls);

    public static Table Measure(int turns)
    {
        var table = new Table("Async", "callers that make one call with 100 values after the other, in alternation; "
            + "throughput relative to Task.Run (median, p10, p90); latency of a call as its caller sees it",
            new("function", -16), new("callers", 7), new("way", -32), new("us per call", 11, "N2"), new("calls/s", 9, "N0"),
            new("throughput", 10, "N2"), new("p10", 5, "N2"), new("p90", 5, "N2"), new("latency p50 us", 14, "N1"), new("p99 us", 9, "N1"));
        double[] data = Functions.Series(Length);
        using Outliers empty = Functions.Empty.Load();
        using Outliers bundled = Functions.BundledDetector.Load();
        using var handOver = new HandOver(() => empty.Detect(data));

        Measure(table, Functions.Empty, 1, turns, (TaskRun, OnPool(empty, data)), (Library, Asynchronous(() => empty.DetectAsync(data))), (HandOver, Asynchronous(handOver.Call)));
        // A caller on the thread pool runs its own Task.Run, without a change of threads. One that blocks on another thread cannot.
        Measure(table, Functions.Empty, 1, turns,
            (BlockedTaskRun, OnThreads(() => Task.Run(() => empty.Detect(data)).GetAwaiter().GetResult())),
            (BlockedLibrary, OnThreads(() => empty.DetectAsync(data).GetAwaiter().GetResult())));
        Measure(table, Functions.Empty, ManyCallers, turns,
            (TaskRun, OnPool(empty, data)),
            (Library, Asynchronous(() => empty.DetectAsync(data))),
            (HandOver, Asynchronous(handOver.Call)),
            (Threads, OnThreads(() => empty.Detect(data))));
        Measure(table, Functions.BundledDetector, ManyCallers, turns,
            (TaskRun, OnPool(bundled, data)),
            (Library, Asynchronous(() => bundled.DetectAsync(data))),
            (Alone, Asynchronous(() => bundled.DetectAsync(data, AloneOptions))),
            (Threads, OnThreads(() => bundled.Detect(data))));
        return table;
    }

    private static void Measure(Table table, Function function, int callers, int turns, params (string Name, Way Run)[] ways)
    {
        int calls = CallsPerTurn(ways[0].Run, callers);
        double[][][] measured = Turns.Run(turns, [.. ways.Select(way => (Func<double[]>)(() => way.Run(callers, calls)))]);
        for (int way = 0; way < ways.Length; way++)
        {
            double[] Column(int way, int column) => [.. measured[way].Select(turn => turn[column])];
            double microseconds = Column(way, 0).Median();
            Ratio throughput = Ratio.Of(Column(0, 0), Column(way, 0));
            table.Add(function.Title, callers, ways[way].Name, microseconds, 1e6 / microseconds, throughput.Median, throughput.P10, throughput.P90,
                Column(way, 1).Median(), Column(way, 2).Median());
        }
    }

    private static int CallsPerTurn(Way way, int callers)
    {
        double microsecondsPerTurn = BenchConfig.IsFull ? 500_000 : 100_000;
        way(callers, 2_000);
        return (int)(microsecondsPerTurn / way(callers, 2_000)[0]) / callers * callers + callers;
    }

    private static Way OnPool(Outliers outliers, double[] data) => Asynchronous(() => Task.Run(() => outliers.Detect(data)));

    private static Way Asynchronous(Func<Task<long[]>> call) => (callers, calls) =>
    {
        long[][] stamps = NewStamps(callers, calls);
        Task.WhenAll(stamps.Select(own => Task.Run(async () =>
        {
            own[0] = Stopwatch.GetTimestamp();
            for (int i = 1; i < own.Length; i++)
            {
                await call();
                own[i] = Stopwatch.GetTimestamp();
            }
        }))).GetAwaiter().GetResult();
        return Evaluate(stamps);
    };

    private static Way OnThreads(Func<long[]> call) => (callers, calls) =>
    {
        long[][] stamps = NewStamps(callers, calls);
        Thread[] threads = [.. stamps.Select(own => new Thread(() =>
        {
            own[0] = Stopwatch.GetTimestamp();
            for (int i = 1; i < own.Length; i++)
            {
                call();
                own[i] = Stopwatch.GetTimestamp();
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return Evaluate(stamps);
    };

    /// <summary>For each caller room for its start and the end of each of its calls.</summary>
    private static long[][] NewStamps(int callers, int calls) =>
        [.. Enumerable.Range(0, callers).Select(_ => new long[Math.Max(1, calls / callers) + 1])];

    private static double[] Evaluate(long[][] stamps)
    {
        double[] latencies = [.. stamps.SelectMany(own => own.Zip(own.Skip(1), (start, end) => Stopwatch.GetElapsedTime(start, end).TotalMicroseconds)).Order()];
        TimeSpan elapsed = Stopwatch.GetElapsedTime(stamps.Min(own => own[0]), stamps.Max(own => own[^1]));
        return [elapsed.TotalMicroseconds / latencies.Length, latencies.Quantile(0.5), latencies.Quantile(0.99)];
    }
}
