using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Retention;

/// <summary>CallOptions.ForbidRetention: a retained input is an error, and its memory is safe all the same.</summary>
public sealed class ForbidRetentionTests
{
    private static readonly CallOptions Forbidding = new() { ForbidRetention = true };

    [TearDown]
    public void ReleaseInputs() => RetainedInput.Release();

    [Test]
    public void Detect_WhenRetentionIsForbiddenAndNothingIsRetained_Returns()
    {
        using var outliers = new Outliers("good_results", "int64");

        Assert.That(outliers.Detect(Five.Values(), Forbidding), Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public void Detect_WhenRetentionIsAllowed_Returns()
    {
        using var outliers = new Outliers("retains", "its_input");

        Assert.That(outliers.Detect(Five.Values(), new CallOptions()), Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public void Detect_WhenRetentionIsForbiddenAndTheArrayIsRetained_ThrowsAndTheMemoryIsSafe()
    {
        using var outliers = new Outliers("retains", "its_input");

        var thrown = Assert.Throws<InputRetainedException>(() => outliers.Detect(Five.Values(), Forbidding));
        RetainedInput.MoveEverything();

        Assert.That(thrown.Message, Does.Contain("data.copy()"));
        Assert.That(thrown.InnerException, Is.Null);
        Assert.That(RetainedInput.IsIntact(), Is.True);
        Assert.That(Counters.Now().leases, Is.EqualTo(1));
    }

    [TestCaseSource(typeof(RetainedInput), nameof(RetainedInput.Routes))]
    public void Detect_WhenRetentionIsForbidden_ThrowsByWhateverRoute(string route)
    {
        using Outliers outliers = FixtureFunctions.Load(route);

        Assert.Throws<InputRetainedException>(() => outliers.Detect(Five.Values(), Forbidding));
    }

    [Test]
    public void Detect_WhenRetentionIsForbiddenAndMemoryIsRetained_Throws()
    {
        using var outliers = new Outliers("retains", "its_input");
        using var manager = new NativeMemoryManager(Five.Values());

        Assert.Throws<InputRetainedException>(() => outliers.Detect((ReadOnlyMemory<double>)manager.Memory, Forbidding));
        RetainedInput.Release();

        Assert.That(Counters.WaitUntil(() => manager.Unpins == 1), Is.True);
    }

    [Test]
    public void Detect_WhenRetentionIsForbiddenAndTheCopyOfASpanIsRetained_Throws()
    {
        using var outliers = new Outliers("retains", "its_input");

        Assert.Throws<InputRetainedException>(() => outliers.Detect(Five.Values().AsSpan(), Forbidding));
    }

    [Test]
    public void Detect_WhenRetentionIsForbiddenAndTheFunctionRaisesToo_ReportsBoth()
    {
        using var outliers = new Outliers("retains", "and_raises");

        var thrown = Assert.Throws<InputRetainedException>(() => outliers.Detect(Five.Values(), Forbidding));
        RetainedInput.Release();

        Assert.That(thrown.InnerException, Is.InstanceOf<PythonException>());
    }
}
