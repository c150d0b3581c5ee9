using System.Runtime.CompilerServices;
using OutliersNative.Calls;
using OutliersNative.Interop;

namespace OutliersNative.Tests.Child;

/// <summary>Steps that leave something under way in Python. Each returns once Python has told that it is.</summary>
internal static class CallSteps
{
    private const int SmallStackBytes = 256 * 1024;
    private const int EnoughForACollection = 9 << 20; // values: 72 MiB, and the service thread collects above 64

    private static readonly ManualResetEventSlim FinishAsked = new();
    private static Thread? _caller;

    /// <summary>A call on another thread, of a function that tells and does not return.</summary>
    public static string? Call(string name) => CallOn(0, name, told => told.Set());

    /// <summary>As Call, on a thread whose stack Python below 3.14 would not survive on.</summary>
    public static string? CallOnSmallStack(string name) => CallOn(SmallStackBytes, name, told => told.Set());

    /// <summary>Asynchronous calls of a function that tells and does not return, one on each thread of the queue, and others that
    /// wait.</summary>
    public static string? Queue(string name)
    {
        using var told = new CountdownEvent(CallQueue.Shared.Threads);
        var callback = new Callback(() => told.Signal());
        Outliers outliers = PythonSteps.Load(name);
        for (int i = 0; i < 2 * CallQueue.Shared.Threads; i++)
        {
            _ = outliers.DetectAsync([callback.Address]);
        }
        told.Wait();
        return null;
    }

    /// <summary>A call of a function that calls back, into .NET that does not return until the step finish-call.</summary>
    public static string? CallAndBlock(string name) => CallOn(0, name, told =>
    {
        told.Set();
        FinishAsked.Wait();
        Console.WriteLine("finished");
    });

    /// <summary>A product of two square matrices, in the threads of BLAS.</summary>
    public static string? Multiply(int size) => CallOn(0, "unfinished.multiplies", told => told.Set(), size);

    /// <summary>An input that only Python's garbage collector can free, and so much of it that the service thread runs it.</summary>
    public static string? KeepCycle(string name)
    {
        CallOn(0, name, told => told.Set(), new double[EnoughForACollection]);
        _caller!.Join(); // the collection goes on without it
        return null;
    }

    /// <summary>Objects whose references cannot be freed, since a call holds the GIL; half of them left to their finalizers.</summary>
    public static string GiveBack(int count)
    {
        List<Outliers> detectors = [.. Enumerable.Range(0, count).Select(_ => new Outliers("outliers", "detect"))];
        Call("unfinished.waits_with_gil");
        DropAll(detectors);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return $"{Queued()} queued";
    }

    /// <summary>Threads that called Python and end while a call holds the GIL, so that their states cannot be deleted.</summary>
    public static string? EndThreads(int count)
    {
        using var called = new CountdownEvent(count);
        using var held = new ManualResetEventSlim();
        Thread[] threads = [.. Enumerable.Range(0, count).Select(_ => new Thread(() =>
        {
            PythonSteps.Detect("outliers.detect");
            called.Signal();
            held.Wait();
        }))];
        Array.ForEach(threads, thread => thread.Start());
        called.Wait();
        Call("unfinished.waits_with_gil");
        held.Set();
        Array.ForEach(threads, thread => thread.Join());
        return null;
    }

    public static string? FinishCall()
    {
        AskToFinish();
        _caller!.Join();
        return null;
    }

    public static void AskToFinish() => FinishAsked.Set();

    private static string? CallOn(int stackBytes, string name, Action<ManualResetEventSlim> whenCalled, params double[] more)
    {
        using var told = new ManualResetEventSlim();
        var callback = new Callback(() => whenCalled(told));
        double[] input = [callback.Address, .. more];
        _caller = new Thread(() => Print(name, input), stackBytes) { IsBackground = true };
        _caller.Start();
        told.Wait();
        return null;
    }

    private static void Print(string name, double[] input)
    {
        using Outliers outliers = PythonSteps.Load(name);
        Console.WriteLine($"{name} returned {string.Join(' ', outliers.Detect(input))}");
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // else a register could keep what is to be collected
    private static void DropAll(List<Outliers> detectors)
    {
        detectors.Take(detectors.Count / 2).ToList().ForEach(outliers => outliers.Dispose());
        detectors.Clear();
    }

    private static unsafe long Queued()
    {
        glue_counters counters;
        Native.glue_count(&counters);
        return counters.queued;
    }
}
