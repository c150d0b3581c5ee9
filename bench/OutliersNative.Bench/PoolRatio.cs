using System.Diagnostics;

namespace OutliersNative.Bench;

/// <summary>The plain formula with and without the pool for NumPy's arrays, by turns on one thread, and the medians of both and
/// of their ratios: the machine drifts by more than BenchmarkDotNet's processes, one after the other, would show.</summary>
/// <remarks>Without it memory comes from malloc, whose habits differ by thread: in .NET's main thread it gives back what is freed.</remarks>
internal static class PoolRatio
{
    private const int Turns = 101;
    private const int ValuesPerTurn = 2_000_000;
    private const long PoolBytes = 64 << 20;

    public static void Print()
    {
        Console.WriteLine($"{"values",10} {"thread",6} {"without",12} {"with",12} {"ratio",6} {"p10",6} {"p90",6}");
        foreach (int length in new[] { 1_000, 10_000, 100_000, 1_000_000 })
        {
            Measure("main", length);
            var other = new Thread(() => Measure("other", length));
            other.Start();
            other.Join();
        }
    }

    private static void Measure(string thread, int length)
    {
        using Outliers plain = Functions.Load("bench_functions", "plain");
        double[] data = Functions.Series(length), without = new double[Turns], with = new double[Turns];
        for (int turn = 0; turn < Turns; turn++)
        {
            without[turn] = Microseconds(plain, data, 0);
            with[turn] = Microseconds(plain, data, PoolBytes);
        }
        Ratio faster = Ratio.Of(without, with);
        Console.WriteLine(FormattableString.Invariant(
            $"{length,10:N0} {thread,6} {without.Median(),9:N1} us {with.Median(),9:N1} us {faster.Median,6:N2} {faster.P10,6:N2} {faster.P90,6:N2}"));
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
