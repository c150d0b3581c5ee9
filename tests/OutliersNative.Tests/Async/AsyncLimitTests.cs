using System.Runtime.InteropServices;
using NUnit.Framework;
using OutliersNative.Calls;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Async;

/// <summary>Timeouts and cancellation of asynchronous calls.</summary>
public sealed class AsyncLimitTests
{
    private static readonly CallOptions Short = new() { Timeout = TimeSpan.FromMilliseconds(20) };

    [TearDown]
    public void NothingIsLeft() =>
        Assert.That(Counters.WaitUntil(() => CallQueue.Shared is { Waiting: 0, Abandoned: 0 }), Is.True, "a call is left in the queue");

    [TestCase("loops")]
    [TestCase("catches_exceptions")]
    public async Task DetectAsync_WithATimeout_EndsCodeThatNeverReturns(string function)
    {
        using var outliers = new Outliers("endless", function);
        var options = new CallOptions { Timeout = TimeSpan.FromMilliseconds(500) }; // long enough to reach Python

        var thrown = (await Assert.ThrowsAsync<PythonTimeoutException>(() => outliers.DetectAsync(Five.Values(), options)))!;

        Assert.That(thrown.IsAbandoned, Is.False);
        Assert.That(thrown.InnerException, Is.InstanceOf<PythonException>());
    }

    [Test]
    public async Task DetectAsync_WithATimeoutInAnExtension_ReturnsAndIsAbandoned()
    {
        using var outliers = new Outliers("endless", "holds_the_gil_in_c");
        var options = new CallOptions { Timeout = TimeSpan.FromMilliseconds(300) };

        var thrown = (await Assert.ThrowsAsync<PythonTimeoutException>(() => outliers.DetectAsync(Five.Values(), options)))!;

        Assert.That(thrown.IsAbandoned, Is.True);
        Assert.That(CallQueue.Shared.Abandoned, Is.EqualTo(1));
        Assert.That(Counters.WaitUntil(() => CallQueue.Shared.Abandoned == 0), Is.True);
    }

    [Test]
    public async Task DetectAsync_WithATimeoutInTheQueue_IsNotMade()
    {
        using var outliers = new Outliers("good_results", "int64");
        using var blocked = new BlockedQueue();

        var thrown = (await Assert.ThrowsAsync<PythonTimeoutException>(() => outliers.DetectAsync(Five.Values(), Short)))!;

        Assert.That(thrown.IsAbandoned, Is.False);
        Assert.That(thrown.InnerException, Is.Null);
        Assert.That(CallQueue.Shared.Waiting, Is.Zero);
    }

    [Test]
    public async Task DetectAsync_CancelledByTheTokenOfItsOptions_HasThatToken()
    {
        using var outliers = new Outliers("endless", "loops");
        using var source = new CancellationTokenSource();
        Task<long[]> call = outliers.DetectAsync(Five.Values(), new CallOptions { CancellationToken = source.Token });

        await source.CancelAsync();

        var thrown = (await Assert.CatchAsync<OperationCanceledException>(() => call))!;
        Assert.That(thrown.CancellationToken, Is.EqualTo(source.Token));
    }

    [Test]
    public async Task DetectAsync_WithATimeoutThatIsNotReached_GivesItsResult()
    {
        using var outliers = new Outliers("good_results", "int64");

        Assert.That(await outliers.DetectAsync(Five.Values(), new CallOptions { Timeout = TimeSpan.FromMinutes(1) }), Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public async Task DetectAsync_WithATimeoutLongerThanAnyTimer_GivesItsResult()
    {
        using var outliers = new Outliers("good_results", "int64");

        Assert.That(await outliers.DetectAsync(Five.Values(), new CallOptions { Timeout = TimeSpan.MaxValue }), Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public async Task DetectAsync_CancelledWhileTheFunctionLoops_InterruptsIt()
    {
        using var loops = new Outliers("endless", "loops");
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));

        var thrown = (await Assert.CatchAsync<OperationCanceledException>(() => loops.DetectAsync(Five.Values(), null, source.Token)))!;

        Assert.That(thrown.CancellationToken, Is.EqualTo(source.Token));
        Assert.That(Counters.WaitUntil(() => CallQueue.Shared.Abandoned == 0), Is.True, "the function loops on");
    }

    [Test]
    public void DetectAsync_WithACancelledTokenAndATimeout_IsCancelled()
    {
        using var outliers = new Outliers("endless", "loops");

        Task<long[]> call = outliers.DetectAsync(Five.Values(), Short, new CancellationToken(canceled: true));

        Assert.That(call.IsCanceled, Is.True);
    }

    [Test]
    public async Task DetectAsync_WhenItIsAbandoned_HoldsItsMemoryUntilItEnds()
    {
        using var calls = new Outliers("calls_back", "without_gil");
        using var mayEnd = new ManualResetEventSlim();
        NativeFunction function = () =>
        {
            mayEnd.Wait();
            return 0;
        };
        using var manager = new NativeMemoryManager([Marshal.GetFunctionPointerForDelegate(function)]);
        var options = new CallOptions { Timeout = TimeSpan.FromMilliseconds(500) }; // on a busy machine the call begins late

        var thrown = (await Assert.ThrowsAsync<PythonTimeoutException>(() => calls.DetectAsync((ReadOnlyMemory<double>)manager.Memory, options)))!;
        (int Pins, int Unpins, int Abandoned) meanwhile = (manager.Pins, manager.Unpins, CallQueue.Shared.Abandoned);
        mayEnd.Set();

        Assert.That(thrown.IsAbandoned, Is.True);
        Assert.That(meanwhile, Is.EqualTo((1, 0, 1)));
        Assert.That(Counters.WaitUntil(() => CallQueue.Shared.Abandoned == 0 && manager.Unpins == 1), Is.True);
        GC.KeepAlive(function);
    }

    [Test]
    public async Task DetectAsync_InABatchThatLoops_IsLeftByEachAndInterruptedOnceNobodyWaits()
    {
        using var outliers = new Outliers("many_at_once", "loops");
        using var source = new CancellationTokenSource();
        await outliers.DetectManyAsync([[]]); // after which the queue knows that the function has a many
        Task<long[]> timesOut, cancelled;
        using (new BlockedQueue())
        {
            timesOut = outliers.DetectAsync([1], new CallOptions { Timeout = TimeSpan.FromMilliseconds(500) });
            cancelled = outliers.DetectAsync([2], cancellationToken: source.Token);
        }

        var thrown = (await Assert.ThrowsAsync<PythonTimeoutException>(() => timesOut))!;
        int whileOneWaits = CallQueue.Shared.Abandoned;
        await source.CancelAsync();

        Assert.That(thrown.IsAbandoned, Is.True);
        Assert.That(whileOneWaits, Is.EqualTo(1));
        Assert.That(cancelled.IsCanceled, Is.True);
        Assert.That(Counters.WaitUntil(() => CallQueue.Shared.Abandoned == 0), Is.True, "the function loops on");
    }

    [Test]
    [Category(Length.Category)]
    public async Task DetectAsync_WhenTimeoutsRaceWithTheEnd_HitsNoOtherCall()
    {
        int perCaller = Length.Of(300, 25_000);
        using var briefly = new Outliers("endless", "briefly");
        using var good = new Outliers("good_results", "int64");
        var options = new CallOptions { Timeout = TimeSpan.FromMilliseconds(2) };
        double[] data = [0.002, 900];

        int[] wrong = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            int count = 0;
            for (int i = 0; i < perCaller; i++)
            {
                try
                {
                    count += await briefly.DetectAsync(data, options) is [1] ? 0 : 1;
                }
                catch (PythonTimeoutException)
                {
                    // one of the two right ends
                }
                count += await good.DetectAsync(Five.Values()) is [1, 3] ? 0 : 1;
            }
            return count;
        })));

        Assert.That(wrong, Is.All.Zero);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int NativeFunction();
}
