namespace OutliersNative.Bench;

/// <summary>Loads what the benchmarks call, and makes the data that they call it with.</summary>
internal static class Functions
{
    private static readonly PythonRuntimeOptions Options = new() { ModulePaths = [Path.Combine(AppContext.BaseDirectory, "functions")] };

    /// <summary>The Python that runs here; the peers that are processes run the same.</summary>
    public static PythonInstallation Python
    {
        get
        {
            PythonRuntime.Start(Options);
            return PythonRuntime.Current!;
        }
    }

    public static Outliers Load(string module, string function)
    {
        PythonRuntime.Start(Options);
        return new Outliers(module, function);
    }

    /// <summary>Uniform values with three outliers, the same in every run.</summary>
    public static double[] Series(int length, int seed = 7)
    {
        var random = new Random(seed);
        double[] values = [.. Enumerable.Range(0, length).Select(_ => random.NextDouble())];
        foreach (double at in new[] { 0.1, 0.5, 0.9 })
        {
            values[(int)(at * length)] += 97;
        }
        return values;
    }
}
