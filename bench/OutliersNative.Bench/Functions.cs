namespace OutliersNative.Bench;

/// <summary>Loads what the benchmarks call, and makes the data that they call it with.</summary>
internal static class Functions
{
    public static Outliers Load(string module, string function)
    {
        PythonRuntime.Start(new PythonRuntimeOptions { ModulePaths = [Path.Combine(AppContext.BaseDirectory, "functions")] });
        return new Outliers(module, function);
    }

    /// <summary>Uniform values with three outliers, the same in every run.</summary>
    public static double[] Series(int length)
    {
        var random = new Random(7);
        double[] values = [.. Enumerable.Range(0, length).Select(_ => random.NextDouble())];
        foreach (double at in new[] { 0.1, 0.5, 0.9 })
        {
            values[(int)(at * length)] += 97;
        }
        return values;
    }
}
