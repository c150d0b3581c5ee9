using System.Diagnostics;
using System.Reflection;

namespace OutliersNative.Bench;

/// <summary>How long a program takes from its start to its first result, beside what it cannot do without: an empty .NET program
/// and a Python that imports NumPy.</summary>
/// <remarks>Processes by turns, each timed from its start to its end.</remarks>
internal static class Start
{
    private static readonly string Program = Path.Combine(
        typeof(Start).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "Start").Value!,
        OperatingSystem.IsWindows() ? "OutliersNative.Start.exe" : "OutliersNative.Start");

    public static Table Measure(int turns)
    {
        string python = Functions.Python.Executable;
        double[] first = new double[turns], nothing = new double[turns], numpy = new double[turns];
        Milliseconds(Program); // caches what it found out of this Python
        for (int turn = 0; turn < turns; turn++)
        {
            first[turn] = Milliseconds(Program);
            nothing[turn] = Milliseconds(Program, "nothing");
            numpy[turn] = Milliseconds(python, "-c", "import numpy");
        }
        var table = new Table("Start", "processes from their start to their end, by turns; "
            + "how often the other two together go into the first result (median, p10, p90)",
            new("program", -28), new("median ms", 9, "N1"), new("p25", 6, "N1"), new("p75", 6, "N1"),
            new("ratio", 5, "N2"), new("p10", 5, "N2"), new("p90", 5, "N2"));
        Ratio ratio = Ratio.Of(first, nothing.Zip(numpy, (one, other) => one + other));
        Add(table, "an empty .NET program", nothing);
        Add(table, "python3 -c \"import numpy\"", numpy);
        Add(table, "first result", first, ratio.Median, ratio.P10, ratio.P90);
        return table;
    }

    private static void Add(Table table, string program, double[] times, params object?[] ratio)
    {
        double[] sorted = [.. times.Order()];
        table.Add([program, sorted.At(0.5), sorted.At(0.25), sorted.At(0.75), .. ratio]);
    }

    private static double Milliseconds(string program, params string[] arguments)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        double taken = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return process.ExitCode == 0 ? taken : throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }
}
