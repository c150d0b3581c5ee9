using System.Diagnostics;
using System.Globalization;

namespace OutliersNative.Bench;

/// <summary>The throughput and latency of several threads that call one function, by who decides which of them calls next.</summary>
/// <remarks>Each way has a process of its own, since admission and pythonnet are set up per process. All threads read the same
/// values and write into memory of their own.</remarks>
internal static class Threads
{
    public const string WorkerName = "threads";
    public const string Library = "OutliersNative";

    private const string NoAdmission = "OutliersNative, admission off";
    private const string WithLock = "OutliersNative, admission off, C# lock";
    private const string WithFairLock = "OutliersNative, admission off, fair lock";
    private const string PythonNetAlone = "pythonnet";
    private const string PythonNetWithLock = "pythonnet, C# lock";

    private const int Everybody = 1000; // CallsAtOnce that lets all threads in at once

    private static readonly Lock PlainLock = new();
    private static readonly FairLock FairLock = new();

    private static readonly Function[] CalledFunctions = [Functions.PlainFormula, Functions.BundledDetector];

    /// <summary>Measures all rows, or those that the options choose.</summary>
    /// <param name="arguments">Pairs of an option and its value: --function plain|bundled, --length N, --threads N, --turns N.</param>
    /// <param name="turns">The number of turns, unless --turns says another.</param>
    /// <exception cref="FormatException">An option or a value is not one of those.</exception>
    public static Table Measure(string[] arguments, int turns)
    {
        Dictionary<string, string> options = Parse(arguments);
        int[] Numbers(string option, int[] all) => options.TryGetValue(option, out string? text) ? [int.Parse(text, CultureInfo.InvariantCulture)] : all;
        int[] lengths = Numbers("--length", BenchConfig.IsFull ? [100, 1_000, 10_000, 100_000, 1_000_000] : [1_000, 10_000, 100_000, 1_000_000]);
        int[] threads = Numbers("--threads", BenchConfig.IsFull ? [2, 8, 64] : [2, 8]);
        turns = Numbers("--turns", [turns])[0];
        var table = new Table("Threads", "several threads that call one function, in alternation, a process for each way; throughput relative to one thread "
            + "of OutliersNative (median, p10, p90); latency of a call, with its wait",
            new("function", -16), new("values", 9, "N0"), new("way", -40), new("threads", 7), new("us per call", 11, "N2"),
            new("throughput", 10, "N2"), new("p10", 5, "N2"), new("p90", 5, "N2"),
            new("latency p50 us", 14, "N1"), new("p99 us", 9, "N1"), new("max us", 9, "N0"));
        foreach (Function function in CalledFunctions.Where(one => one.Title.StartsWith(options.GetValueOrDefault("--function", ""), StringComparison.Ordinal)))
        {
            string[] ways = function == Functions.PlainFormula
                ? [Library, NoAdmission, WithLock, WithFairLock, PythonNetAlone, PythonNetWithLock]
                : [Library, NoAdmission];
            foreach (int length in lengths)
            {
                Measure(table, function, length, ways, [1, .. threads.Where(number => number > 1)], turns);
            }
        }
        return table;
    }

    /// <summary>Runs a worker: the way, the function, the number of values, and the Python for pythonnet are its arguments.
    /// A turn's request is a number of threads and of calls.</summary>
    public static void Work(string way, string function, int length, string executable, string library)
    {
        Func<Action> makeCall = Calls(way, Functions.Find(function), Functions.Series(length), executable, library);
        var crews = new Dictionary<int, Crew>();
        Worker.Serve(request =>
        {
            (int threads, int calls) = (request[0], request[1]);
            if (!crews.TryGetValue(threads, out Crew? crew)) crews[threads] = crew = new Crew(threads, makeCall);
            double microsecondsPerCall = crew.Run(calls);
            double[] latencies = [.. crew.Latencies.Order()];
            return [microsecondsPerCall, latencies.Quantile(0.5), latencies.Quantile(0.99), latencies[^1]];
        });
        foreach (Crew crew in crews.Values)
        {
            crew.Dispose();
        }
    }

    private static Dictionary<string, string> Parse(string[] arguments)
    {
        var options = new Dictionary<string, string>();
        foreach (string[] pair in arguments.Chunk(2))
        {
            bool isGood = pair is ["--function", "plain" or "bundled"]
                || (pair is ["--length" or "--threads" or "--turns", string text] && int.TryParse(text, CultureInfo.InvariantCulture, out int number) && number > 0);
            if (!isGood)
            {
                throw new FormatException($"threads: \"{string.Join(' ', pair)}\" is not an option; "
                    + "use --function plain|bundled, --length N, --threads N or --turns N, with N of at least 1.");
            }
            options[pair[0]] = pair[1];
        }
        return options;
    }

    private static void Measure(Table table, Function function, int length, string[] ways, int[] threads, int turns)
    {
        PythonInstallation python = Functions.Python;
        Worker[] workers = [.. ways.Select(way =>
            new Worker(WorkerName, way, function.Title, length.ToString(CultureInfo.InvariantCulture), python.Executable, python.Library))];
        int calls = CallsPerTurn(workers[0], threads.Max());
        (int Way, int Threads)[] rows = [.. threads.SelectMany(number => ways.Select((_, way) => (way, number)))];
        double[][][] measured = Turns.Run(turns, [.. rows.Select(row => (Func<double[]>)(() => workers[row.Way].Turn(row.Threads, calls)))]);
        Array.ForEach(workers, worker => worker.Dispose());

        foreach ((int way, int row) in rows.Select((row, index) => (row.Way, index)).OrderBy(one => one.Way))
        {
            double[] Column(int row, int column) => [.. measured[row].Select(turn => turn[column])];
            double[] times = Column(row, 0);
            Ratio throughput = Ratio.Of(Column(0, 0), times); // the first row is one thread of OutliersNative
            table.Add(function.Title, length, ways[way], rows[row].Threads, times.Median(), throughput.Median, throughput.P10, throughput.P90,
                Column(row, 1).Median(), Column(row, 2).Median(), Column(row, 3).Max());
        }
    }

    /// <summary>Enough for a turn that is long beside the 4 ms for which one caller may make the others wait.</summary>
    private static int CallsPerTurn(Worker worker, int threads)
    {
        double microsecondsPerTurn = BenchConfig.IsFull ? 250_000 : 60_000;
        worker.Turn(1, 20);
        return Math.Max((int)(microsecondsPerTurn / worker.Turn(1, 20)[0]) / threads, 2) * threads;
    }

    /// <summary>What makes the call of one thread.</summary>
    private static Func<Action> Calls(string way, Function function, double[] data, string executable, string library)
    {
        if (way is PythonNetAlone or PythonNetWithLock)
        {
            PythonNet.Start(executable, library);
            var pythonNet = new PythonNet(function, data);
            return () => Guard(way, () =>
            {
                PythonNet.AttachThread();
                pythonNet.DetectPrepared();
            });
        }
        Outliers outliers = function.Load();
        if (way != Library) PythonRuntime.Start(new PythonRuntimeOptions { CallsAtOnce = Everybody });
        return () =>
        {
            var destination = new long[data.Length];
            return Guard(way, () => outliers.Detect(data, destination));
        };
    }

    private static Action Guard(string way, Action call)
    {
        if (way == WithFairLock) return () => FairLock.Run(call);
        if (way is not (WithLock or PythonNetWithLock)) return call;
        return () =>
        {
            lock (PlainLock)
            {
                call();
            }
        };
    }
}

/// <summary>A lock that threads get in order of arrival.</summary>
internal sealed class FairLock
{
    private readonly Queue<SemaphoreSlim> _waiting = [];
    private bool _isTaken;

    [ThreadStatic]
    private static SemaphoreSlim? _turn;

    public void Run(Action action)
    {
        Enter();
        try
        {
            action();
        }
        finally
        {
            Exit();
        }
    }

    private void Enter()
    {
        SemaphoreSlim turn = _turn ??= new SemaphoreSlim(0);
        lock (_waiting)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return;
            }
            _waiting.Enqueue(turn);
        }
        turn.Wait();
    }

    private void Exit()
    {
        lock (_waiting)
        {
            if (_waiting.TryDequeue(out SemaphoreSlim? next)) next.Release(); // who then has the lock
            else _isTaken = false;
        }
    }
}
