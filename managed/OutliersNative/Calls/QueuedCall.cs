using System.Diagnostics.CodeAnalysis;

namespace OutliersNative.Calls;

/// <summary>An asynchronous call: what it does, the task of its caller, and its state in the queue.</summary>
internal abstract class QueuedCall
{
    /// <summary>How long after its timeout a call that is in Python may take to end. Later it counts as abandoned.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    /// <summary>A longer timeout, of 49 days and more, is none.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly string _name;
    private readonly CancellationToken _token;
    private readonly CancellationTokenSource? _limit; // the caller's tokens and its timeout; null if there is only _token
    private readonly CancellationTokenRegistration _registration;
    private volatile bool _isTimedOut;

    /// <param name="lane">Where the call waits.</param>
    /// <param name="name">What is called: the lane's function, or an attribute of it.</param>
    /// <param name="options">The options that the caller gave; null for the defaults.</param>
    /// <param name="token">The caller's token.</param>
    protected QueuedCall(CallLane lane, string name, CallOptions? options, CancellationToken token)
    {
        Lane = lane;
        _name = name;
        Trace = Telemetry.IsListeningToQueue ? CallTrace.StartQueued(Operation, _name) : null;
        Options = options;
        Node = new LinkedListNode<QueuedCall>(this);
        _token = token;
        if (options is { Timeout: not null } or { CancellationToken.CanBeCanceled: true })
        {
            _limit = CancellationTokenSource.CreateLinkedTokenSource(token, options.CancellationToken);
            token = _limit.Token;
        }
        CanBeLeft = token.CanBeCanceled;
        if (options?.Timeout is { } timeout && timeout < LongestTimer)
        {
            _limit!.CancelAfter(timeout);
        }
        if (CanBeLeft)
        {
            // Before the call is in the queue: a call that the token has left already is not taken in.
            _registration = token.UnsafeRegister(static call => ((QueuedCall)call!).Leave(), this);
        }
    }

    public CallLane Lane { get; }

    /// <summary>The options that the caller gave; null for the defaults.</summary>
    public CallOptions? Options { get; }

    /// <summary>What spans call it: a constant of <see cref="CallTrace"/>.</summary>
    public abstract string Operation { get; }

    /// <summary>Null if nobody observes the call.</summary>
    public CallTrace? Trace { get; }

    /// <summary>Whether the caller may stop waiting before the call ends.</summary>
    public bool CanBeLeft { get; }

    // The state belongs to the queue, and is guarded by its lock.

    /// <summary>In one of the queue's lists while the call waits.</summary>
    public LinkedListNode<QueuedCall> Node { get; }

    public bool IsRunning { get; set; }

    /// <summary>Whether the caller no longer waits, because its token was cancelled.</summary>
    public bool IsLeft { get; set; }

    /// <summary>What is made together with this call; null unless one of these callers may leave.</summary>
    public CallGroup? Group { get; set; }

    /// <summary>Makes the call on this thread and completes its task.</summary>
    public abstract void Make();

    /// <summary>Completes the task with an exception, unless it is completed already.</summary>
    public abstract void Fail(Exception exception);

    protected abstract void TrySetCanceled(CancellationToken token);

    /// <summary>The exception of the caller: a crossing that was interrupted at the timeout of this call has timed out.</summary>
    protected Exception Translate(Exception exception) =>
        _isTimedOut && exception is OperationCanceledException
            ? new PythonTimeoutException(_name, Options!.Timeout!.Value, exception.InnerException)
            : exception;

    protected void Unregister()
    {
        _registration.Unregister();
        _limit?.Dispose();
    }

    /// <summary>The caller waits no longer. A cancelled task ends at once; one that has timed out in Python a moment later, since that
    /// tells whether its code could be interrupted.</summary>
    private void Leave()
    {
        CancellationToken cancelled = _token.IsCancellationRequested ? _token : Options?.CancellationToken ?? default;
        _isTimedOut = !cancelled.IsCancellationRequested;
        CallGroup? group = Lane.Queue.Leave(this);
        if (!_isTimedOut)
        {
            try
            {
                Trace?.End(new TaskCanceledException());
            }
            finally
            {
                TrySetCanceled(cancelled);
                Unregister(); // from the other token, which may live long
            }
        }
        else if (IsRunning)
        {
            _ = Task.Delay(Grace, CancellationToken.None).ContinueWith(
                static (_, call) => ((QueuedCall)call!).TimeOut(isAbandoned: true), this, TaskScheduler.Default);
        }
        else
        {
            TimeOut(isAbandoned: false);
        }
        group?.Interrupt();
    }

    private void TimeOut(bool isAbandoned) =>
        Fail(new PythonTimeoutException(_name, Options!.Timeout!.Value, null, isAbandoned));
}

/// <summary>An asynchronous call with a result.</summary>
internal abstract class QueuedCall<T>(CallLane lane, string name, CallOptions? options, CancellationToken token)
    : QueuedCall(lane, name, options, token)
{
    // The threads of the queue run no continuation: it could block them.
    private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => _source.Task;

    /// <summary>Has the call made by a thread of the queue.</summary>
    public Task<T> Enqueue()
    {
        Lane.Queue.Add(this);
        return Task;
    }

    public sealed override void Make()
    {
        try
        {
            Crossing.NextIsFor(Trace);
            Succeed(Call(CallLane.OptionsInGroup(Options, Group)));
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    public sealed override void Fail(Exception exception)
    {
        Unregister();
        exception = Translate(exception);
        try
        {
            Trace?.End(exception);
        }
        catch (Exception e)
        {
            exception = e; // a listener's: on a thread of the queue it would end the process
        }
        _source.TrySetException(exception);
    }

    /// <summary>Completes the task with its result, unless it is completed already.</summary>
    public void Succeed(T result)
    {
        Unregister();
        Trace?.End(null);
        if (!_source.TrySetResult(result))
        {
            (result as IDisposable)?.Dispose(); // nobody waits for it: NumPy's memory is not left to the garbage collector
        }
    }

    /// <summary>Makes the synchronous call.</summary>
    protected abstract T Call(CallOptions? options);

    protected sealed override void TrySetCanceled(CancellationToken token) => _source.TrySetCanceled(token);
}

/// <summary>A call with one series, which may be served in a batch.</summary>
internal sealed class SeriesCall(CallLane lane, ReadOnlyMemory<double> series, CallOptions? options, CancellationToken token)
    : QueuedCall<long[]>(lane, lane.Name, options, token)
{
    private const int FewPositions = 128;

    public ReadOnlyMemory<double> Series { get; } = series;

    public override string Operation => CallTrace.Detect;

    protected override long[] Call(CallOptions? options)
    {
        Span<long> few = stackalloc long[FewPositions];
        return Lane.Detector!.Call(Series, 0, options, few).ToArray(few);
    }
}

/// <summary>A call with many series, which one caller has given.</summary>
internal sealed class ManySeriesCall(CallLane lane, ReadOnlyMemory<double>[] series, CallOptions? options, CancellationToken token)
    : QueuedCall<long[][]>(lane, lane.Name, options, token)
{
    public override string Operation => CallTrace.DetectMany;

    protected override long[][] Call(CallOptions? options) => Lane.Detector!.CallMany(series, options);
}

/// <summary>A call that is always made alone.</summary>
internal sealed class SingleCall<T>(
    CallLane lane, string name, Func<CallOptions?, T> function, CallOptions? options, CancellationToken token)
    : QueuedCall<T>(lane, name, options, token)
{
    public override string Operation => CallTrace.Invoke;

    protected override T Call(CallOptions? options) => function(options);
}

/// <summary>The calls that one crossing makes, and how many callers still wait for it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing, and Interrupt may come at any time.")]
internal sealed class CallGroup(int waiting)
{
    private readonly CancellationTokenSource _source = new();

    /// <summary>Guarded by the queue's lock.</summary>
    public int Waiting { get; set; } = waiting;

    /// <summary>Is cancelled when the last caller has left.</summary>
    public CancellationToken Token => _source.Token;

    public void Interrupt() => _source.Cancel();
}
