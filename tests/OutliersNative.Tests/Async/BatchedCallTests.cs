using System.Runtime.CompilerServices;
using NUnit.Framework;
using OutliersNative.Calls;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Async;

/// <summary>Calls that wait for one function are served by its <c>many</c>, and nobody notices.</summary>
public sealed class BatchedCallTests
{
    private static readonly CallOptions Alone = new() { Batch = false };

    [TearDown]
    public void ReleaseInputs()
    {
        RetainedInput.Release();
        Assert.That(Counters.WaitUntil(() => CallQueue.Shared is { Waiting: 0, Abandoned: 0 }), Is.True, "a call is left in the queue");
    }

    [Test]
    public async Task Calls_ThatWait_AreServedByOneCallOfMany()
    {
        using Outliers outliers = await LoadAsync("many_at_once.as_list");

        Task<long[]>[] calls = WhileBlocked(outliers, Five.Values(), [30, 40], [800]);

        Assert.That(await Task.WhenAll(calls), Is.EqualTo(new long[][] { [1, 3], [], [0] }));
        Assert.That(LastCalls(), Is.EqualTo("[[5, 2, 1]]"));
    }

    [Test]
    public async Task Calls_OfAFunctionWithoutMany_AreMadeAlone()
    {
        using Outliers outliers = await LoadAsync("many_at_once.around");

        Task<long[]>[] calls = WhileBlocked(outliers, Five.Values(), [30, 40]);

        Assert.That(await Task.WhenAll(calls), Is.EqualTo(new long[][] { [1, 3], [] }));
    }

    [Test]
    public async Task Calls_OfAFunctionWithoutManyThatAskForBatches_GiveTheSame()
    {
        using Outliers outliers = await LoadAsync("good_results.int64");

        Task<long[]>[] calls = WhileBlocked(outliers, new CallOptions { Batch = true }, Five.Values(), [30, 40], [800]);

        Assert.That(await Task.WhenAll(calls), Is.EqualTo(new long[][] { [1, 3], [], [0] }));
    }

    [Test]
    public async Task Calls_ThatForbidBatches_AreMadeAlone()
    {
        using var outliers = new Outliers("many_at_once", "as_list");

        Task<long[]>[] calls = WhileBlocked(outliers, Alone, [1], [2]);

        foreach (Task<long[]> call in calls)
        {
            var thrown = (await Assert.ThrowsAsync<PythonException>(() => call))!;
            Assert.That(thrown.Message, Is.EqualTo("called for one array, though it has many"));
        }
        Assert.That(LastCalls(), Is.EqualTo("[]"));
    }

    [Test]
    public async Task Batch_IsBoundedByCountAndByValues()
    {
        using Outliers outliers = await LoadAsync("many_at_once.as_list");
        double[][] manyShort = [.. Enumerable.Repeat(new double[] { 1, 2 }, CallLane.BatchCalls + 3)];
        double[][] fewLong = [.. Enumerable.Repeat(new double[CallLane.BatchValues / 2], 3)];

        await Task.WhenAll(WhileBlocked(outliers, [.. manyShort, .. fewLong]));

        IEnumerable<int> sizes = LastCalls().Split("], [").Select(call => call.Split(',').Length);
        Assert.That(sizes, Is.EquivalentTo(new[] { CallLane.BatchCalls, 3 + 1, 2 })); // in any order: several threads take them
    }

    [Test]
    public async Task Batch_WithOnePoisonedSeries_FailsForItsCallerOnly()
    {
        using Outliers outliers = await LoadAsync("outliers.detect");
        double[][] series = [.. Enumerable.Range(0, 64).Select(Series)];
        series[40][7] = double.NaN;

        Task<long[]>[] calls = WhileBlocked(outliers, series);

        var thrown = (await Assert.ThrowsAsync<PythonException>(() => calls[40]))!;
        Assert.That(thrown.Message, Does.StartWith("data[7] is nan; expected finite values"));
        Assert.That(thrown.SeriesIndex, Is.Null);
        foreach (int i in Enumerable.Range(0, 64).Where(i => i != 40))
        {
            Assert.That(await calls[i], Is.EqualTo(outliers.Detect(series[i])));
        }
    }

    [TestCase(2)]
    [TestCase(64)]
    public async Task Batch_WithManyPoisonedSeries_FailsForTheirCallersOnly(int every)
    {
        using Outliers outliers = await LoadAsync("outliers.detect");
        double[][] series = [.. Enumerable.Range(0, 64).Select(i => i % every == 0 ? [double.NaN] : Series(i))];

        Task<long[]>[] calls = WhileBlocked(outliers, series);
        await Task.WhenAll(calls).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.That(calls.Select(call => call.IsFaulted), Is.EqualTo(Enumerable.Range(0, 64).Select(i => i % every == 0)));
    }

    [TestCase("many_at_once.raises")]
    [TestCase("many_at_once.returns_too_few")]
    public async Task Batch_WhenManyFailsForAll_IsMadeAloneForEach(string function)
    {
        using Outliers outliers = await LoadAsync(function);

        Task<long[]>[] calls = WhileBlocked(outliers, [1], [2], [3]);

        foreach (Task<long[]> call in calls)
        {
            var thrown = (await Assert.ThrowsAsync<PythonException>(() => call))!;
            Assert.That(thrown.Message, Is.EqualTo("called for one array, though it has many"));
        }
    }

    [Test]
    public async Task Batch_WithOneCancelledCaller_ServesTheOthers()
    {
        using Outliers outliers = await LoadAsync("many_at_once.as_list");
        using var source = new CancellationTokenSource();
        using var never = new CancellationTokenSource();
        Task<long[]> first, cancelled, last;
        using (new BlockedQueue())
        {
            first = outliers.DetectAsync(Five.Values(), cancellationToken: never.Token);
            cancelled = outliers.DetectAsync([1, 2, 3], cancellationToken: source.Token);
            last = outliers.DetectAsync([800], cancellationToken: never.Token);
            await source.CancelAsync();
        }

        Assert.That(await first, Is.EqualTo(new long[] { 1, 3 }));
        Assert.That(await last, Is.EqualTo(new long[] { 0 }));
        Assert.That(cancelled.IsCanceled, Is.True);
        Assert.That(LastCalls(), Is.EqualTo("[[5, 1]]"));
    }

    [Test]
    public async Task Batch_WhenArraysAreRetained_EachHasItsLease()
    {
        await DetectAndForgetAsync();

        RetainedInput.MoveEverything();

        Assert.That(RetainedInput.IsIntact(), Is.True);
        Assert.That(Counters.Now().leases, Is.EqualTo(2));
    }

    [Test]
    public async Task Calls_ThatForbidRetention_AreMadeAlone()
    {
        using Outliers outliers = await LoadAsync("many_at_once.as_list");

        Task<long[]>[] calls = WhileBlocked(outliers, new CallOptions { ForbidRetention = true }, [1], [2]);

        foreach (Task<long[]> call in calls)
        {
            await Assert.ThrowsAsync<PythonException>(() => call);
        }
        Assert.That(LastCalls(), Is.EqualTo("[]"));
    }

    [Test]
    public async Task Batch_OfMemoryOfEveryKind_ReadsItInPlaceAndReleasesIt()
    {
        using Outliers outliers = await LoadAsync("many_at_once.as_list");
        using var manager = new NativeMemoryManager([1e9, .. Five.Values(), 1e9]);
        Task<long[]>[] calls;
        using (new BlockedQueue())
        {
            calls =
            [
                outliers.DetectAsync(InputKind.Slice(Five.Values())),
                outliers.DetectAsync((ReadOnlyMemory<double>)manager.Memory[1..6]),
                outliers.DetectAsync(Five.Values()),
                outliers.DetectAsync((ReadOnlyMemory<double>)manager.Memory[5..]),
            ];
        }

        Assert.That(await Task.WhenAll(calls), Is.EqualTo(new long[][] { [1, 3], [1, 3], [1, 3], [1] }));
        Assert.That(LastCalls(), Is.EqualTo("[[5, 5, 5, 2]]"));
        Assert.That((manager.Pins, manager.Unpins), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task Batch_WhenMemoryIsRetained_UnpinsItOnceItIsReleased()
    {
        using Outliers outliers = await LoadAsync("many_at_once.retains_first_and_last");
        using var manager = new NativeMemoryManager(Five.Values());
        Task<long[]>[] calls;
        using (new BlockedQueue())
        {
            calls =
            [
                outliers.DetectAsync((ReadOnlyMemory<double>)manager.Memory),
                outliers.DetectAsync((ReadOnlyMemory<double>)manager.Memory),
                outliers.DetectAsync(Five.Values()),
            ];
        }
        await Task.WhenAll(calls);
        int unpinsWhileRetained = manager.Unpins;

        RetainedInput.Release();

        Assert.That(unpinsWhileRetained, Is.EqualTo(1));
        Assert.That(Counters.WaitUntil(() => manager.Unpins == 2), Is.True);
        Assert.That(manager.Pins, Is.EqualTo(2));
    }

    /// <summary>Loads a function and has the queue make one call of it, after which it knows whether the function has a many.</summary>
    private static async Task<Outliers> LoadAsync(string function)
    {
        Outliers outliers = FixtureFunctions.Load(function);
        await outliers.DetectManyAsync([[]]);
        return outliers;
    }

    /// <summary>Has a call for each series wait before the first is made.</summary>
    private static Task<long[]>[] WhileBlocked(Outliers outliers, params double[][] series) => WhileBlocked(outliers, new CallOptions(), series);

    private static Task<long[]>[] WhileBlocked(Outliers outliers, CallOptions options, params double[][] series)
    {
        using var blocked = new BlockedQueue();
        return [.. series.Select(values => outliers.DetectAsync(values, options))];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task DetectAndForgetAsync()
    {
        using Outliers outliers = await LoadAsync("many_at_once.retains_first_and_last");
        await Task.WhenAll(WhileBlocked(outliers, Five.Values(), Five.Values(), Five.Values()));
    }

    private static double[] Series(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 100).Select(_ => Math.Pow(random.NextDouble(), 9))];
    }

    private static string LastCalls()
    {
        using var outliers = new Outliers("many_at_once", "last_calls");
        return Assert.Throws<PythonException>(() => outliers.Detect([0]))!.Message;
    }
}
