using NUnit.Framework;
using OutliersNative.Calls;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Async;

/// <summary>The order, the bounds and the threads of the queue, with calls that do not need Python.</summary>
public sealed class CallQueueTests
{
    private const int ThreadCount = 2;

    /// <summary>One for all tests, since its threads never end.</summary>
    private static readonly CallQueue Queue = new(ThreadCount);

    private readonly List<string> _made = [];

    [SetUp]
    public void SetUp()
    {
        Queue.Configure(CallQueue.DefaultCapacity, QueueFullMode.Wait);
        _made.Clear();
    }

    [TearDown]
    public void TearDown() =>
        Assert.That(Counters.WaitUntil(() => Queue is { Waiting: 0, Abandoned: 0 }), Is.True, "a call is left in the queue");

    [Test]
    public async Task Calls_OfOneFunction_AreMadeInOrderOfArrival()
    {
        CallLane lane = NewLane();
        using var blocked = new Blocked();

        Task[] calls = [.. Enumerable.Range(0, 20).Select(i => Add(lane, $"{i}"))];
        blocked.ReleaseOne();
        await Task.WhenAll(calls);

        Assert.That(_made, Is.EqualTo(Enumerable.Range(0, 20).Select(i => $"{i}")));
    }

    [Test]
    public async Task Calls_OfTwoFunctions_TakeTurns()
    {
        CallLane busy = NewLane(), quiet = NewLane();
        using var blocked = new Blocked();

        Task[] calls = [Add(busy, "a1"), Add(busy, "a2"), Add(busy, "a3"), Add(quiet, "b1"), Add(quiet, "b2")];
        blocked.ReleaseOne();
        await Task.WhenAll(calls);

        Assert.That(_made, Is.EqualTo(new[] { "a1", "b1", "a2", "b2", "a3" }));
    }

    [Test]
    public async Task Call_WhileAnotherBlocks_IsMadeByAnotherThread()
    {
        CallLane lane = NewLane();
        using var mayEnd = new ManualResetEventSlim();
        Task<int> blocking = Enqueue(new ActionCall(lane, () => mayEnd.Wait()));

        await Add(lane, "other");
        bool wasBlocked = !blocking.IsCompleted;
        mayEnd.Set();
        await blocking;

        Assert.That(wasBlocked, Is.True);
    }

    [Test]
    public async Task Call_WhenTheQueueIsFullAndRejects_FailsWithTheCapacity()
    {
        CallLane lane = NewLane();
        using var blocked = new Blocked();
        Queue.Configure(3, QueueFullMode.Reject);
        Task[] waiting = [Add(lane, "1"), Add(lane, "2"), Add(lane, "3")];

        var thrown = (await Assert.ThrowsAsync<QueueFullException>(() => Add(lane, "4")))!;

        Assert.That(thrown.Capacity, Is.EqualTo(3));
        Assert.That(thrown.Message, Does.StartWith("The queue is full: 3 asynchronous calls are waiting already"));
        Assert.That(waiting.Select(call => call.IsCompleted), Is.All.False);
    }

    [Test]
    public async Task Calls_WhenTheQueueIsFullAndWaits_GetPlacesInOrderOfArrival()
    {
        Queue.Configure(2, QueueFullMode.Wait);
        CallLane busy = NewLane(), quiet = NewLane();
        using var blocked = new Blocked();

        Task[] calls = [.. new[] { "1", "2", "3", "4" }.Select(name => Add(busy, name)), Add(quiet, "5")];
        int waiting = Queue.Waiting;
        blocked.ReleaseOne();
        await Task.WhenAll(calls);

        Assert.That(waiting, Is.EqualTo(5));
        Assert.That(_made, Is.EqualTo(new[] { "1", "2", "3", "4", "5" }));
    }

    [Test]
    public async Task Configure_WithMoreCapacity_GivesPlacesToWaitingCalls()
    {
        Queue.Configure(1, QueueFullMode.Wait);
        CallLane busy = NewLane(), quiet = NewLane();
        using var blocked = new Blocked();
        Task[] calls = [Add(busy, "a1"), Add(busy, "a2"), Add(quiet, "b1")];

        Queue.Configure(3, null);
        blocked.ReleaseOne();
        await Task.WhenAll(calls);

        Assert.That(_made, Is.EqualTo(new[] { "a1", "b1", "a2" }));
    }

    [Test]
    public async Task Cancel_WhileTheCallWaits_CancelsTheTaskAndFreesItsPlace()
    {
        CallLane lane = NewLane();
        using var source = new CancellationTokenSource();
        using var blocked = new Blocked();
        Queue.Configure(1, QueueFullMode.Reject);
        Task<int> cancelled = Enqueue(new ActionCall(lane, () => _made.Add("cancelled"), source.Token));

        await source.CancelAsync();
        Task next = Add(lane, "next");
        blocked.ReleaseOne();

        var thrown = (await Assert.CatchAsync<OperationCanceledException>(() => cancelled))!;
        Assert.That(thrown.CancellationToken, Is.EqualTo(source.Token));
        Assert.That(async () => await next, Throws.Nothing);
        Assert.That(_made, Is.EqualTo(new[] { "next" }));
    }

    [Test]
    public async Task Cancel_WhileTheCallWaitsForAPlace_CancelsTheTask()
    {
        Queue.Configure(1, QueueFullMode.Wait);
        CallLane lane = NewLane();
        using var source = new CancellationTokenSource();
        using var blocked = new Blocked();
        Task first = Add(lane, "first");
        Task<int> cancelled = Enqueue(new ActionCall(lane, () => _made.Add("cancelled"), source.Token));

        await source.CancelAsync();

        Assert.That(cancelled.IsCanceled, Is.True);
        Assert.That(Queue.Waiting, Is.EqualTo(1));
        blocked.ReleaseOne();
        await first;
    }

    [Test]
    public void Call_WithACancelledToken_IsNotMade()
    {
        Task<int> call = Enqueue(new ActionCall(NewLane(), () => _made.Add("made"), new CancellationToken(canceled: true)));

        Assert.That(call.IsCanceled, Is.True);
        Assert.That(_made, Is.Empty);
    }

    [Test]
    public async Task Cancel_WhileTheCallIsMade_CompletesTheTaskAndCountsTheCallUntilItEnds()
    {
        using var source = new CancellationTokenSource();
        using var isMade = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        Task<int> call = Enqueue(new ActionCall(NewLane(), () =>
        {
            isMade.Set();
            mayEnd.Wait();
        }, source.Token));
        isMade.Wait();

        await source.CancelAsync();
        int abandoned = Queue.Abandoned;
        mayEnd.Set();

        Assert.That(call.IsCanceled, Is.True);
        Assert.That(abandoned, Is.EqualTo(1));
        Assert.That(Counters.WaitUntil(() => Queue.Abandoned == 0), Is.True);
    }

    [Test]
    public async Task Cancel_OfTheOnlyCaller_InterruptsTheCall()
    {
        using var source = new CancellationTokenSource();
        using var isMade = new ManualResetEventSlim();
        ActionCall call = null!;
        call = new ActionCall(NewLane(), () =>
        {
            isMade.Set();
            call.Group!.Token.WaitHandle.WaitOne();
        }, source.Token);
        Queue.Add(call);
        isMade.Wait();

        await source.CancelAsync();

        Assert.That(call.Task.IsCanceled, Is.True);
        Assert.That(Counters.WaitUntil(() => Queue.Abandoned == 0), Is.True, "the call was not interrupted");
    }

    [Test]
    public async Task Close_OfALane_FailsItsCallsOnly()
    {
        Queue.Configure(2, QueueFullMode.Wait);
        CallLane closed = NewLane(), open = NewLane();
        using var blocked = new Blocked();
        Task[] failing = [Add(closed, "waits"), Add(closed, "waits too"), Add(closed, "waits for a place")];
        Task other = Add(open, "other");

        Queue.Close(closed);
        Task late = Add(closed, "late");
        blocked.ReleaseOne();

        foreach (Task call in failing.Append(late))
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => call);
        }
        Assert.That(async () => await other, Throws.Nothing);
        Assert.That(_made, Is.EqualTo(new[] { "other" }));
    }

    [Test]
    public async Task Calls_OnEachThreadThatWaitForAnotherCall_AreNoDeadlock()
    {
        CallLane lane = NewLane();
        using var together = new Barrier(ThreadCount);

        Task<int>[] calls = [.. Enumerable.Range(0, ThreadCount).Select(_ => Enqueue(new ActionCall(lane, () =>
        {
            together.SignalAndWait();
            Add(lane, "inner").GetAwaiter().GetResult();
        })))];
        await Task.WhenAll(calls);

        Assert.That(_made, Is.EqualTo(new[] { "inner", "inner" }));
    }

    [Test]
    public async Task Continuations_OfACall_DoNotRunOnThreadsOfTheQueue()
    {
        await Add(NewLane(), "call").ConfigureAwait(false);

        Assert.That(Thread.CurrentThread.Name ?? "", Does.Not.StartWith("OutliersNative"));
    }

    [Test]
    public async Task Calls_OnThreadsOfTheQueue_DoNotSeeTheCallersAsyncLocals()
    {
        var local = new AsyncLocal<string> { Value = "the caller's" };
        string? seen = "not made";

        await Enqueue(new ActionCall(NewLane(), () => seen = local.Value));

        Assert.That(seen, Is.Null);
    }

    private static CallLane NewLane() => new(Queue, "a function", typeof(Outliers));

    private Task<int> Add(CallLane lane, string name) => Enqueue(new ActionCall(lane, () =>
    {
        lock (_made)
        {
            _made.Add(name);
        }
    }));

    private static Task<int> Enqueue(ActionCall call)
    {
        Queue.Add(call);
        return call.Task;
    }

    private sealed class ActionCall(CallLane lane, Action action, CancellationToken token = default) : QueuedCall<int>(lane, lane.Name, null, token)
    {
        public override string Operation => CallTrace.Detect;

        protected override int Call(CallOptions? options)
        {
            action();
            return 0;
        }
    }

    /// <summary>Occupies all threads of the queue. Dispose releases them.</summary>
    private sealed class Blocked : IDisposable
    {
        private readonly SemaphoreSlim _mayEnd = new(0);
        private readonly Task[] _calls;

        public Blocked()
        {
            using var begun = new CountdownEvent(ThreadCount);
            _calls = [.. Enumerable.Range(0, ThreadCount).Select(_ => Enqueue(new ActionCall(NewLane(), () =>
            {
                begun.Signal();
                _mayEnd.Wait();
            })))];
            begun.Wait();
        }

        public void ReleaseOne() => _mayEnd.Release();

        public void Dispose()
        {
            _mayEnd.Release(ThreadCount);
            Task.WaitAll(_calls);
            _mayEnd.Dispose();
        }
    }
}
