using System.Runtime.InteropServices;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>Python code that runs after the function has returned, within the same native call, and calls .NET, which calls
/// Python again.</summary>
public sealed class LateCallbackTests
{
    private static readonly List<long[]> Inner = [];

    [SetUp]
    public void Forget() => Inner.Clear();

    [TearDown]
    public void Collect()
    {
        using var collector = new Outliers("retains", "collect");
        collector.Detect([0]);
    }

    [TestCase("when_result_is_freed")]
    [TestCase("when_mask_is_asked_for")]
    [TestCase("when_item_is_read")]
    public unsafe void Detect_WhenTheResultCallsBack_BothCallsGiveTheirPositions(string function)
    {
        delegate* unmanaged<int> callback = &DetectAgain;
        using var outliers = new Outliers("calls_back", function);

        long[] positions = outliers.Detect([(double)(nint)callback]);

        Assert.That(positions, Is.EqualTo(new long[] { 0 }));
        Assert.That(Inner, Is.Not.Empty.And.All.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public unsafe void Detect_WhenTheExceptionCallsBack_BothCallsEndAsTheyShould()
    {
        delegate* unmanaged<int> callback = &DetectAgain;
        using var outliers = new Outliers("calls_back", "when_exception_is_described");

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect([(double)(nint)callback]));

        Assert.That(thrown.Message, Is.EqualTo("described"));
        Assert.That(Inner, Is.Not.Empty.And.All.EqualTo(new long[] { 1, 3 }));
    }

    [UnmanagedCallersOnly]
    private static int DetectAgain()
    {
        using var outliers = new Outliers("good_results", "int64");
        Inner.Add(outliers.Detect(Five.Values()));
        return 0;
    }
}
