// Finds the outliers of two real series, and shows that Python reads the memory of the array, and how an exception arrives.
using System.Diagnostics;
using System.Globalization;
using OutliersNative;
using OutliersNative.Demo;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

PythonRuntime.Start(new PythonRuntimeOptions { ModulePaths = [Path.Combine(AppContext.BaseDirectory, "functions")] });
PythonInstallation python = PythonRuntime.Current!;
Console.WriteLine($"Python {python.Version} with NumPy {python.NumPyVersion}, in this process: {python.Library}");

using var outliers = new Outliers("outliers", "detect");
foreach (string file in new[] { "nile.csv", "sunspots.csv" })
{
    ShowOutliers(outliers, Series.Read(file));
}
Console.WriteLine();
ShowSharedMemory();
ShowException(outliers);

static void ShowOutliers(Outliers outliers, Series series)
{
    long start = Stopwatch.GetTimestamp();
    long[] positions = outliers.Detect(series.Values);
    TimeSpan first = Stopwatch.GetElapsedTime(start);
    double median = Median([.. Enumerable.Range(0, 1000).Select(_ => MicrosecondsOf(outliers, series.Values))]);

    double mean = series.Values.Average();
    double deviation = Math.Sqrt(series.Values.Average(value => (value - mean) * (value - mean)));
    Console.WriteLine();
    Console.WriteLine(series.Title);
    Console.WriteLine($"  {positions.Length} of {series.Values.Length} values lie more than 2 standard deviations ({deviation:0.0}) from the mean ({mean:0.0});");
    Console.WriteLine($"  the first call took {first.TotalMicroseconds:0} us, the median of 1,000 more {median:0.0} us");
    foreach (long[] row in positions.Chunk(4))
    {
        Console.WriteLine("  " + string.Concat(row.Select(at =>
            $"  {series.Labels[at],-7} {series.Values[at],6} ({(series.Values[at] - mean) / deviation:+0.00;-0.00} sd)")));
    }
}

static double MicrosecondsOf(Outliers outliers, double[] values)
{
    long start = Stopwatch.GetTimestamp();
    outliers.Detect(values);
    return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
}

static double Median(double[] sorted)
{
    Array.Sort(sorted);
    return sorted[sorted.Length / 2];
}

static unsafe void ShowSharedMemory()
{
    using var address = new Outliers("address", "report");
    double[] data = [1, 2, 3];
    fixed (double* pinned = data)
    {
        try
        {
            address.Detect(data);
        }
        catch (PythonException e)
        {
            ulong seen = ulong.Parse(e.Message, CultureInfo.InvariantCulture);
            string verdict = seen == (ulong)pinned ? "the same memory, no copy" : "NOT the same memory";
            Console.WriteLine($"memory:    .NET pinned the array at 0x{(ulong)pinned:x}, NumPy read it at 0x{seen:x}: {verdict}");
        }
    }
}

static void ShowException(Outliers outliers)
{
    try
    {
        outliers.Detect([1, 2, double.NaN, 4]);
    }
    catch (PythonException e)
    {
        string trace = string.Join(" > ", e.Frames.Select(frame => $"{frame.File}:{frame.Line} in {frame.Function}"));
        Console.WriteLine($"exception: {e.PythonType}: {e.Message} [{trace}]");
    }
}
