using System.Diagnostics;
using System.Reflection;

namespace OutliersNative.Bench;

/// <summary>How long a program runs that ends with its first result, beside what it consists of: an empty .NET program, and
/// a Python that imports NumPy.</summary>
internal static class Start
{
    public const string FirstResult = "first result, OutliersNative";

    private static readonly string Program = Path.Combine(
        typeof(Start).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "Start").Value!,
        OperatingSystem.IsWindows() ? "OutliersNative.Start.exe" : "OutliersNative.Start");

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static Table Measure(int turns)
    {
        PythonInstallation python = Functions.Python;
        double[][] measured = Turns.Run(turns,
            () => Milliseconds(Program, "nothing"),
            () => Milliseconds(python.Executable, "-c", "import numpy"),
            () => Milliseconds(Program), // the turn before the first caches what discovery found
            () => Milliseconds(Program, "pythonnet", python.Executable, python.Library));
        var table = new Table("Start", "processes from start to exit, in alternation; "
            + "ratio to the sum of the empty program and the import (median, p10, p90)",
            new("program", -28), new("median ms", 9, "N1"), new("p25", 6, "N1"), new("p75", 6, "N1"),
            new("ratio", 5, "N2"), new("p10", 5, "N2"), new("p90", 5, "N2"));
        double[] sums = [.. measured[0].Zip(measured[1], (empty, import) => empty + import)];
        Add("empty .NET program", measured[0]);
        Add("python3 -c \"import numpy\"", measured[1]);
        Add(FirstResult, measured[2], sums);
        Add("first result, pythonnet", measured[3], sums);
        return table;

        void Add(string program, double[] times, double[]? denominators = null)
        {
            double[] sorted = [.. times.Order()];
            Ratio? ratio = denominators is null ? null : Ratio.Of(times, denominators);
            table.Add(program, sorted.Quantile(0.5), sorted.Quantile(0.25), sorted.Quantile(0.75), ratio?.Median, ratio?.P10, ratio?.P90);
        }
    }

    private static double Milliseconds(string program, params string[] arguments)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(program, arguments);
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {Patience}.");
        }
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (process.ExitCode == 0) return milliseconds;
        throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}.");
    }
}
