using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Leases;

/// <summary>Whatever becomes of the call, and on however many threads, one lease begins with each kept input and ends with it.</summary>
public sealed class WaysToKeepTests
{
    [Test]
    public void Detect_WhenPythonKeepsInputAndTheCallFails_LeaseBeginsAllTheSame(
        [Values("and_raises", "and_returns_none")] string function, [ValueSource(nameof(KeepableRoads))] Road road)
    {
        using var outliers = new Outliers("retains", function);

        Assert.Catch(() => road.Detect(outliers, Five.Values()));
        long leasesWhileKept = Counters.Now().leases;
        KeptInput.Release();

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
        KeptInput.MoveEverything();
        bool intact = KeptInput.IsIntact();
        long leasesWhileKept = Counters.Now().leases;
        KeptInput.Release();

        Assert.That(intact, Is.True);
        Assert.That(leasesWhileKept, Is.EqualTo(200));
        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    [TestCaseSource(typeof(Road), nameof(Road.All))]
    public void Detect_WhenPythonKeepsNothing_MakesNoLease(Road road)
    {
        using var outliers = new Outliers("outliers", "detect");

        road.Detect(outliers, Five.Values());

        Assert.That(Counters.Now().leases, Is.Zero);
    }

    [TestCaseSource(typeof(Road), nameof(Road.All))]
    public void Detect_WhenFunctionRaisesAndKeepsNothing_MakesNoLease(Road road)
    {
        using var outliers = new Outliers("raises", "value_error");

        Assert.Throws<PythonException>(() => road.Detect(outliers, Five.Values()));

        Assert.That(Counters.Now().leases, Is.Zero);
    }

    /// <summary>Without those that free their memory right after the call, as a user must not.</summary>
    private static IEnumerable<Road> KeepableRoads => Road.All.Where(road => !road.Name.Contains("native memory", StringComparison.Ordinal));

    private static void KeepFifty(Outliers outliers)
    {
        for (int i = 0; i < 50; i++)
        {
            outliers.Detect(Five.Values());
        }
    }
}
