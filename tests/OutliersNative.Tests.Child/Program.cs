// A process of its own, for tests that need a fresh Python. Each argument is a step, "verb argument"; each prints what
// it gave, or the exception that it threw, and the next step runs.
using System.Runtime.InteropServices;
using OutliersNative;

string? python = null;
var modulePaths = new List<string>();
foreach (string step in args)
{
    string[] words = step.Split(' ', 2);
    try
    {
        if (Run(words[0], words[^1]) is { } answer)
        {
            Console.WriteLine(answer);
        }
    }
    catch (Exception e)
    {
        Console.WriteLine($"{e.GetType().Name}: {e.Message}");
    }
}

string? Run(string verb, string argument)
{
    switch (verb)
    {
        case "python":
            python = argument;
            return null;
        case "modules":
            modulePaths.Add(argument);
            return null;
        case "forget":
            python = null;
            modulePaths.Clear();
            return null;
        case "start":
            PythonRuntime.Start(new PythonRuntimeOptions { Python = python, ModulePaths = [.. modulePaths] });
            return "started";
        case "current":
            return PythonRuntime.Current?.Executable ?? "none";
        case "detect":
            return Detect(argument);
        case "tell":
            return Tell(argument);
        case "race":
            return Race(int.Parse(argument, null));
        case "interrupt":
            return Interrupt();
        default:
            throw new ArgumentException($"There is no step '{verb}'.", nameof(verb));
    }
}

static string Detect(string name)
{
    int dot = name.LastIndexOf('.');
    using var outliers = new Outliers(name[..dot], name[(dot + 1)..]);
    return string.Join(' ', outliers.Detect(Enumerable.Range(0, 20).Select(i => i == 7 ? 100.0 : i % 2).ToArray()));
}

// The functions of the fixture tells.py answer by raising.
static string Tell(string what)
{
    using var outliers = new Outliers("tells", what);
    try
    {
        return string.Join(' ', outliers.Detect([1.0]));
    }
    catch (PythonException e) when (e.PythonType == "tells.Told")
    {
        return e.Message;
    }
}

// Many threads start Python and call it at the same moment; answers how many did so.
static string Race(int count)
{
    int succeeded = 0;
    using var together = new Barrier(count);
    Thread[] threads = [.. Enumerable.Range(0, count).Select(_ => new Thread(() =>
    {
        together.SignalAndWait();
        PythonRuntime.Start();
        if (Detect("outliers.detect") == "7")
        {
            Interlocked.Increment(ref succeeded);
        }
    }))];
    Array.ForEach(threads, thread => thread.Start());
    Array.ForEach(threads, thread => thread.Join());
    return $"{succeeded}";
}

// Sends this process what Ctrl-C sends; answers whether .NET still gets it.
static string Interrupt()
{
    using var arrived = new ManualResetEventSlim();
    using var registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
    {
        context.Cancel = true;
        arrived.Set();
    });
    using var kill = System.Diagnostics.Process.Start("/bin/kill", ["-INT", $"{Environment.ProcessId}"]);
    kill.WaitForExit();
    return arrived.Wait(TimeSpan.FromSeconds(10)) ? "interrupted" : $"nothing arrived, and kill ended with {kill.ExitCode}";
}
