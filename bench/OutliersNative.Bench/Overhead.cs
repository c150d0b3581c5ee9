using System.Diagnostics;

namespace OutliersNative.Bench;

/// <summary>The call of a Python function that does nothing, in alternation with the same call in bare C and through pythonnet.</summary>
internal static class Overhead
{
    public const string Library = "OutliersNative";
    public const string MainThread = "main";
    public const string PoolThread = "thread pool";

    private const int Times = 5_000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1); // until the compiler is done with all tiers

    public static Table Measure(int turns)
    {
        var table = new Table("Overhead", "one call of a Python function that does nothing, with 1,000 values, in alternation; "
            + "ratio of its time to that in bare C (median, p10, p90)",
            new("thread", -11), new("call", -32), new("us", 9, Column.FourDigits), new("ratio", 5, "N2"), new("p10", 5, "N2"), new("p90", 5, "N2"));
        Measure(table, MainThread, turns);
        Task.Run(() => Measure(table, PoolThread, turns)).GetAwaiter().GetResult();
        return table;
    }

    private static void Measure(Table table, string thread, int turns)
    {
        double[] data = Functions.Series(1_000);
        var destination = new long[data.Length];
        using Outliers outliers = Functions.Empty.Load();
        PythonNet.Join(Functions.Python.Library);
        using var pythonNet = new PythonNet(Functions.Empty, data);
        var bareC = new BareC(Functions.Empty);

        double InBareC() => Microseconds(() => bareC.Detect(Times, data, destination));
        double Here() => Microseconds(() => Repeat(() => outliers.Detect(data, destination)));
        double InPythonNet() => Microseconds(() => Repeat(() => pythonNet.DetectPrepared()));

        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp;)
        {
            Here();
            InPythonNet();
        }
        double[][] measured = Turns.Run(turns, InBareC, Here, InPythonNet);
        Add("bare C embedding", measured[0]);
        Add(Library, measured[1]);
        Add("pythonnet, ndarray prepared once", measured[2]);

        void Add(string call, double[] times)
        {
            Ratio ratio = Ratio.Of(times, measured[0]);
            table.Add(thread, call, times.Median(), ratio.Median, ratio.P10, ratio.P90);
        }
    }

    private static void Repeat(Action call)
    {
        for (int i = 0; i < Times; i++)
        {
            call();
        }
    }

    private static double Microseconds(Action calls)
    {
        long start = Stopwatch.GetTimestamp();
        calls();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / Times;
    }
}
