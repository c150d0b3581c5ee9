using System.Diagnostics;

namespace OutliersNative.Bench;

/// <summary>A call of a Python function that does nothing, beside the same in C, by turns on the main thread and on a thread of .NET's pool.</summary>
internal static class Overhead
{
    private const int Times = 5_000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public static Table Measure(int turns)
    {
        var table = new Table("Overhead", "a call of a function that does nothing, on 1,000 values into a destination, and the same in C, by turns; "
            + "how often the latter goes into the former (median, p10, p90)",
            new("thread", -6), new("call us", 9, Column.FourDigits), new("in C us", 9, Column.FourDigits),
            new("ratio", 5, "N2"), new("p10", 5, "N2"), new("p90", 5, "N2"));
        TakeTurns(table, "main", turns);
        Task.Run(() => TakeTurns(table, "pool", turns)).GetAwaiter().GetResult();
        return table;
    }

    private static void TakeTurns(Table table, string thread, int turns)
    {
        using Outliers nothing = Functions.Load("bench_functions", "nothing");
        var floor = new Floor("bench_functions", "nothing");
        double[] data = Functions.Series(1_000), calls = new double[turns], inC = new double[turns];
        var destination = new long[data.Length];
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp;) // the compiler takes its time
        {
            Call(nothing, data, destination);
        }
        for (int turn = 0; turn < turns; turn++)
        {
            calls[turn] = Microseconds(() => Call(nothing, data, destination));
            inC[turn] = Microseconds(() => floor.Detect(Times, data, destination));
        }
        Ratio ratio = Ratio.Of(calls, inC);
        table.Add(thread, calls.Median(), inC.Median(), ratio.Median, ratio.P10, ratio.P90);
    }

    private static void Call(Outliers nothing, double[] data, long[] destination)
    {
        for (int i = 0; i < Times; i++)
        {
            nothing.Detect(data, destination);
        }
    }

    private static double Microseconds(Action calls)
    {
        long start = Stopwatch.GetTimestamp();
        calls();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / Times;
    }
}
