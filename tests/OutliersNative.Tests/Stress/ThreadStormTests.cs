using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Stress;

/// <summary>Many threads at the same time, and many threads one after another.</summary>
[Category(Length.Category)]
public sealed class ThreadStormTests
{
    private const int LittleStack = 256 << 10; // the calls run on threads of the native library
    private const int EnoughStack = 16 << 20;
    private const int AtOnce = 20;

    private static readonly string[] Ways =
    [
        "good_results.positions", "uses.releases_gil", "uses.starts_threads", "retains.last_input",
    ];

    [Test]
    public void Start_FromManyThreadsAtOnce_StartsOnce()
    {
        int threads = Length.Of(16, 100);

        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Run($"race {threads}", "current");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { $"{threads}", Places.NumPyPython }), outcome.Errors);
    }

    /// <param name="stackBytes">Stack size of each thread.</param>
    /// <param name="mayStay">Thread states that may remain: this thread's, or those of the native library's own threads.</param>
    [TestCase(EnoughStack, 1)]
    [TestCase(LittleStack, AtOnce)]
    public void Detect_FromShortLivedThreads_LeavesNoThreadStateAndMemoryAsItWas(int stackBytes, int mayStay)
    {
        int count = Length.Of(500, 10_000);
        using var outliers = new Outliers("good_results", "positions");
        long before = Counters.Now().threads;
        int right = 0;

        double megabytes = ProcessMemory.GrowthMegabytes(threads => right += CallOnThreads(outliers, threads, stackBytes), count);

        TestContext.Out.WriteLine(FormattableString.Invariant($"{count:N0} threads, resident memory {megabytes:+0.0;-0.0;0.0} MB"));
        Assert.That(right, Is.EqualTo(count / 5 * 6), "including the fifth that warms up");
        Assert.That(Counters.Become(now => now.threads <= before + mayStay), Is.True);
        Assert.That(megabytes, Is.LessThan(32), "thread states left behind would be 160, of 16 KB each");
    }

    [TestCaseSource(nameof(Ways))]
    public void Detect_FromManyThreadsOnOneInstance_IsRightForAll(string function)
    {
        int calls = Length.Of(10, 500);
        using Outliers outliers = FixtureFunctions.Load(function);

        int[] right = Threads.Run(32, _ => CountRight(outliers, calls));

        ReleaseLast();
        TestContext.Out.WriteLine($"{32 * calls:N0} calls");
        Assert.That(right, Is.All.EqualTo(calls));
    }

    [Test]
    public void Detect_FromManyThreadsOnManyInstances_IsRightForAll()
    {
        int calls = Length.Of(10, 500);

        int[] right = Threads.Run(32, index =>
        {
            using Outliers outliers = FixtureFunctions.Load(Ways[index % Ways.Length]);
            return CountRight(outliers, calls);
        });

        ReleaseLast();
        TestContext.Out.WriteLine($"{32 * calls:N0} calls");
        Assert.That(right, Is.All.EqualTo(calls));
    }

    [Test]
    public void Detect_InCallbacksOnManyThreads_IsRightForAll(
        [Values(Callback.WithoutGil, Callback.HoldingGil, Callback.OnPythonThread)] string way)
    {
        int calls = Length.Of(10, 500);
        using var outliers = new Outliers("good_results", "positions");

        int[] right = Threads.Run(16, _ =>
        {
            int count = 0;
            for (int i = 0; i < calls; i++)
            {
                Callback.Run(way, () => count += CountRight(outliers, 1));
            }
            return count;
        });

        TestContext.Out.WriteLine($"{16 * calls:N0} callbacks");
        Assert.That(right, Is.All.EqualTo(calls));
    }

    /// <summary>The number of right calls; each thread makes one.</summary>
    private static int CallOnThreads(Outliers outliers, int count, int stackBytes)
    {
        int right = 0;
        IEnumerable<Thread> threads = Enumerable.Range(0, count).Select(
            _ => new Thread(() => Interlocked.Add(ref right, CountRight(outliers, 1)), stackBytes));
        foreach (Thread[] batch in threads.Chunk(AtOnce))
        {
            Array.ForEach(batch, thread => thread.Start());
            Array.ForEach(batch, thread => thread.Join());
        }
        return right;
    }

    private static int CountRight(Outliers outliers, int calls)
    {
        double[] data = Five.Values();
        return Enumerable.Range(0, calls).Count(_ => outliers.Detect(data) is [1, 3]);
    }

    private static void ReleaseLast()
    {
        using var release = new Outliers("retains", "release_last");
        release.Detect([0]);
    }
}
