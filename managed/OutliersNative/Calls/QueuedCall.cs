using System.Diagnostics.CodeAnalysis;

namespace OutliersNative.Calls;

/// <summary>An asynchronous call: what it does, the task of its caller, and its state in the queue.</summary>
internal abstract class QueuedCall
{
    private readonly CancellationTokenRegistration _registration;

    protected QueuedCall(CallLane lane, DetectOptions? options, CancellationToken token)
    {
        Lane = lane;
        Options = options;
        CanBeLeft = token.CanBeCanceled;
        Node = new LinkedListNode<QueuedCall>(this);
        if (CanBeLeft)
        {
            // Before the call is in the queue: a call that the token has left already is not taken in.
            _registration = token.UnsafeRegister(static (call, token) => ((QueuedCall)call!).Cancel(token), this);
        }
    }

    public CallLane Lane { get; }

    /// <summary>The options that the caller gave; null for the defaults.</summary>
    public DetectOptions? Options { get; }

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

    protected void Unregister() => _registration.Unregister();

    /// <summary>Completes the task at once, whatever the call is doing.</summary>
    private void Cancel(CancellationToken token)
    {
        CallGroup? group = Lane.Queue.Leave(this);
        TrySetCanceled(token);
        group?.Interrupt();
    }
}

/// <summary>An asynchronous call with a result.</summary>
internal abstract class QueuedCall<T>(CallLane lane, DetectOptions? options, CancellationToken token) : QueuedCall(lane, options, token)
{
    // The threads of the queue run no continuation: it could block them.
    private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => _source.Task;

    public sealed override void Make()
    {
        try
        {
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
        _source.TrySetException(exception);
    }

    /// <summary>Completes the task with its result, unless it is completed already.</summary>
    public void Succeed(T result)
    {
        Unregister();
        _source.TrySetResult(result);
    }

    /// <summary>Makes the synchronous call.</summary>
    protected abstract T Call(DetectOptions? options);

    protected sealed override void TrySetCanceled(CancellationToken token) => _source.TrySetCanceled(token);
}

/// <summary>A call with one series, which may be served in a batch.</summary>
internal sealed class SeriesCall(CallLane lane, ReadOnlyMemory<double> series, DetectOptions? options, CancellationToken token)
    : QueuedCall<long[]>(lane, options, token)
{
    private const int FewPositions = 128;

    public ReadOnlyMemory<double> Series { get; } = series;

    protected override long[] Call(DetectOptions? options)
    {
        Span<long> few = stackalloc long[FewPositions];
        return Lane.Function.Call(Series, 0, options, few).ToArray(few);
    }
}

/// <summary>A call with many series, which one caller has given.</summary>
internal sealed class ManySeriesCall(CallLane lane, ReadOnlyMemory<double>[] series, DetectOptions? options, CancellationToken token)
    : QueuedCall<long[][]>(lane, options, token)
{
    protected override long[][] Call(DetectOptions? options) => Lane.Function.CallMany(series, options);
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
