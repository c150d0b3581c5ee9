using NUnit.Framework;

namespace OutliersNative.Tests.Calls;

/// <summary>Functions that fork: the child process cannot continue as a second .NET process, and exits.</summary>
[Platform("Unix")]
public sealed class ForkTests
{
    [TestCase("exits")]
    [TestCase("returns")]
    public void Detect_WhenTheFunctionForks_TheChildEndsAndTheParentContinues(string function)
    {
        using var forks = new Outliers("forks", function);

        Assert.That(forks.Detect([1, 2]), Is.EqualTo(new long[] { 0 }));
    }

    [Test]
    public void Detect_WhenStrOfTheExceptionForks_TheChildEnds()
    {
        using var forks = new Outliers("forks", "raises");

        var thrown = Assert.Throws<PythonException>(() => forks.Detect([1, 2]));

        Assert.That(thrown.Message, Is.EqualTo("the fork has ended"));
    }

    [Test]
    public void Constructor_WhenTheModuleForksOnImport_TheChildEnds()
    {
        using var forks = new Outliers("imports.forks", "detect");

        Assert.That(forks.Detect([1, 2]), Is.EqualTo(new long[] { 0 }));
    }
}
