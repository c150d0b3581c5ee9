using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OutliersNative.Tests.Child;

/// <summary>What a process ends by when it is told to; the steps before it let it pass.</summary>
internal sealed class EndException() : Exception("told to throw");

/// <summary>The ways in which a process ends. The test tells it when, by a line or a signal.</summary>
internal static class ExitSteps
{
    private const int ExitCode = 3;

    /// <summary>Says that all is set up, waits until it is told to, and ends.</summary>
    public static string? End(string way)
    {
        Action end = Prepare(way);
        Console.WriteLine("ready");
        end();
        return null;
    }

    public static Action WhenTold(Action end) => () =>
    {
        WaitForLine();
        end();
    };

    private static Action Prepare(string way) => way switch
    {
        "return" => WaitForLine,
        "exit" => WhenTold(Exit),
        "exit-twice" => WhenTold(() => OnThreads(Exit, Exit)),
        "throw" => WhenTold(Throw),
        "throw-elsewhere" => WhenTold(() => OnThreads(Throw)),
        "finalize" => WhenTold(ExitFromFinalizer),
        "wait" => WaitForEver,
        "interrupt-observed" => ObserveCtrlC((_, _) => { }),
        "interrupt-exits" => ObserveCtrlC((_, _) => Exit()),
        "terminate-gracefully" => ReturnOnSigTerm(),
        _ when way.Split(' ') is [var action, var function] => WhenTold(InCallback(action, function)),
        _ => throw new ArgumentException($"There is no way to end '{way}'.", nameof(way)),
    };

    /// <summary>Reads the bare stream: Console.In would set up the terminal and its signals.</summary>
    private static void WaitForLine()
    {
        using Stream input = Console.OpenStandardInput();
        while (input.ReadByte() is not '\n' and not -1)
        {
        }
    }

    private static void WaitForEver()
    {
        using var never = new ManualResetEventSlim();
        never.Wait();
    }

    private static void Exit() => Environment.Exit(ExitCode);

    private static void Throw() => throw new EndException();

    private static void OnThreads(params Action[] actions)
    {
        Thread[] threads = [.. actions.Select(action => new Thread(() => action()))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }

    private static void ExitFromFinalizer()
    {
        MakeGarbage();
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // else a register could keep it
    private static void MakeGarbage() => _ = new ExitsWhenFinalized();

    private static Action ObserveCtrlC(ConsoleCancelEventHandler handler)
    {
        Console.CancelKeyPress += handler;
        return WaitForEver;
    }

    /// <summary>As the generic host does it: the signal only asks Main to return.</summary>
    private static Action ReturnOnSigTerm()
    {
        var asked = new ManualResetEventSlim();
        var registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            asked.Set();
        });
        return () =>
        {
            asked.Wait();
            GC.KeepAlive(registration);
        };
    }

    /// <summary>Ends inside a callback: from a Python function, or, for the comparison, from native code without one.</summary>
    private static Action InCallback(string action, string function)
    {
        var callback = new Callback(action == "exit-in" ? Exit : Throw);
        if (function == "none")
        {
            return callback.Invoke;
        }
        Outliers outliers = PythonSteps.Load(function);
        return () => outliers.Detect([callback.Address]);
    }

    private sealed class ExitsWhenFinalized
    {
        ~ExitsWhenFinalized() => Exit();
    }
}
