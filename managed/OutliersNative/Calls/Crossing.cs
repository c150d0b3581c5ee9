using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using OutliersNative.Interop;

namespace OutliersNative.Calls;

/// <summary>A crossing to Python that somebody observes. It serves the call of this thread, or calls of the queue: one, or a batch of
/// them.</summary>
internal sealed unsafe class Crossing
{
    private const double NanosecondsPerSecond = 1e9;

    [ThreadStatic]
    private static CallTrace[]? _callersOfNext;

    private readonly KeyValuePair<string, object?> _function;
    private readonly CallTrace? _own; // null if it serves calls of the queue
    private readonly CallTrace[] _callers = [];
    private readonly Activity? _before;
    private readonly GCHandle _activity; // while Python runs; the context of the native call
    private readonly nint _outerContext;
    private bool _isEnded;

    private Crossing(string operation, string function)
    {
        _function = new(Telemetry.FunctionTag, function);
        if (_callersOfNext is not { Length: > 0 } callers)
        {
            _own = CallTrace.Start(operation, function);
        }
        else
        {
            _callersOfNext = null;
            _callers = callers;
            _before = Activity.Current;
        }
        if ((_own ?? (_callers.Length == 1 ? _callers[0] : null))?.Activity is { } activity)
        {
            Activity.Current = activity; // for .NET code that Python calls on this thread
            _activity = GCHandle.Alloc(activity);
            _outerContext = Native.glue_set_context(GCHandle.ToIntPtr(_activity)); // and on a thread that the native side chose
        }
    }

    /// <summary>The span of the call that this thread works for. Null if there is none, or if it is one of a batch of calls.</summary>
    public static Activity? CurrentActivity => Native.glue_context() is not 0 and var context
        ? (Activity?)GCHandle.FromIntPtr(context).Target
        : null;

    public long Values { get; init; }

    public long SharedBytes { get; init; }

    public long CopiedBytes { get; init; }

    /// <summary>This thread, one of the queue's, will make a call by its next crossing.</summary>
    /// <param name="caller">Null if nobody observes the call.</param>
    public static void NextIsFor(CallTrace? caller)
    {
        caller?.Taken();
        _callersOfNext = caller is null ? null : [caller];
    }

    /// <summary>This thread will make the calls of a batch by its next crossing.</summary>
    public static void NextIsFor(IEnumerable<QueuedCall> calls)
    {
        CallTrace[] callers = [.. calls.Select(call => call.Trace).OfType<CallTrace>()];
        Array.ForEach(callers, caller => caller.Taken());
        _callersOfNext = callers;
    }

    /// <summary>Begins a crossing with series in place.</summary>
    public static Crossing Begin(string operation, string function, ReadOnlySpan<ReadOnlyMemory<double>> series)
    {
        long values = 0;
        foreach (ReadOnlyMemory<double> one in series)
        {
            values += one.Length;
        }
        return new Crossing(operation, function) { Values = values, SharedBytes = values * sizeof(double) };
    }

    /// <summary>Begins a crossing with one input; releases its pin if a listener throws.</summary>
    public static Crossing Begin<TPin>(string operation, string function, long values, int itemBytes, TPin pin)
        where TPin : IPin
    {
        try
        {
            long copied = pin is CopyPin ? values * itemBytes : 0;
            return new Crossing(operation, function) { Values = values, SharedBytes = values * itemBytes - copied, CopiedBytes = copied };
        }
        catch
        {
            pin.Release();
            throw;
        }
    }

    /// <summary>Begins a crossing with several inputs; releases their pins if a listener throws.</summary>
    public static Crossing Begin<TPin>(string operation, string function, glue_ndarray* inputs, ReadOnlySpan<TPin> pins)
        where TPin : IPin
    {
        try
        {
            long values = 0, bytes = 0, copied = 0;
            for (int i = 0; i < pins.Length; i++)
            {
                long size = SizeOf(&inputs[i]);
                values += size;
                bytes += size * ElementType.Bytes(inputs[i].dtype);
                copied += pins[i] is CopyPin ? size * ElementType.Bytes(inputs[i].dtype) : 0;
            }
            return new Crossing(operation, function) { Values = values, SharedBytes = bytes - copied, CopiedBytes = copied };
        }
        catch
        {
            InvokeFunction.LeaseOrRelease(pins, null);
            throw;
        }
    }

    /// <summary>The number of an array's elements.</summary>
    public static long SizeOf(glue_ndarray* array)
    {
        long size = 1;
        for (int i = 0; i < array->ndim; i++)
        {
            size *= array->shape[i];
        }
        return size;
    }

    /// <summary>The crossing has ended. Only the first end counts.</summary>
    /// <param name="times">What the native side has stamped.</param>
    /// <param name="error">The exception of the call; null if it has succeeded. Calls of the queue end by themselves.</param>
    public void End(glue_times* times, Exception? error)
    {
        if (_isEnded)
        {
            return;
        }
        _isEnded = true;
        if (_activity.IsAllocated)
        {
            Native.glue_set_context(_outerContext);
            _activity.Free();
        }
        try
        {
            Record(times);
        }
        finally
        {
            _own?.End(error);
            if (_own is null && Activity.Current != _before)
            {
                Activity.Current = _before;
            }
        }
    }

    private void Record(glue_times* times)
    {
        if (times->ended_ns == 0)
        {
            return; // it has not come so far as to wait
        }
        bool isInPython = times->python_ns != 0;
        double wait = ((isInPython ? times->python_ns : times->ended_ns) - times->began_ns) / NanosecondsPerSecond;
        double python = isInPython ? (times->ended_ns - times->python_ns) / NanosecondsPerSecond : 0;
        _own?.AddCrossing(wait, python, 1);
        foreach (CallTrace caller in _callers)
        {
            caller.AddCrossing(wait, python, _callers.Length);
        }
        Telemetry.GilWaitDuration.Record(wait, _function);
        if (isInPython)
        {
            Telemetry.PythonDuration.Record(python, _function);
            Add(Telemetry.Values, Values);
            Add(Telemetry.SharedBytes, SharedBytes);
            Add(Telemetry.CopiedBytes, CopiedBytes);
        }
    }

    private void Add(Counter<long> counter, long amount)
    {
        if (amount > 0)
        {
            counter.Add(amount, _function);
        }
    }
}
