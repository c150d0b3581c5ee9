namespace OutliersNative.Bench;

/// <summary>How the resident memory of a process grows with the number of calls: what a way leaks, or leaves to be collected.</summary>
/// <remarks>The first rounds do not count: compilers and allocators take memory until they have settled.</remarks>
internal static class Memory
{
    public const string WorkerName = "memory";

    private const int Length = 1_000;
    private const int Rounds = 8;
    private const double MiB = 1 << 20;
    private const string Library = "OutliersNative";
    private const string PythonNetPrepared = "pythonnet, ndarray prepared once";
    private const string PythonNetWrapped = "pythonnet, zero-copy ndarray per call";
    private const string PythonNetAsInExamples = "pythonnet, np.array(values), tolist()";

    public static Table Measure()
    {
        int calls = BenchConfig.IsFull ? 50_000 : 5_000;
        var table = new Table("Memory", $"resident memory after rounds of {calls:N0} calls of the plain formula with {Length:N0} values, each followed by "
            + "a collection by .NET; a process for each way; growth per call from half of the rounds to the last",
            new("way", -37), new("after 1, MiB", 12, "N1"), new($"after {Rounds / 2}, MiB", 12, "N1"), new($"after {Rounds}, MiB", 12, "N1"),
            new("growth, bytes per call", 22, "N1"));
        PythonInstallation python = Functions.Python;
        foreach (string way in new[] { Library, PythonNetPrepared, PythonNetWrapped, PythonNetAsInExamples })
        {
            using var worker = new Worker(WorkerName, way, python.Executable, python.Library);
            double[] resident = [.. Enumerable.Range(0, Rounds).Select(_ => worker.Turn(calls)[0])];
            double half = resident[Rounds / 2 - 1];
            table.Add(way, resident[0] / MiB, half / MiB, resident[^1] / MiB, (resident[^1] - half) / (calls * Rounds / 2));
        }
        return table;
    }

    /// <summary>Runs a worker: the way and the Python for pythonnet are its arguments. A turn's request is a number of calls,
    /// its measurement the resident bytes after them.</summary>
    public static void Work(string way, string executable, string library)
    {
        Action call = Call(way, executable, library);
        Worker.Serve(request =>
        {
            for (int i = 0; i < request[0]; i++)
            {
                call();
            }
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return [Environment.WorkingSet];
        });
    }

    private static Action Call(string way, string executable, string library)
    {
        double[] data = Functions.Series(Length);
        if (way == Library)
        {
            Outliers outliers = Functions.PlainFormula.Load();
            return () => outliers.Detect(data);
        }
        PythonNet.Start(executable, library);
        var pythonNet = new PythonNet(Functions.PlainFormula, data);
        return way switch
        {
            PythonNetPrepared => () => pythonNet.DetectPrepared(),
            PythonNetWrapped => () => pythonNet.DetectWrapped(),
            _ => () => pythonNet.DetectAsInExamples(),
        };
    }
}
