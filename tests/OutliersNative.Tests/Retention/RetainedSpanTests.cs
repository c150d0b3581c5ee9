using System.Runtime.CompilerServices;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Retention;

/// <summary>Python gets a copy of a span. A retained copy lives until Python releases it, whatever becomes of the stack.</summary>
public sealed class RetainedSpanTests
{
    [TearDown]
    public void ReleaseInputs() => RetainedInput.Release();

    [Test]
    public void Detect_WhenInputIsRetained_TheCopyOutlivesTheStack()
    {
        DetectFromStack();

        OverwriteStack();

        Assert.That(RetainedInput.IsIntact(), Is.True);
        Assert.That(Counters.Now().leases, Is.EqualTo(1));
    }

    [Test]
    public void Detect_WhenPythonReleasesItsInput_TheLeaseEnds()
    {
        DetectFromStack();

        RetainedInput.Release();

        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    [Test]
    public void Detect_WhenNothingIsRetained_MakesNoLease()
    {
        using var outliers = new Outliers("good_results", "int64");

        outliers.Detect((ReadOnlySpan<double>)[10, 900, 20, 800, 30]);

        Assert.That(Counters.Now().leases, Is.Zero);
    }

    [Test]
    public void Detect_WhenCalledOften_FreesTheCopies()
    {
        double[] data = new double[1_000_000];
        using var outliers = new Outliers("good_results", "empty_list");

        long megabytes = ProcessMemory.GrowthMegabytes(() =>
        {
            for (int i = 0; i < 40; i++)
            {
                outliers.Detect(data.AsSpan());
            }
        });

        Assert.That(megabytes, Is.LessThan(160), "the copies alone were 320");
    }

    [Test]
    public void Detect_WhenPythonReleasesMany_FreesTheCopies()
    {
        double[] data = new double[1_000_000];
        using var outliers = new Outliers("retains_reference", "by_cycle");

        long megabytes = ProcessMemory.GrowthMegabytes(() =>
        {
            for (int i = 0; i < 40; i++)
            {
                outliers.Detect(data.AsSpan());
                RetainedInput.Release();
            }
        });

        Assert.That(megabytes, Is.LessThan(160), "the copies alone were 320");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DetectFromStack()
    {
        using var outliers = new Outliers("retains", "its_input");
        ReadOnlySpan<double> stack = stackalloc double[] { 10, 900, 20, 800, 30 };
        outliers.Detect(stack);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OverwriteStack()
    {
        Span<double> stack = stackalloc double[4096];
        stack.Fill(-1);
        GC.KeepAlive(stack.ToArray());
    }
}
