using System.Diagnostics;

namespace OutliersNative.Calls;

/// <summary>A call that somebody observes, as its caller sees it: its span, its duration, how it ended.</summary>
/// <remarks>Thread-safe: an asynchronous call may end on one thread while another makes it.</remarks>
internal sealed class CallTrace
{
    public const string Detect = "detect", DetectMany = "detect_many", Invoke = "invoke";

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly KeyValuePair<string, object?> _function;
    private readonly bool _isActive; // counted as such
    private readonly bool _isQueued;
    private long _taken; // when a thread of the queue took the call; 0: not yet
    private int _isEnded;

    private CallTrace(string operation, string function, bool isQueued)
    {
        _function = new(Telemetry.FunctionTag, function);
        _isQueued = isQueued;
        _isActive = Telemetry.ActiveCalls.Enabled;
        if (_isActive)
        {
            Telemetry.ActiveCalls.Add(1, _function);
        }
        if (Telemetry.Source.HasListeners()) // last: if a listener throws, no span is left as the current one
        {
            // Without a current span, that of the call whose Python code called .NET on a thread of the native side.
            ActivityContext parent = (Activity.Current is null ? Crossing.CurrentActivity?.Context : null) ?? default;
            Activity = Telemetry.Source.StartActivity($"{operation} {function}", ActivityKind.Internal, parent, [_function]);
        }
    }

    /// <summary>Null if nobody wants a span.</summary>
    public Activity? Activity { get; }

    /// <summary>A call that is made on this thread. Its span is the current one until it ends.</summary>
    public static CallTrace Start(string operation, string function) => new(operation, function, isQueued: false);

    /// <summary>A call that another thread will make. The parent of its span is the current one here and now, and stays the current
    /// one.</summary>
    public static CallTrace StartQueued(string operation, string function)
    {
        Activity? current = Activity.Current;
        try
        {
            return new CallTrace(operation, function, isQueued: true);
        }
        finally
        {
            SetCurrent(current);
        }
    }

    /// <summary>The wait in the queue is over. Later calls of this method, for a call that is made again, do nothing.</summary>
    public void Taken()
    {
        long now = Stopwatch.GetTimestamp();
        if (Interlocked.CompareExchange(ref _taken, now, 0) == 0 && Volatile.Read(ref _isEnded) == 0)
        {
            EndQueue(now);
        }
    }

    /// <summary>What a crossing took that served this call, alone or with others.</summary>
    public void AddCrossing(double wait, double python, int calls)
    {
        if (Activity is not { IsAllDataRequested: true } activity || Volatile.Read(ref _isEnded) != 0)
        {
            return;
        }
        activity.SetTag(Telemetry.GilWaitDuration.Name, wait);
        activity.SetTag(Telemetry.PythonDuration.Name, python);
        if (calls > 1)
        {
            activity.SetTag("outliers.batch.size", calls);
        }
    }

    /// <summary>The call has ended. Only the first end counts.</summary>
    /// <param name="error">What its caller gets; null if it has succeeded.</param>
    public void End(Exception? error)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) != 0)
        {
            return;
        }
        long now = Stopwatch.GetTimestamp();
        string? errorType = error is null ? null : Telemetry.ErrorType(error);
        try
        {
            Record(now, errorType);
        }
        finally
        {
            if (Activity is not null)
            {
                EndActivity(Activity, errorType, error);
            }
        }
    }

    private void Record(long now, string? errorType)
    {
        if (_isActive)
        {
            Telemetry.ActiveCalls.Add(-1, _function);
        }
        if (_isQueued && Interlocked.CompareExchange(ref _taken, now, 0) == 0)
        {
            EndQueue(now); // it was never made
        }
        double duration = Stopwatch.GetElapsedTime(_start, now).TotalSeconds;
        if (errorType is null)
        {
            Telemetry.CallDuration.Record(duration, _function);
        }
        else
        {
            Telemetry.CallDuration.Record(duration, _function, new(Telemetry.ErrorTag, errorType));
        }
    }

    private void EndQueue(long now)
    {
        double duration = Stopwatch.GetElapsedTime(_start, now).TotalSeconds;
        Telemetry.QueueDuration.Record(duration, _function);
        if (Activity is { IsAllDataRequested: true })
        {
            Activity.SetTag(Telemetry.QueueDuration.Name, duration);
        }
    }

    private void EndActivity(Activity activity, string? errorType, Exception? error)
    {
        if (errorType is not null)
        {
            activity.SetTag(Telemetry.ErrorTag, errorType);
            activity.SetStatus(ActivityStatusCode.Error, error!.Message);
        }
        Activity? current = Activity.Current;
        activity.Stop(); // makes its predecessor the current one, which on another thread is wrong
        if (_isQueued)
        {
            SetCurrent(current);
        }
    }

    private static void SetCurrent(Activity? activity)
    {
        if (Activity.Current != activity)
        {
            Activity.Current = activity;
        }
    }
}
