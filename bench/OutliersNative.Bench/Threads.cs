using System.Globalization;

namespace OutliersNative.Bench;

/// <summary>The throughput of several threads beside that of one, by turns, and how long their calls wait for each other.</summary>
/// <remarks>All read the same values, and write to memory of their own.</remarks>
internal static class Threads
{
    private const int MicrosecondsPerTurn = 250_000;

    private static readonly (string Name, string Module, string Function)[] Detectors =
        [("plain", "bench_functions", "plain"), ("bundled", "outliers", "detect")];

    private static readonly int[] Lengths = [100, 1_000, 10_000, 100_000, 1_000_000];

    /// <summary>All of it, or what the options --function, --length, --threads name; --turns is the number of turns.</summary>
    public static Table Measure(string[] arguments, int turns)
    {
        Dictionary<string, string> options = Options(arguments);
        int? Chosen(string option) => options.TryGetValue(option, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : null;
        var table = new Table("Threads", "throughput relative to one thread, by turns (median, p10, p90); "
            + "a wait is a call's time above the median of one thread alone",
            new("function", -8), new("values", 9, "N0"), new("threads", 7), new("us per call", 11, "N2"),
            new("throughput", 10, "N2"), new("p10", 5, "N2"), new("p90", 5, "N2"),
            new("wait p50 us", 11, "N1"), new("wait p99 us", 11, "N1"), new("wait max us", 11, "N0"));
        foreach (var detector in Detectors.Where(one => options.GetValueOrDefault("--function", one.Name) == one.Name))
        {
            using Outliers outliers = Functions.Load(detector.Module, detector.Function);
            foreach (int length in Chosen("--length") is int chosen ? [chosen] : Lengths)
            {
                int[] several = Chosen("--threads") is int threads ? [threads] : length < 1_000_000 ? [2, 8, 64] : [2];
                Measure(table, detector.Name, outliers, length, [1, .. several], Chosen("--turns") ?? turns);
            }
        }
        return table;
    }

    private static Dictionary<string, string> Options(string[] arguments)
    {
        var options = new Dictionary<string, string>();
        foreach (string[] pair in arguments.Chunk(2))
        {
            bool isGood = pair is ["--function", string name] ? Detectors.Any(one => one.Name == name)
                : pair is ["--length" or "--threads" or "--turns", string text] && int.TryParse(text, CultureInfo.InvariantCulture, out int number) && number > 0;
            if (!isGood)
            {
                throw new FormatException($"threads: \"{string.Join(' ', pair)}\" is no option; expected --function plain|bundled, --length N, --threads N or --turns N, with N from 1 on.");
            }
            options[pair[0]] = pair[1];
        }
        return options;
    }

    private static void Measure(Table table, string name, Outliers outliers, int length, int[] sizes, int turns)
    {
        double[] data = Functions.Series(length);
        Crew[] crews = [.. sizes.Select(size => new Crew(size, () => Call(outliers, data)))];
        int calls = CallsPerTurn(crews[0], sizes.Max());
        double[][] times = [.. crews.Select(_ => new double[turns])];
        Array.ForEach(crews, crew => crew.Run(calls)); // each thread's first call makes its thread state
        List<double>[] callTimes = [.. crews.Select(_ => new List<double>())];
        for (int turn = 0; turn < turns; turn++)
        {
            for (int crew = 0; crew < crews.Length; crew++)
            {
                times[crew][turn] = crews[crew].Run(calls);
                callTimes[crew].AddRange(crews[crew].CallTimes);
            }
        }
        double alone = callTimes[0].Median();
        for (int crew = 0; crew < crews.Length; crew++)
        {
            Ratio throughput = Ratio.Of(times[0], times[crew]);
            double[] waits = [.. callTimes[crew].Select(time => Math.Max(0, time - alone)).Order()];
            table.Add(name, length, sizes[crew], times[crew].Median(),
                throughput.Median, throughput.P10, throughput.P90, waits.At(0.5), waits.At(0.99), waits[^1]);
            crews[crew].Dispose();
        }
    }

    private static Action Call(Outliers outliers, double[] data)
    {
        var destination = new long[data.Length];
        return () => outliers.Detect(data, destination);
    }

    /// <summary>So many that a turn is long beside the time for which one caller may keep the others waiting.</summary>
    private static int CallsPerTurn(Crew alone, int threads)
    {
        alone.Run(10);
        return Math.Max((int)(MicrosecondsPerTurn / alone.Run(20)) / threads, 2) * threads;
    }
}
