using System.Runtime.InteropServices;
using NUnit.Framework;
using OutliersNative.Calls;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Async;

/// <summary>DetectAsync and DetectManyAsync give what the synchronous calls give, and can be left at any time.</summary>
public sealed class DetectAsyncTests
{
    [TearDown]
    public void AssertThatNothingIsLeft() =>
        Assert.That(Counters.WaitUntil(() => CallQueue.Shared is { Waiting: 0, Abandoned: 0 }), Is.True, "a call is left in the queue");

    [Test]
    public async Task DetectAsync_OfEachKindOfInput_GivesThePositions()
    {
        using var outliers = new Outliers("good_results", "positions");
        using var manager = new NativeMemoryManager(Five.Values());

        Assert.That(await outliers.DetectAsync(Five.Values()), Is.EqualTo(new long[] { 1, 3 }));
        Assert.That(await outliers.DetectAsync(InputKind.Slice(Five.Values())), Is.EqualTo(new long[] { 1, 3 }));
        Assert.That(await outliers.DetectAsync((ReadOnlyMemory<double>)manager.Memory), Is.EqualTo(new long[] { 1, 3 }));
        Assert.That((manager.Pins, manager.Unpins), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task DetectAsync_OfNoValues_ReturnsEmptyWithoutACall()
    {
        using var outliers = new Outliers("raises", "value_error");

        Assert.That(await outliers.DetectAsync((double[])[]), Is.Empty);
        Assert.That(await outliers.DetectManyAsync((double[][])[]), Is.Empty);
        Assert.That(await outliers.DetectManyAsync([[], []]), Is.EqualTo(new long[][] { [], [] }));
    }

    [Test]
    public async Task DetectManyAsync_OfAnyLengths_GivesThePositionsInEach()
    {
        using var outliers = new Outliers("many_at_once", "as_pair");

        long[][] found = await outliers.DetectManyAsync([Five.Values(), [], [30, 40], [800]]);

        Assert.That(found, Is.EqualTo(new long[][] { [1, 3], [], [], [0] }));
    }

    [Test]
    public void DetectAsync_OfNull_ThrowsAtOnce()
    {
        using var outliers = new Outliers("good_results", "positions");

        Assert.Throws<ArgumentNullException>(() => _ = outliers.DetectAsync(null!));
        Assert.Throws<ArgumentNullException>(() => _ = outliers.DetectManyAsync((double[][])null!));
        Assert.Throws<ArgumentException>(() => _ = outliers.DetectManyAsync([[1], null!]));
    }

    [Test]
    public async Task DetectAsync_WhenTheFunctionFails_FailsAsTheSynchronousCall()
    {
        using var raises = new Outliers("raises", "value_error");
        using var returnsNone = new Outliers("returns", "none");
        using var retains = new Outliers("retains", "its_input");

        var raised = (await Assert.ThrowsAsync<PythonException>(() => raises.DetectAsync(Five.Values())))!;
        var invalid = (await Assert.ThrowsAsync<InvalidResultException>(() => returnsNone.DetectAsync(Five.Values())))!;
        var many = (await Assert.ThrowsAsync<PythonException>(() => raises.DetectManyAsync([[], [1, 2]])))!;
        await Assert.ThrowsAsync<InputRetainedException>(() => retains.DetectAsync(Five.Values(), new CallOptions { ForbidRetention = true }));
        RetainedInput.Release();

        Assert.That(raised.Message, Is.EqualTo("the detector refuses 5 values"));
        Assert.That(invalid.Message, Does.StartWith("returns.none returned an object of type NoneType"));
        Assert.That((many.Message, many.SeriesIndex), Is.EqualTo(("arrays[1]: the detector refuses 2 values", 1)));
    }

    [Test]
    public void DetectAsync_WhenPythonRetainsTheInput_KeepsItInPlace()
    {
        using var outliers = new Outliers("retains", "its_input");

        outliers.DetectAsync(Five.Values()).GetAwaiter().GetResult();
        RetainedInput.MoveEverything();

        Assert.That(RetainedInput.IsIntact(), Is.True);
        Assert.That(Counters.Now().leases, Is.EqualTo(1));
        RetainedInput.Release();
    }

    [Test]
    public async Task DetectAsync_AfterDispose_FailsAndDoesNotCall()
    {
        var outliers = new Outliers("good_results", "positions");

        outliers.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => outliers.DetectAsync(Five.Values()));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => outliers.DetectAsync((double[])[]));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => outliers.DetectManyAsync([Five.Values()]));
    }

    [Test]
    public async Task Dispose_WhileCallsWait_FailsThem()
    {
        var outliers = new Outliers("good_results", "positions");
        using var blocked = new BlockedQueue();
        Task<long[]>[] calls = [outliers.DetectAsync(Five.Values()), outliers.DetectAsync(Five.Values())];

        outliers.Dispose();

        foreach (Task<long[]> call in calls)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => call);
        }
    }

    [Test]
    public async Task DetectAsync_TenThousandAtOnce_NeedsNoMoreThreadsAndLeavesThePoolFree()
    {
        using var outliers = new Outliers("good_results", "positions");
        using var timerFired = new ManualResetEventSlim();
        Task<long[]>[] calls;
        bool fired;
        int added;
        using (new BlockedQueue())
        {
            int before = ThreadsOfTheQueue();
            calls = [.. Enumerable.Range(0, 10_000).Select(_ => outliers.DetectAsync(Five.Values()))];
            await using var timer = new Timer(_ => timerFired.Set(), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
            fired = timerFired.Wait(TimeSpan.FromSeconds(10));
            added = ThreadsOfTheQueue() - before;
        }

        long[][] found = await Task.WhenAll(calls);

        Assert.That(fired, Is.True);
        Assert.That(added, Is.Zero);
        Assert.That(found, Is.All.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public async Task DetectAsync_FromManyCallers_GivesEachItsOwnPositions([Values(null, true, false)] bool? batch)
    {
        using var outliers = new Outliers("outliers", "detect");
        var options = new CallOptions { Batch = batch };

        bool[][] right = await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            var all = new bool[100];
            for (int i = 0; i < all.Length; i++)
            {
                double[] data = new double[50 + caller];
                data[(caller + i) % data.Length] = 900;
                all[i] = await outliers.DetectAsync(data, options) is [var position] && position == (caller + i) % data.Length;
            }
            return all;
        })));

        Assert.That(right.SelectMany(each => each), Is.All.True);
    }

    [Test]
    public async Task Cancel_WhileTheFunctionRuns_CancelsTheTaskAtOnceAndHoldsTheMemoryUntilItEnds()
    {
        using var calls = new Outliers("calls_back", "without_gil");
        using var source = new CancellationTokenSource();
        using var begun = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        NativeFunction function = () =>
        {
            begun.Set();
            mayEnd.Wait();
            return 0;
        };
        using var manager = new NativeMemoryManager([Marshal.GetFunctionPointerForDelegate(function)]);
        Task<long[]> call = calls.DetectAsync((ReadOnlyMemory<double>)manager.Memory, cancellationToken: source.Token);
        begun.Wait();

        await source.CancelAsync();
        (int Pins, int Unpins, int Abandoned) meanwhile = (manager.Pins, manager.Unpins, CallQueue.Shared.Abandoned);
        mayEnd.Set();

        var thrown = (await Assert.CatchAsync<OperationCanceledException>(() => call))!;
        Assert.That(thrown.CancellationToken, Is.EqualTo(source.Token));
        Assert.That(meanwhile, Is.EqualTo((1, 0, 1)));
        Assert.That(Counters.WaitUntil(() => CallQueue.Shared.Abandoned == 0 && manager.Unpins == 1), Is.True);
        GC.KeepAlive(function);
    }

    [Test]
    [Category(Length.Category)]
    public async Task Cancel_InAStorm_NeverGivesAWrongAnswer()
    {
        using var outliers = new Outliers("outliers", "detect");
        int calls = Length.Of(2_000, 100_000);

        int[] cancelled = await Task.WhenAll(Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            int count = 0;
            for (int i = 0; i < calls / 4; i++)
            {
                using var source = new CancellationTokenSource();
                double[] data = new double[50];
                data[i % 50] = 900;
                Task<long[]> call = outliers.DetectAsync(data, cancellationToken: source.Token);
                if (i % 3 == caller % 3)
                {
                    await source.CancelAsync();
                }
                try
                {
                    Assert.That(await call, Is.EqualTo(new long[] { i % 50 }));
                }
                catch (OperationCanceledException)
                {
                    count++;
                }
            }
            return count;
        })));

        TestContext.Out.WriteLine($"{cancelled.Sum()} of {calls} calls were cancelled");
        Assert.That(await outliers.DetectAsync(Five.Values()), Is.Empty);
    }

    /// <summary>How many threads have the name that the queue gives to its own; Linux shows the first fifteen characters.</summary>
    private static int ThreadsOfTheQueue() => !OperatingSystem.IsLinux() ? 0 : Directory.GetDirectories("/proc/self/task")
        .Count(thread => File.ReadAllText(Path.Combine(thread, "comm")).StartsWith("OutliersNative", StringComparison.Ordinal));

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int NativeFunction();
}
