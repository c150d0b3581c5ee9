using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Retention;

/// <summary>Inputs retained in Python reference cycles, whose size Python's garbage collector does not see.</summary>
public sealed class CycleTests
{
    [TearDown]
    public void RestoreTheBound()
    {
        SetBound(64 << 20);
        using var collect = new Outliers("retains", "collect");
        collect.Detect([0]);
    }

    [Test]
    public void Detect_WhenCyclesHoldMuch_TheyAreCollected()
    {
        using var keeps = new Outliers("retains", "in_cycle");

        for (int call = 0; call < 12; call++)
        {
            keeps.Detect(new double[1_000_000]); // 12 times 8 MB, and the bound is 64 MiB
        }

        Assert.That(Counters.Become(now => now.leases <= 8), Is.True);
    }

    [Test]
    public void Detect_WhenCyclesHoldMoreThanTheBoundThatWasSet_TheyAreCollected()
    {
        using var keeps = new Outliers("retains", "in_cycle");
        SetBound(1_000);

        keeps.Detect(new double[100]); // 800 bytes
        keeps.Detect(new double[100]);

        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    [Test]
    public void Detect_WhenCyclesHoldMuchAfterMoreWasRetainedOnPurpose_TheyAreCollected()
    {
        using var holds = new Outliers("retains", "its_input");
        using var keeps = new Outliers("retains", "in_cycle");
        SetBound(1_000);
        for (int call = 0; call < 20; call++)
        {
            holds.Detect(new double[100]); // 16,000 bytes, so that the next collection is for 32,000
        }
        bool held = Counters.Become(now => now.leases == 20);
        RetainedInput.Release();

        keeps.Detect(new double[100]);
        keeps.Detect(new double[100]);

        Assert.That(held, Is.True);
        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    private static void SetBound(long bytes) => PythonRuntime.Start(new PythonRuntimeOptions { CollectAboveBytes = bytes });
}
