using System.Diagnostics;

namespace OutliersNative.Bench;

/// <summary>The bundled detectors through .NET, by number of values; their streams; many short series; sigma beside the plain
/// formula.</summary>
internal static class BundledDetectors
{
    private const int Period = 24;
    private const int Group = 10_000;
    private const int Rows = 10_000, Columns = 100;
    private static readonly int[] Sizes = [1_000, 10_000, 100_000];
    private static readonly int[] SizesOfSigma = [1_000, 10_000, 100_000, 1_000_000];
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(4); // at least, and one call
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(0.5); // until the compiler is done with all tiers

    public static Table Measure(int turns)
    {
        var table = new Table("Detectors", "time per value, in turns of some milliseconds; what the ratio is to stands in the row (median, p10, p90)",
            new("what", -42), new("values", 9, "N0"), new("ns/value", 9, Column.FourDigits), new("p10", 9, Column.FourDigits), new("p90", 9, Column.FourDigits),
            new("ratio to", -12), new("ratio", 6, "N2"), new("p10", 6, "N2"), new("p90", 6, "N2"));
        _ = Functions.Python;
        foreach ((string name, Outliers detector) in All())
        {
            using (detector)
            {
                foreach (int length in Sizes) Lengths(table, name, detector, length, turns);
            }
        }
        OnAWorkerThread(() => Formula(table, turns));
        Batches(table, turns);
        Streams(table, "ewma", turns, series => Detectors.EwmaStream(series: series));
        Streams(table, "adaptive", turns, series => Detectors.AdaptiveStream(series: series));
        return table;
    }

    private static IEnumerable<(string, Outliers)> All() =>
    [
        ("sigma", Detectors.Sigma()),
        ("mad", Detectors.Mad()),
        ("iqr", Detectors.Iqr()),
        ("esd", Detectors.Esd()),
        ($"seasonal, period {Period}", Detectors.Seasonal(Period)),
        ("seasonal, period found", Detectors.Seasonal()),
        ("spectral", Detectors.Spectral()),
        ("shift", Detectors.Shift()),
        ("ewma", Detectors.Ewma()),
        ("adaptive", Detectors.Adaptive()),
    ];

    private static void Lengths(Table table, string name, Outliers detector, int length, int turns)
    {
        double[] data = Seasonal(length);
        double[][] measured = Turns.Run(turns, () => Nanoseconds(length, () => detector.Detect(data)), () => Nanoseconds(length, () => detector.Analyze(data)));
        Add(table, $"{name}: Detect", length, measured[0]);
        Add(table, $"{name}: Analyze", length, measured[1], "Detect", measured[0]);
    }

    private static void Formula(Table table, int turns)
    {
        using Outliers sigma = Detectors.Sigma(), plain = Functions.PlainFormula.Load();
        foreach (int length in SizesOfSigma)
        {
            double[] data = Functions.Series(length);
            long[] destination = new long[length];
            double Time(Outliers detector) => Nanoseconds(length, () => detector.Detect(data, destination));
            for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Settled;)
            {
                _ = Time(sigma) + Time(plain);
            }
            double[][] measured = Turns.Run(5 * turns, () => Time(sigma), () => Time(plain));
            Add(table, "sigma, worker thread", length, measured[0]);
            Add(table, "plain formula, worker thread", length, measured[1], "sigma", measured[0]);
        }
    }

    private static void Batches(Table table, int turns)
    {
        double[] matrix = [.. Enumerable.Range(0, Rows).SelectMany(row => Functions.Series(Columns, row))];
        foreach (string name in new[] { "sigma", "mad", "iqr" })
        {
            using var detector = new Outliers("outliers", name);
            double[][] measured = Turns.Run(
                turns,
                () => Nanoseconds(matrix.Length, () => detector.DetectBatch(matrix, Columns)),
                () => Nanoseconds(matrix.Length, () =>
                {
                    for (int row = 0; row < Rows; row++) detector.Detect(matrix.AsMemory(row * Columns, Columns));
                }));
            Add(table, $"{name}: DetectBatch, {Rows:N0} x {Columns}", matrix.Length, measured[0], "single calls", measured[1]);
        }
    }

    private static void Streams(Table table, string name, int turns, Func<int, OutlierStream> make)
    {
        using OutlierStream one = make(1), group = make(Group);
        double[] data = Seasonal(100_000), scores = new double[Group];
        int at = 0, step = 0;
        double single() => Nanoseconds(1, () => one.Push(data[at++ % data.Length]));
        double together() => Nanoseconds(Group, () => group.Push(data.AsSpan(Group * (step++ % (data.Length / Group)), Group), scores));
        for (int warmUp = 0; warmUp < 100; warmUp++) _ = single(); // the stream's own warm-up, and the compiler's
        double[][] measured = Turns.Run(5 * turns, single, together);
        Add(table, $"{name}: stream, value by value", 1, measured[0]);
        Add(table, $"{name}: stream of {Group:N0} series, a step", Group, measured[1], "one by one", measured[0]);
    }

    private static void Add(Table table, string what, int values, double[] measured, string? baseline = null, double[]? other = null)
    {
        double[] sorted = [.. measured.Order()];
        if (other is null)
        {
            table.Add(what, values, sorted.Quantile(0.5), sorted.Quantile(0.1), sorted.Quantile(0.9));
            return;
        }
        Ratio ratio = Ratio.Of(measured, other);
        table.Add(what, values, sorted.Quantile(0.5), sorted.Quantile(0.1), sorted.Quantile(0.9), baseline, ratio.Median, ratio.P10, ratio.P90);
    }

    /// <summary>The time per value of a call, over as many calls as fill a turn.</summary>
    private static double Nanoseconds(int values, Action call)
    {
        long start = Stopwatch.GetTimestamp();
        int calls = 0;
        do
        {
            call();
            calls++;
        }
        while (Stopwatch.GetElapsedTime(start) < Turn);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls / values;
    }

    /// <summary>A day of <see cref="Period"/> values under the noise of <see cref="Functions.Series"/>.</summary>
    private static double[] Seasonal(int length) =>
        [.. Functions.Series(length).Select((value, i) => value + 5 * Math.Sin(2 * Math.PI * i / Period))];

    private static void OnAWorkerThread(Action action)
    {
        var thread = new Thread(() => action());
        thread.Start();
        thread.Join();
    }
}
