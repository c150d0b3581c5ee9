using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Retention;

/// <summary>Nothing that Python or NumPy offers writes to an input, during the call or while it is retained.</summary>
/// <remarks>Known exceptions ignore the read-only flag: ufunc.at, up to NumPy 2.2 ufunc.accumulate with out, and in NumPy 1.19
/// putmask and shuffle.</remarks>
public sealed class ReadOnlyTests
{
    /// <summary>How NumPy and Python report that something is read-only or cannot be made writeable.</summary>
    private const string ReadOnlyError = "(?i)read-?only|read-write|writ(e)?able|does not own|has no attribute";

    [TearDown]
    public void ReleaseInputs() => RetainedInput.Release();

    [TestCaseSource(nameof(WaysToWrite))]
    public void Detect_WhenFunctionTriesToWrite_ThrowsAndLeavesTheData(string way)
    {
        double[] data = Five.Values();
        using Outliers outliers = FixtureFunctions.Load(way);

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(data));

        Assert.That(thrown.Message, Does.Match(ReadOnlyError));
        Assert.That(data, Is.EqualTo(new double[] { 10, 900, 20, 800, 30 }));
    }

    [TestCaseSource(nameof(WaysThatOldNumPyAllows))]
    public void Detect_WhenFunctionWritesInAWayThatOldNumPyAllows_ThrowsAndLeavesTheData(string way)
    {
        Since.NumPy(1, 24, "ignores in this function that an array is read-only");
        double[] data = Five.Values();
        using Outliers outliers = FixtureFunctions.Load(way);

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(data));

        Assert.That(thrown.Message, Does.Match(ReadOnlyError));
        Assert.That(data, Is.EqualTo(new double[] { 10, 900, 20, 800, 30 }));
    }

    [TestCaseSource(nameof(Copies))]
    public void Detect_WhenFunctionWritesToACopy_LeavesTheData(string copy)
    {
        double[] data = Five.Values();
        using Outliers outliers = FixtureFunctions.Load(copy);

        outliers.Detect(data);

        Assert.That(data, Is.EqualTo(new double[] { 10, 900, 20, 800, 30 }));
    }

    [TestCaseSource(typeof(InputKind), nameof(InputKind.All))]
    public void Detect_WhenFunctionTriesToMakeInputWriteable_EveryWayFails(InputKind kind)
    {
        using var tries = new Outliers("tries_to_set_writeable", "in_every_way");

        long[] positions = kind.Detect(tries, Five.Values());

        Assert.That(positions, Is.Empty);
    }

    [TestCaseSource(typeof(RetainedInput), nameof(RetainedInput.Routes))]
    public void Detect_WhenInputIsRetained_NoLaterCallCanWriteToIt(string route)
    {
        double[] data = Five.Values();
        using Outliers keeps = FixtureFunctions.Load(route);
        using var tries = new Outliers("tries_to_set_writeable", "on_what_is_retained");
        keeps.Detect(data);

        long[] positions = tries.Detect([0]);

        Assert.That(positions, Is.Empty);
        Assert.That(data, Is.EqualTo(new double[] { 10, 900, 20, 800, 30 }));
    }

    private static IEnumerable<string> WaysToWrite =>
        FixtureFunctions.Of("tries_to_set_writeable").Concat(FixtureFunctions.Of("tries_to_write"));

    private static IEnumerable<string> WaysThatOldNumPyAllows => FixtureFunctions.Of("tries_to_write", "since_1_24_by_");

    private static IEnumerable<string> Copies => FixtureFunctions.Of("tries_to_write", "copy_");
}
