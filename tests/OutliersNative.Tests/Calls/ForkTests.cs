using NUnit.Framework;

namespace OutliersNative.Tests.Calls;

/// <summary>A function that forks: the copy cannot go on as a second .NET process, and ends.</summary>
[Platform("Unix")]
public sealed class ForkTests
{
    [TestCase("detect")]
    [TestCase("returns")]
    public void Detect_WhenTheFunctionForks_TheCopyEndsAndThisProcessGoesOn(string function)
    {
        using var forks = new Outliers("forks", function);

        Assert.That(forks.Detect([1, 2]), Is.EqualTo(new long[] { 0 }));
    }
}
