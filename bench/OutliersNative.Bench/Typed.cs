using System.Diagnostics;

namespace OutliersNative.Bench;

/// <summary>Calls of typed functions, with keyword arguments and with results in NumPy's memory, in alternation with the plain
/// call.</summary>
internal static class Typed
{
    public const string Plain = "Outliers, double[]";
    public const string Array = "NumPyFunction, double[]";
    public const string Memory = "NumPyFunction, ReadOnlyMemory<double>";
    public const string Strided = "NumPyFunction, NDInput with strides";
    public const string Matrix = "NumPyFunction, double[,]";
    public const string TwoInputs = "NumPyFunction, two double[]";
    public const string WithoutKeywords = "Outliers, a keyword left at its default";
    public const string Keywords = "Outliers, a keyword of the constructor";
    public const string CallKeywords = "Outliers, a keyword of CallOptions";
    public const string SharedOne = "InvokeNDArray, 1 ready double";
    public const string SharedMillion = "InvokeNDArray, 1,000,000 ready doubles";
    public const string PythonNetPrepared = "pythonnet, ndarray prepared once";
    public const string PythonNetWrapped = "pythonnet, zero-copy ndarray per call";

    private const int Few = 1_000, Many = 100_000;
    private const int Times = 1_000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1); // until the compiler is done with all tiers

    public static Table Measure(int turns)
    {
        var table = new Table("Typed", "one call of a Python function that does nothing, in alternation; "
            + "ratio to the plain call with as many values (median, p10, p90)",
            new("call", -42), new("values", 7, "N0"), new("us", 9, Column.FourDigits), new("ratio", 5, "N2"), new("p10", 5, "N2"), new("p90", 5, "N2"));
        PythonNet.Join(Functions.Python.Library);
        Measure(table, Few, turns);
        Measure(table, Many, turns);
        return table;
    }

    private static void Measure(Table table, int length, int turns)
    {
        double[] data = Functions.Series(length);
        double[,] matrix = new double[2, length / 2];
        long[] destination = new long[length];
        ReadOnlyMemory<double> memory = data;
        var strided = new NDInput<double>(data, [length / 2], strides: [2]);
        using Outliers plain = Functions.Empty.Load();
        using Outliers defaults = Functions.Load("bench_functions", "nothing_with");
        using Outliers keywords = defaults.WithKeywords(new() { ["threshold"] = 3.0 });
        var options = new CallOptions { Keywords = new() { ["threshold"] = 3.0 } };
        using var typed = new NumPyFunction<double, long>("bench_functions", "nothing");
        using var two = new NumPyFunction<double, long>("bench_functions", "nothing_of_two");
        using var one = new NumPyFunction<double, double>("bench_functions", "ready_one");
        using var million = new NumPyFunction<double, double>("bench_functions", "ready_million");
        using var pythonNet = new PythonNet(Functions.Empty, data);
        (string Call, Action Run)[] calls =
        [
            (Plain, () => plain.Detect(data, destination)),
            (Array, () => typed.InvokeInto(data, destination)),
            (Memory, () => typed.InvokeInto(memory, destination)),
            (Strided, () => typed.InvokeInto(strided, destination)),
            (Matrix, () => typed.InvokeInto(matrix, destination)),
            (TwoInputs, () => two.InvokeInto<double>(data, data, destination)),
            (WithoutKeywords, () => defaults.Detect(data, destination)),
            (Keywords, () => keywords.Detect(data, destination)),
            (CallKeywords, () => defaults.Detect(data, destination, options)),
            (SharedOne, () => one.InvokeNDArray(data).Dispose()),
            (SharedMillion, () => million.InvokeNDArray(data).Dispose()),
            (PythonNetPrepared, () => pythonNet.DetectPrepared()),
            (PythonNetWrapped, () => pythonNet.DetectWrapped()),
        ];
        Func<double>[] subjects = [.. calls.Select(call => (Func<double>)(() => Microseconds(call.Run)))];
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp;)
        {
            System.Array.ForEach(subjects, subject => subject());
        }
        double[][] measured = Turns.Run(turns, subjects);
        for (int i = 0; i < calls.Length; i++)
        {
            Ratio ratio = Ratio.Of(measured[i], measured[0]);
            table.Add(calls[i].Call, length, measured[i].Median(), ratio.Median, ratio.P10, ratio.P90);
        }
    }

    private static double Microseconds(Action call)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Times; i++)
        {
            call();
        }
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / Times;
    }
}
