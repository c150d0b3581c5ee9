using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Retention;

/// <summary>Whatever becomes of the call, and on however many threads, one lease begins with each kept input and ends with it.</summary>
public sealed class LeaseCountTests
{
    [Test]
    public void Detect_WhenPythonKeepsInputAndTheCallFails_LeaseBeginsAllTheSame(
        [Values("and_raises", "and_returns_none")] string function, [ValueSource(nameof(KeepableRoads))] InputKind road)
    {
        using var outliers = new Outliers("retains", function);

        Assert.Catch(() => road.Detect(outliers, Five.Values()));
        long leasesWhileKept = Counters.Now().leases;
        RetainedInput.Release();

        Assert.That(leasesWhileKept, Is.EqualTo(1));
        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    [Test]
    public void Detect_WhenManyThreadsKeepInputs_EveryLeaseEnds()
    {
        using var outliers = new Outliers("retains", "its_input");
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() => KeepFifty(outliers)))];

        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        RetainedInput.MoveEverything();
        bool intact = RetainedInput.IsIntact();
        long leasesWhileKept = Counters.Now().leases;
        RetainedInput.Release();

        Assert.That(intact, Is.True);
        Assert.That(leasesWhileKept, Is.EqualTo(200));
        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    [TestCaseSource(typeof(InputKind), nameof(InputKind.All))]
    public void Detect_WhenPythonKeepsNothing_MakesNoLease(InputKind road)
    {
        using var outliers = new Outliers("outliers", "detect");

        road.Detect(outliers, Five.Values());

        Assert.That(Counters.Now().leases, Is.Zero);
    }

    [TestCaseSource(typeof(InputKind), nameof(InputKind.All))]
    public void Detect_WhenFunctionRaisesAndKeepsNothing_MakesNoLease(InputKind road)
    {
        using var outliers = new Outliers("raises", "value_error");

        Assert.Throws<PythonException>(() => road.Detect(outliers, Five.Values()));

        Assert.That(Counters.Now().leases, Is.Zero);
    }

    /// <summary>Without those that free their memory right after the call, as a user must not.</summary>
    private static IEnumerable<InputKind> KeepableRoads => InputKind.All.Where(road => !road.Name.Contains("native memory", StringComparison.Ordinal));

    private static void KeepFifty(Outliers outliers)
    {
        for (int i = 0; i < 50; i++)
        {
            outliers.Detect(Five.Values());
        }
    }
}
