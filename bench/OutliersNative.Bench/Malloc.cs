using System.Diagnostics;
using System.Globalization;

namespace OutliersNative.Bench;

/// <summary>The plain formula without and with <see cref="PythonRuntimeOptions.TuneMalloc"/>, and the bundled detector, which
/// allocates less, on each kind of thread.</summary>
/// <remarks>Each has a process of its own: glibc adapts its thresholds to what the process has freed, and keeps freed memory
/// per arena, of which the main thread has another one than all others.</remarks>
internal static class Malloc
{
    public const string WorkerName = "malloc";
    public const string MainThread = "main";
    public const string FreshThread = "fresh";
    public const string WarmThread = "warm worker";

    public const string Gain = "untuned / tuned";
    public const string Algorithm = "formula / bundled";

    private const string Tuned = "tuned";
    private const int ValuesPerTurn = 2_000_000;

    private static readonly int[] Lengths = [1_000, 10_000, 100_000, 1_000_000];

    public static Table Measure(int turns)
    {
        var table = new Table("Malloc", "the plain formula without and with TuneMalloc, and the bundled detector with it, "
            + "in alternation, a process each; ratio of the time without it to that with it, "
            + "and of the latter to the bundled detector's (median, p10, p90)",
            new("thread", -11), new("values", 9, "N0"), new("untuned us", 10, "N1"), new("tuned us", 10, "N1"), new("bundled us", 10, "N1"),
            new(Gain, 16, "N2"), new("p10", 5, "N2"), new("p90", 5, "N2"),
            new(Algorithm, 17, "N2"), new("p10 ", 5, "N2"), new("p90 ", 5, "N2"));
        foreach (string thread in new[] { MainThread, FreshThread, WarmThread })
        {
            foreach (int length in Lengths)
            {
                Measure(table, thread, length, turns);
            }
        }
        return table;
    }

    /// <summary>Runs a worker: the function, the kind of thread, the number of values and "tuned" or "untuned" are its arguments.</summary>
    public static void Work(string function, string thread, int length, string malloc)
    {
        PythonRuntime.Start(new PythonRuntimeOptions { TuneMalloc = malloc == Tuned });
        using Outliers outliers = Functions.Find(function).Load();
        double[] data = Functions.Series(length);
        switch (thread)
        {
            case MainThread:
                Worker.Serve(_ => Turn());
                break;
            case WarmThread:
                RunOnThread(() => Worker.Serve(_ => Turn()));
                break;
            case FreshThread:
                Worker.Serve(_ =>
                {
                    double[] measured = [];
                    RunOnThread(() => measured = Turn());
                    return measured;
                });
                break;
        }

        double[] Turn()
        {
            int calls = ValuesPerTurn / Math.Max(data.Length, 10_000);
            long start = Stopwatch.GetTimestamp();
            for (int call = 0; call < calls; call++)
            {
                outliers.Detect(data);
            }
            return [Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls];
        }
    }

    private static void Measure(Table table, string thread, int length, int turns)
    {
        using Worker untuned = Start(Functions.PlainFormula, "untuned");
        using Worker tuned = Start(Functions.PlainFormula, Tuned);
        using Worker bundled = Start(Functions.BundledDetector, Tuned);
        double[][] times = Turns.Run(turns, () => untuned.Turn()[0], () => tuned.Turn()[0], () => bundled.Turn()[0]);
        Ratio gain = Ratio.Of(times[0], times[1]), algorithm = Ratio.Of(times[1], times[2]);
        table.Add(thread, length, times[0].Median(), times[1].Median(), times[2].Median(),
            gain.Median, gain.P10, gain.P90, algorithm.Median, algorithm.P10, algorithm.P90);

        Worker Start(Function function, string malloc) =>
            new(WorkerName, function.Title, thread, length.ToString(CultureInfo.InvariantCulture), malloc);
    }

    private static void RunOnThread(ThreadStart run)
    {
        var thread = new Thread(run);
        thread.Start();
        thread.Join();
    }
}
