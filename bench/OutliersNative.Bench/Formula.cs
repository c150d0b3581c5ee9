using System.Diagnostics;
using System.Globalization;

namespace OutliersNative.Bench;

/// <summary>The plain formula with memory as NumPy gets it, beside the same with the pool, and beside the bundled detector: by turns on one thread.</summary>
/// <remarks>Each pair has a process of its own: once larger arrays or others' have been freed, glibc may keep what is freed, and
/// NumPy then needs no pool. Its habits differ by thread too: in .NET's main thread it gives more back.</remarks>
internal static class Formula
{
    /// <summary>The argument that makes this program one of those processes; what is beside the formula, the thread, the length
    /// and the number of turns follow.</summary>
    public const string PairVerb = "formula-pair";

    public const string WithPool = "with the pool";
    public const string Bundled = "bundled";
    public const string MainThread = "main";
    public const string OtherThread = "other";

    private const int ValuesPerTurn = 2_000_000;
    private const long PoolBytes = 64 << 20;

    public static Table Measure(int turns)
    {
        var table = new Table("Formula", "the plain formula without the pool for NumPy's arrays, and something beside it, by turns, "
            + "each pair in a process of its own; how often the latter goes into the former (median, p10, p90)",
            new("beside it", -13), new("thread", -6), new("values", 9, "N0"), new("formula us", 10, "N1"), new("beside us", 10, "N1"),
            new("ratio", 5, "N2"), new("p10", 5, "N2"), new("p90", 5, "N2"));
        foreach (string beside in new[] { WithPool, Bundled })
        {
            foreach (int length in new[] { 1_000, 10_000, 100_000, 1_000_000 })
            {
                AddPair(table, beside, MainThread, length, turns);
                AddPair(table, beside, OtherThread, length, turns);
            }
        }
        return table;
    }

    /// <summary>Prints the microseconds of the two, a line a turn.</summary>
    public static void PrintPair(string beside, string thread, int length, int turns)
    {
        if (thread == MainThread)
        {
            TakeTurns();
            return;
        }
        var other = new Thread(TakeTurns);
        other.Start();
        other.Join();

        void TakeTurns()
        {
            using Outliers plain = Functions.Load("bench_functions", "plain"), bundled = Functions.Load("outliers", "detect");
            double[] data = Functions.Series(length);
            for (int turn = 0; turn < turns; turn++)
            {
                double formula = Microseconds(plain, data, 0);
                double other = beside == Bundled ? Microseconds(bundled, data, 0) : Microseconds(plain, data, PoolBytes);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{formula} {other}"));
            }
        }
    }

    private static void AddPair(Table table, string beside, string thread, int length, int turns)
    {
        string[] arguments = [PairVerb, beside, thread, $"{length}", $"{turns}"];
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        List<double> formula = [], other = [];
        while (process.StandardOutput.ReadLine()?.Split(' ') is [string first, string second])
        {
            formula.Add(double.Parse(first, CultureInfo.InvariantCulture));
            other.Add(double.Parse(second, CultureInfo.InvariantCulture));
        }
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The process of {beside} on thread {thread} ended with {process.ExitCode}.");
        }
        Ratio ratio = Ratio.Of(formula, other);
        table.Add(beside, thread, length, formula.Median(), other.Median(), ratio.Median, ratio.P10, ratio.P90);
    }

    private static double Microseconds(Outliers detector, double[] data, long poolBytes)
    {
        PythonRuntime.Start(new PythonRuntimeOptions { PoolBytes = poolBytes });
        int calls = Math.Max(2, ValuesPerTurn / Math.Max(data.Length, 10_000));
        detector.Detect(data); // takes what the turn before has left
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < calls; call++)
        {
            detector.Detect(data);
        }
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
    }
}
