namespace OutliersNative.Bench;

/// <summary>The Python functions that are called, and the series that they are called with.</summary>
internal static class Functions
{
    /// <summary>Returns no positions without looking at its input: what remains is the cost of the call.</summary>
    public static readonly Function Empty = new("empty function", "bench_functions", "nothing");

    /// <summary><c>np.where(np.abs(data - data.mean()) > 2 * data.std())[0]</c>, the same for all peers.</summary>
    public static readonly Function PlainFormula = new("plain formula", "bench_functions", "plain");

    /// <summary>Finds the same positions by another algorithm.</summary>
    public static readonly Function BundledDetector = new("bundled detector", "outliers", "detect");

    public static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "functions");

    private static readonly PythonRuntimeOptions Options = new() { ModulePaths = [Folder] };

    /// <summary>The Python of this process. Peers in processes of their own run the same.</summary>
    public static PythonInstallation Python
    {
        get
        {
            PythonRuntime.Start(Options);
            return PythonRuntime.Current!;
        }
    }

    /// <summary>Uniform values and three outliers, the same in every run.</summary>
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

    public static Function Find(string title) => new[] { Empty, PlainFormula, BundledDetector }.Single(function => function.Title == title);

    public static Outliers Load(string module, string name)
    {
        PythonRuntime.Start(Options);
        return new Outliers(module, name);
    }
}

/// <summary>A Python function and what tables call it.</summary>
internal sealed record Function(string Title, string Module, string Name)
{
    public Outliers Load() => Functions.Load(Module, Name);
}
