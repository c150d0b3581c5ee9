using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Retention;

/// <summary>Each retained input has exactly one lease, whether the call succeeds or fails, on any number of threads.</summary>
public sealed class LeaseCountTests
{
    [Test]
    public void Detect_WhenInputIsRetainedAndTheCallFails_MakesALease(
        [Values("and_raises", "and_returns_none")] string function, [ValueSource(nameof(RetainableKinds))] InputKind kind)
    {
        using var outliers = new Outliers("retains", function);

        Assert.Catch(() => kind.Detect(outliers, Five.Values()));
        long leasesWhileRetained = Counters.Now().leases;
        RetainedInput.Release();

        Assert.That(leasesWhileRetained, Is.EqualTo(1));
        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    [Test]
    public void Detect_WhenManyThreadsRetainInputs_EveryLeaseEnds()
    {
        using var outliers = new Outliers("retains", "its_input");
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() => RetainFifty(outliers)))];

        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        RetainedInput.MoveEverything();
        bool intact = RetainedInput.IsIntact();
        long leasesWhileRetained = Counters.Now().leases;
        RetainedInput.Release();

        Assert.That(intact, Is.True);
        Assert.That(leasesWhileRetained, Is.EqualTo(200));
        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    [TestCaseSource(typeof(InputKind), nameof(InputKind.All))]
    public void Detect_WhenNothingIsRetained_MakesNoLease(InputKind kind)
    {
        using var outliers = new Outliers("outliers", "detect");

        kind.Detect(outliers, Five.Values());

        Assert.That(Counters.Now().leases, Is.Zero);
    }

    [TestCaseSource(typeof(InputKind), nameof(InputKind.All))]
    public void Detect_WhenFunctionRaisesAndRetainsNothing_MakesNoLease(InputKind kind)
    {
        using var outliers = new Outliers("raises", "value_error");

        Assert.Throws<PythonException>(() => kind.Detect(outliers, Five.Values()));

        Assert.That(Counters.Now().leases, Is.Zero);
    }

    /// <summary>Without those that free their memory right after the call, as a user must not.</summary>
    private static IEnumerable<InputKind> RetainableKinds => InputKind.All.Where(kind => !kind.Name.Contains("native memory", StringComparison.Ordinal));

    private static void RetainFifty(Outliers outliers)
    {
        for (int i = 0; i < 50; i++)
        {
            outliers.Detect(Five.Values());
        }
    }
}
