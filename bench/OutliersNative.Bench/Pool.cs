using System.Diagnostics;

namespace OutliersNative.Bench;

/// <summary>The plain formula with and without the pool for NumPy's arrays, by turns on one thread: the machine drifts by more
/// than BenchmarkDotNet's iterations, one case after the other, would show.</summary>
/// <remarks>Without it memory comes from malloc, whose habits differ by thread: in .NET's main thread it gives back what is freed.</remarks>
internal static class Pool
{
    private const int ValuesPerTurn = 2_000_000;
    private const long PoolBytes = 64 << 20;

    public static Table Measure(int turns)
    {
        var table = new Table("Pool", "the plain formula without and with the pool for NumPy's arrays, in microseconds, and the ratio by turns",
            new("thread", -6), new("values", 9, "N0"), new("without us", 10, "N1"), new("with us", 10, "N1"),
            new("ratio", 5, "N2"), new("p10", 5, "N2"), new("p90", 5, "N2"));
        foreach (int length in new[] { 1_000, 10_000, 100_000, 1_000_000 })
        {
            Measure(table, "main", length, turns);
            var other = new Thread(() => Measure(table, "other", length, turns));
            other.Start();
            other.Join();
        }
        PythonRuntime.Start(new PythonRuntimeOptions { PoolBytes = PoolBytes });
        return table;
    }

    private static void Measure(Table table, string thread, int length, int turns)
    {
        using Outliers plain = Functions.Load("bench_functions", "plain");
        double[] data = Functions.Series(length), without = new double[turns], with = new double[turns];
        for (int turn = 0; turn < turns; turn++)
        {
            without[turn] = Microseconds(plain, data, 0);
            with[turn] = Microseconds(plain, data, PoolBytes);
        }
        Ratio faster = Ratio.Of(without, with);
        table.Add(thread, length, without.Median(), with.Median(), faster.Median, faster.P10, faster.P90);
    }

    private static double Microseconds(Outliers plain, double[] data, long poolBytes)
    {
        PythonRuntime.Start(new PythonRuntimeOptions { PoolBytes = poolBytes });
        int calls = Math.Max(2, ValuesPerTurn / Math.Max(data.Length, 10_000));
        plain.Detect(data); // takes what the turn before has left
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < calls; call++)
        {
            plain.Detect(data);
        }
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
    }
}
