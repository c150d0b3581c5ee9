using System.Runtime.InteropServices;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>DetectMany when one array fails, or all do: the error says which one, and nothing leaks.</summary>
public sealed class ManyErrorTests
{
    private static Outliers? _inCall;

    private readonly double[][] _arrays = [Five.Values(), [], [30, 40], [], [800]];

    [TearDown]
    public void DisposeInstance() => _inCall?.Dispose();

    [Test]
    public void DetectMany_WhenTheBundledDetectorRejectsOne_SaysWhich()
    {
        using var outliers = new Outliers("outliers", "detect");
        double[][] arrays = [.. Enumerable.Range(0, 1000).Select(at => at % 3 == 0 ? [] : new double[] { 1, 2, at == 700 ? double.NaN : 3 })];

        var thrown = Assert.Throws<PythonException>(() => outliers.DetectMany(arrays))!;

        Assert.That(thrown.Message, Does.StartWith("arrays[700]: data[2] is nan; expected finite values"));
        Assert.That(thrown.SeriesIndex, Is.EqualTo(700));
        Assert.That(thrown.PythonType, Is.EqualTo("ValueError"));
    }

    [Test]
    public void DetectMany_WhenTheFunctionRaisesForOne_SaysWhich()
    {
        using var outliers = new Outliers("uses", "bundled_beyond_three_deviations");

        var thrown = Assert.Throws<PythonException>(() => outliers.DetectMany([[], [1, 2], [], [1, double.PositiveInfinity], [double.NaN]]))!;

        Assert.That(thrown.Message, Does.StartWith("arrays[3]: data[1] is inf;"));
        Assert.That(thrown.SeriesIndex, Is.EqualTo(3));
        Assert.That(thrown.PythonTraceback, Does.Contain("beyond_three_deviations"));
    }

    [Test]
    public void DetectMany_WhenManyRaisesForAll_NamesNone()
    {
        using var outliers = new Outliers("many_at_once", "raises");

        var thrown = Assert.Throws<PythonException>(() => outliers.DetectMany(_arrays))!;

        Assert.That(thrown.Message, Is.EqualTo("many arrays, one error"));
        Assert.That(thrown.SeriesIndex, Is.Null);
    }

    [TestCase("raises_at_last", "arrays[4]: the last one is bad", 4)]
    [TestCase("raises_at_odd_index", "bad, wherever", null)]
    [TestCase("raises_past_the_end", "bad, further on", null)]
    public void DetectMany_WhenManyNamesAnArray_ReportsItIfItExists(string function, string message, int? index)
    {
        using var outliers = new Outliers("many_at_once", function);

        var thrown = Assert.Throws<PythonException>(() => outliers.DetectMany(_arrays))!;

        Assert.That(thrown.Message, Is.EqualTo(message));
        Assert.That(thrown.SeriesIndex, Is.EqualTo(index));
    }

    [TestCase("returns_too_few", "many_at_once.returns_too_few.many returned results of 2 arrays for 3; expected one for each")]
    [TestCase("returns_too_many", "returned results of 4 arrays for 3;")]
    [TestCase("returns_none", "returned a NoneType for 3 arrays; expected a list of as many results, or a tuple of two integer arrays")]
    [TestCase("returns_tuple_of_results", "returned a tuple for 3 arrays;")]
    [TestCase("returns_counts_that_exceed", "returned 3 positions, and counts that do not add up to it;")]
    [TestCase("returns_last_out_of_range", "arrays[4]: many_at_once.returns_last_out_of_range returned position 2")]
    public void DetectMany_WhenManyReturnsSomethingElse_SaysWhatIsWanted(string function, string fragment)
    {
        using var outliers = new Outliers("many_at_once", function);

        var thrown = Assert.Throws<InvalidResultException>(() => outliers.DetectMany(_arrays))!;

        Assert.That(thrown.Message, Does.Contain(fragment));
    }

    [Test]
    public void DetectMany_WhenOneResultNamesNoPositions_SaysWhich()
    {
        using var outliers = new Outliers("returns", "none");

        var thrown = Assert.Throws<InvalidResultException>(() => outliers.DetectMany([[], [1]]))!;

        Assert.That(thrown.Message, Does.StartWith("arrays[1]: returns.none returned an object of type NoneType"));
        Assert.That(thrown.SeriesIndex, Is.EqualTo(1));
    }

    [Test]
    public void DetectMany_AfterAnError_Works()
    {
        using var outliers = new Outliers("outliers", "detect");
        Assert.Throws<PythonException>(() => outliers.DetectMany([[double.NaN], [1]]));

        long[][] found = outliers.DetectMany([[0, 0, 0, 0, 0, 0, 9], [1]]);

        Assert.That(found, Is.EqualTo(new long[][] { [6], [] }));
    }

    [Test]
    public unsafe void Dispose_InsideACallOfMany_LetsItEnd()
    {
        delegate* unmanaged<int> callback = &Dispose;
        _inCall = new Outliers("calls_back", "without_gil");

        long[][] found = _inCall.DetectMany([[(double)(nint)callback], [(double)(nint)callback]]);

        Assert.That(found, Is.EqualTo(new long[][] { [], [] }));
        Assert.Throws<ObjectDisposedException>(() => _inCall.DetectMany([]));
    }

    [UnmanagedCallersOnly]
    private static int Dispose()
    {
        _inCall!.Dispose();
        return 0;
    }
}
