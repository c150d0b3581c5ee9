using System.Runtime.CompilerServices;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests;

/// <summary>What Outliers checks before anything crosses to Python.</summary>
public sealed class OutliersTests
{
    [Test]
    public void Constructor_WithoutModule_ThrowsArgumentNull()
    {
        var thrown = Assert.Throws<ArgumentNullException>(() => new Outliers(null!, "detect").Dispose());

        Assert.That(thrown.ParamName, Is.EqualTo("module"));
    }

    [Test]
    public void Constructor_WithoutFunction_ThrowsArgumentNull()
    {
        var thrown = Assert.Throws<ArgumentNullException>(() => new Outliers("outliers", null!).Dispose());

        Assert.That(thrown.ParamName, Is.EqualTo("function"));
    }

    [TestCaseSource(nameof(UnusableNames))]
    public void Constructor_WithUnusableModuleName_ThrowsArgument(string module)
    {
        Assert.Catch<ArgumentException>(() => new Outliers(module, "detect").Dispose());
    }

    [TestCaseSource(nameof(UnusableNames))]
    public void Constructor_WithUnusableFunctionName_ThrowsArgument(string function)
    {
        Assert.Catch<ArgumentException>(() => new Outliers("outliers", function).Dispose());
    }

    [Test]
    public void Constructor_WithNulInName_SaysSo()
    {
        var thrown = Assert.Throws<ArgumentException>(() => new Outliers("outliers", "det\0ect").Dispose());

        Assert.That(thrown.Message, Is.EqualTo("A Python name cannot hold a NUL character. (Parameter 'function')"));
    }

    [Test]
    public void Detect_WithoutArray_ThrowsArgumentNull()
    {
        using var outliers = new Outliers("outliers", "detect");

        var thrown = Assert.Throws<ArgumentNullException>(() => outliers.Detect((double[])null!));

        Assert.That(thrown.ParamName, Is.EqualTo("data"));
    }

    [Test]
    public void Detect_WithoutArrayAfterDispose_ThrowsArgumentNull()
    {
        var outliers = new Outliers("outliers", "detect");
        outliers.Dispose();

        Assert.Throws<ArgumentNullException>(() => outliers.Detect((double[])null!));
    }

    [TestCaseSource(typeof(InputKind), nameof(InputKind.All))]
    public void Detect_OfAnEmptySeries_ReturnsEmptyWithoutACall(InputKind kind)
    {
        using var outliers = new Outliers("raises", "value_error");

        long[] positions = kind.Detect(outliers, []);

        Assert.That(positions, Is.Empty);
    }

    [Test]
    public void Detect_OfDefaultMemory_ReturnsEmptyWithoutACall()
    {
        using var outliers = new Outliers("raises", "value_error");

        long[] positions = outliers.Detect(default(ReadOnlyMemory<double>));

        Assert.That(positions, Is.Empty);
    }

    [TestCaseSource(typeof(InputKind), nameof(InputKind.All))]
    public void Detect_AfterDispose_ThrowsObjectDisposed(InputKind kind)
    {
        var outliers = new Outliers("outliers", "detect");
        outliers.Dispose();

        var thrown = Assert.Throws<ObjectDisposedException>(() => kind.Detect(outliers, Five.Values()));

        Assert.That(thrown.ObjectName, Is.EqualTo("OutliersNative.Outliers"));
    }

    [TestCaseSource(typeof(InputKind), nameof(InputKind.All))]
    public void Detect_OfAnEmptySeriesAfterDispose_ThrowsObjectDisposed(InputKind kind)
    {
        var outliers = new Outliers("outliers", "detect");
        outliers.Dispose();

        Assert.Throws<ObjectDisposedException>(() => kind.Detect(outliers, []));
    }

    [Test]
    public void Dispose_Twice_DoesNothingMore()
    {
        var outliers = new Outliers("outliers", "detect");
        outliers.Dispose();

        Assert.DoesNotThrow(outliers.Dispose);
    }

    [Test]
    public void Dispose_OfOneOfTwo_LeavesTheOther()
    {
        using var kept = new Outliers("outliers", "detect");
        var given = new Outliers("outliers", "detect");
        given.Dispose();

        long[] positions = kept.Detect([0, 0, 0, 0, 0, 0, 0, 0, 50]);

        Assert.That(positions, Is.EqualTo(new long[] { 8 }));
    }

    [Test]
    public void Outliers_AsAnInterface_DetectsLikeItself()
    {
        using var outliers = new Outliers("outliers", "detect");
        double[] data = [0, 0, 0, 0, 0, 0, 0, 0, 50];
        Func<IOutlierDetector, long[]>[] calls =
        [
            detector => detector.Detect(data),
            detector => detector.Detect(data.AsMemory()),
            detector => detector.DetectBatch(data, data.Length)[0],
            detector => detector.DetectBatch(data.AsMemory(), data.Length)[0],
            detector => detector.DetectMany([data])[0],
        ];

        Assert.That(calls.Select(call => call(outliers)), Has.All.EqualTo(new long[] { 8 }));
    }

    [Test]
    public void Finalizer_WhenNobodyDisposed_ReleasesTheFunction()
    {
        DropOne();

        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.That(Counters.Become(now => now.functions == 0), Is.True);
    }

    /// <summary>No attribute's arguments: half of a surrogate pair would not survive there.</summary>
    private static IEnumerable<TestCaseData> UnusableNames =>
    [
        new TestCaseData("").SetArgDisplayNames("empty"),
        new TestCaseData("\0").SetArgDisplayNames("NUL"),
        new TestCaseData("det\0ect").SetArgDisplayNames("NUL inside"),
        new TestCaseData("detect\ud83d").SetArgDisplayNames("high surrogate at the end"),
        new TestCaseData("det\udc00ect").SetArgDisplayNames("low surrogate inside"),
    ];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DropOne() => _ = new Outliers("outliers", "detect");
}
