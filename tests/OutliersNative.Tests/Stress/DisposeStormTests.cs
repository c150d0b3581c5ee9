using System.Runtime.CompilerServices;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Stress;

/// <summary>Instances that are disposed or finalized while other threads call.</summary>
[Category(Length.Category)]
public sealed class DisposeStormTests
{
    [Test]
    public void Dispose_WhileOthersCall_GivesRightResultsOrObjectDisposed()
    {
        int rounds = Length.Of(20, 2_000);
        var current = new Outliers("good_results", "positions");
        bool isOver = false;
        long calls = 0;

        int[] wrong = Threads.Run(5, index => index == 0 ? Replace() : Call());

        current.Dispose();
        TestContext.Out.WriteLine($"{rounds:N0} instances disposed under four callers");
        Assert.That(wrong, Is.All.Zero);

        int Replace()
        {
            for (int i = 0; i < rounds; i++)
            {
                long before = Interlocked.Read(ref calls);
                SpinWait.SpinUntil(() => Interlocked.Read(ref calls) >= before + 10); // so that the instance is in use
                Interlocked.Exchange(ref current, new Outliers("good_results", "positions")).Dispose();
            }
            Volatile.Write(ref isOver, true);
            return 0;
        }

        int Call()
        {
            int count = 0;
            while (!Volatile.Read(ref isOver))
            {
                count += IsRightOrDisposed(Volatile.Read(ref current)) ? 0 : 1;
                Interlocked.Increment(ref calls);
            }
            return count;
        }
    }

    [Test]
    public void Finalizers_WhileOthersCall_ReleaseEverything()
    {
        int rounds = Length.Of(10, 500);
        using var outliers = new Outliers("good_results", "positions");
        bool isOver = false;

        int[] wrong = Threads.Run(5, index => index == 0 ? ForgetAndCollect() : Call());
        bool given = Counters.Become(now => now.functions == 1);

        TestContext.Out.WriteLine($"{100 * rounds:N0} instances left to the finalizer, {rounds:N0} collections under four callers");
        Assert.That(wrong, Is.All.Zero);
        Assert.That(given, Is.True);

        int ForgetAndCollect()
        {
            for (int i = 0; i < rounds; i++)
            {
                Forget(100);
                GC.Collect();
            }
            GC.WaitForPendingFinalizers();
            Volatile.Write(ref isOver, true);
            return 0;
        }

        int Call()
        {
            int count = 0;
            while (!Volatile.Read(ref isOver))
            {
                count += IsRightOrDisposed(outliers) ? 0 : 1;
            }
            return count;
        }
    }

    private static bool IsRightOrDisposed(Outliers outliers)
    {
        try
        {
            return outliers.Detect(Five.Values()) is [1, 3];
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _ = new Outliers("good_results", "positions");
        }
    }
}
