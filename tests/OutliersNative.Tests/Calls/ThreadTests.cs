using System.Collections.Concurrent;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>Calls from many threads at the same time.</summary>
public sealed class ThreadTests
{
    private const int CallsEach = 200;

    [TestCase(2)]
    [TestCase(8)]
    public void Detect_FromManyThreadsOnOneInstance_GivesEachItsOwnPositions(int count)
    {
        using var outliers = new Outliers("good_results", "positions");
        int[] wrong = new int[count];

        Threads.Run(count, index => wrong[index] = Enumerable.Range(0, CallsEach).Count(_ => !IsRight(outliers, index)));

        Assert.That(wrong, Is.All.Zero);
    }

    [Test]
    public void Detect_FromTwoThreadsOnTwoInstances_GivesEachItsOwnPositions()
    {
        using var first = new Outliers("good_results", "positions");
        using var second = new Outliers("good_results", "bool_mask");
        int[] wrong = new int[2];

        Threads.Run(2, index => wrong[index] = Enumerable.Range(0, CallsEach).Count(_ => !IsRight(index == 0 ? first : second, index)));

        Assert.That(wrong, Is.All.Zero);
    }

    [Test]
    public void Detect_WithManyPositionsFromEightThreads_GivesEachItsOwn()
    {
        using var outliers = new Outliers("planned_results", "ascending");
        int[] wrong = new int[8];

        Threads.Run(8, index => wrong[index] = Enumerable.Range(0, CallsEach).Count(_ => !IsOfLength(outliers, 200 + index)));

        Assert.That(wrong, Is.All.Zero);
    }

    [Test]
    public void Detect_FromEightThreadsThatAllFail_GivesEachItsOwnMessage()
    {
        using var outliers = new Outliers("raises", "value_error");
        var messages = new ConcurrentDictionary<int, string>();

        Threads.Run(8, index => messages[index] = Assert.Throws<PythonException>(() => outliers.Detect(new double[index + 1])).Message);

        Assert.That(
            Enumerable.Range(0, 8).Select(index => messages[index]),
            Is.EqualTo(Enumerable.Range(1, 8).Select(size => $"the detector refuses {size} values")));
    }

    [Test]
    public void Dispose_WhileOthersCall_GivesRightResultsOrObjectDisposed([Range(1, 5)] int round)
    {
        var outliers = new Outliers("good_results", "positions");
        using var underWay = new CountdownEvent(4 * round);
        string[] ends = new string[5];

        Threads.Run(5, index => ends[index] = index == 4 ? DisposeAfter(underWay, outliers) : CallUntilDisposed(underWay, outliers, index));

        Assert.That(ends, Is.EqualTo(new[] { "disposed", "disposed", "disposed", "disposed", "done" }));
    }

    [Test]
    public void Dispose_FromManyThreads_ReleasesOnce()
    {
        var outliers = new Outliers("good_results", "positions");

        Threads.Run(8, _ => outliers.Dispose());

        Assert.That(Counters.Become(now => now is { functions: 0, queued: 0 }), Is.True);
    }

    [Test]
    public void Detect_FromThreadsThatEnd_LeavesNoThreadStates()
    {
        using var outliers = new Outliers("good_results", "positions");
        long before = Counters.Now().threads;
        int[] wrong = new int[40];

        Threads.Run(40, index => wrong[index] = IsRight(outliers, index) ? 0 : 1);

        Assert.That(wrong, Is.All.Zero);
        Assert.That(Counters.Become(now => now.threads <= before), Is.True);
    }

    private static string CallUntilDisposed(CountdownEvent underWay, Outliers outliers, int index)
    {
        try
        {
            while (IsRight(outliers, index))
            {
                if (!underWay.IsSet)
                {
                    TrySignal(underWay);
                }
            }
            return "wrong";
        }
        catch (ObjectDisposedException)
        {
            return "disposed";
        }
    }

    private static void TrySignal(CountdownEvent underWay)
    {
        try
        {
            underWay.Signal();
        }
        catch (InvalidOperationException)
        {
            // Other threads have signalled the rest.
        }
    }

    private static string DisposeAfter(CountdownEvent underWay, Outliers outliers)
    {
        bool calling = underWay.Wait(TimeSpan.FromSeconds(10));
        outliers.Dispose();
        return calling ? "done" : "nobody called";
    }

    private static bool IsRight(Outliers outliers, int index)
    {
        double[] data = new double[50 + index];
        data[index] = 900;
        return outliers.Detect(data) is [var position] && position == index;
    }

    private static bool IsOfLength(Outliers outliers, int length)
    {
        double[] data = new double[length];
        data[0] = length;
        long[] positions = outliers.Detect(data);
        return positions.Length == length && positions[^1] == length - 1;
    }
}
