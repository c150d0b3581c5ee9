namespace OutliersNative.Bench;

/// <summary>How the memory of a process grows with the number of calls: what a way leaks, or leaves to be collected.</summary>
/// <remarks>Resident memory, of a process for each way. Growth of a page or two per ten thousand calls is noise.</remarks>
internal static class Memory
{
    public const string WorkerName = "memory";

    private const int Length = 1_000;
    private const string Library = "OutliersNative";
    private const string PythonNetPrepared = "pythonnet, ndarray prepared once";
    private const string PythonNetWrapped = "pythonnet, zero-copy ndarray per call";
    private const string PythonNetAsInExamples = "pythonnet, np.array(values), tolist()";

    public static Table Measure()
    {
        int calls = BenchConfig.IsFull ? 200_000 : 20_000;
        var table = new Table("Memory", $"resident memory after {calls:N0} calls of the plain formula with {Length:N0} values, and after as many again, "
            + "each after a collection by .NET; a process for each way",
            new("way", -37), new("first MiB", 9, "N1"), new("second MiB", 10, "N1"), new("growth, bytes per call", 22, "N1"));
        PythonInstallation python = Functions.Python;
        foreach (string way in new[] { Library, PythonNetPrepared, PythonNetWrapped, PythonNetAsInExamples })
        {
            using var worker = new Worker([WorkerName, way, python.Executable, python.Library]);
            double first = worker.Turn(calls)[0], second = worker.Turn(calls)[0];
            table.Add(way, first / (1 << 20), second / (1 << 20), (second - first) / calls);
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
