using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Stress;

/// <summary>A million calls do not grow the process. (The native counters are checked after every test.)</summary>
[Category(Length.Category)]
public sealed class LeakTests
{
    [TestCaseSource(typeof(RepeatedCalls), nameof(RepeatedCalls.Names))]
    public void Detect_CalledOften_LeavesMemoryAsItWas(string kind)
    {
        int count = Length.Of(60_000, 1_000_000);

        double megabytes = ProcessMemory.GrowthMegabytes(repetitions => RepeatedCalls.Run(kind, repetitions), count);

        TestContext.Out.WriteLine(FormattableString.Invariant($"{count:N0} calls, resident memory {megabytes:+0.0;-0.0;0.0} MB"));
        Assert.That(megabytes, Is.LessThan(8), "each call has leaked 130 bytes, or 8 in the long form");
    }
}
