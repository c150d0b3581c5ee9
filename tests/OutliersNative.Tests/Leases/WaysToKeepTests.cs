using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Leases;

/// <summary>However Python keeps its input, and whatever becomes of the call, one lease begins and ends with it.</summary>
public sealed class WaysToKeepTests
{
    private static readonly string[] Returning = ["keeps_input", "keeps_slice", "keeps_memoryview", "keeps_exception_frame"];
    private static readonly string[] Failing = ["keeps_input_and_raises", "keeps_input_and_returns_none"];

    [Test]
    public void Detect_WhenPythonKeepsInput_LeaseBeginsWithTheCallAndEndsWithTheLastReference(
        [ValueSource(nameof(Returning))] string module, [ValueSource(nameof(KeepableRoads))] Road road)
    {
        using var outliers = new Outliers(module, "detect");

        long[] positions = road.Detect(outliers, Five.Values());
        long leasesWhileKept = Counters.Now().leases;
        KeptInput.Release(module);

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
        Assert.That(leasesWhileKept, Is.EqualTo(1));
        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    [Test]
    public void Detect_WhenPythonKeepsInputAndTheCallFails_LeaseBeginsAllTheSame(
        [ValueSource(nameof(Failing))] string module, [ValueSource(nameof(KeepableRoads))] Road road)
    {
        using var outliers = new Outliers(module, "detect");

        Assert.Catch(() => road.Detect(outliers, Five.Values()));
        long leasesWhileKept = Counters.Now().leases;
        KeptInput.Release(module);

        Assert.That(leasesWhileKept, Is.EqualTo(1));
        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    [Test]
    public void Detect_WhenPythonKeepsInputInACycle_LeaseEndsWithPythonsGarbageCollection()
    {
        KeptInput.Detect("keeps_cycle", Five.Values());

        KeptInput.Release("keeps_cycle");

        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    [Test]
    public void Detect_WhenManyThreadsKeepInputs_EveryLeaseEnds()
    {
        using var outliers = new Outliers("keeps_input", "detect");
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() => KeepFifty(outliers)))];

        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        KeptInput.MoveEverything();
        bool intact = KeptInput.IsIntact("keeps_input");
        long leasesWhileKept = Counters.Now().leases;
        KeptInput.Release("keeps_input");

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
        using var outliers = new Outliers("raises_value_error", "detect");

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
