using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Leases;

/// <summary>Inputs in Python cycles, whose size Python's garbage collector cannot see.</summary>
public sealed class CycleTests
{
    [Test]
    public void Detect_WhenCyclesHoldMuch_TheyAreCollected()
    {
        using var keeps = new Outliers("keeps_cycles", "detect");
        using var collect = new Outliers("keeps_cycles", "collect");

        for (int call = 0; call < 12; call++)
        {
            keeps.Detect(new double[1_000_000]); // 12 times 8 MB, and the bound is 64 MiB
        }
        bool collected = Counters.Become(now => now.leases <= 8);
        collect.Detect([0]);

        Assert.That(collected, Is.True);
    }

    [Test]
    public void Detect_WhenCyclesHoldMoreThanTheBoundThatWasSet_TheyAreCollected()
    {
        using var keeps = new Outliers("keeps_cycles", "detect");
        using var collect = new Outliers("keeps_cycles", "collect");
        PythonRuntime.Start(new PythonRuntimeOptions { CollectAboveBytes = 1_000 });

        keeps.Detect(new double[100]); // 800 bytes
        keeps.Detect(new double[100]);
        bool collected = Counters.Become(now => now.leases == 0);
        PythonRuntime.Start(new PythonRuntimeOptions { CollectAboveBytes = 64 << 20 });
        collect.Detect([0]);

        Assert.That(collected, Is.True);
    }
}
