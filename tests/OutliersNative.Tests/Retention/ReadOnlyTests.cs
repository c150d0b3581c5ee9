using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Retention;

/// <summary>No road that Python or NumPy offers writes to an input, before, during or after an escape.</summary>
/// <remarks>Some are known and not promised, since they ignore the flag: ufunc.at, up to NumPy 2.2 ufunc.accumulate with
/// out, and in NumPy 1.19 putmask and shuffle.</remarks>
public sealed class ReadOnlyTests
{
    /// <summary>How NumPy and Python say that something is read-only, or has no flag that could be set.</summary>
    private const string Refusal = "(?i)read-?only|read-write|writ(e)?able|does not own|has no attribute";

    [TearDown]
    public void LetGo() => RetainedInput.Release();

    [TestCaseSource(nameof(Roads))]
    public void Detect_WhenFunctionTriesToWrite_ThrowsAndLeavesTheData(string road)
    {
        double[] data = Five.Values();
        using Outliers outliers = FixtureFunctions.Load(road);

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(data));

        Assert.That(thrown.Message, Does.Match(Refusal));
        Assert.That(data, Is.EqualTo(new double[] { 10, 900, 20, 800, 30 }));
    }

    [TestCaseSource(nameof(RoadsThatWereOpen))]
    public void Detect_WhenFunctionTriesToWriteAsOldNumPyLets_ThrowsAndLeavesTheData(string road)
    {
        Since.NumPy(1, 24, "ignores in this function that an array is read-only");
        double[] data = Five.Values();
        using Outliers outliers = FixtureFunctions.Load(road);

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(data));

        Assert.That(thrown.Message, Does.Match(Refusal));
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
    public void Detect_WhenFunctionTriesToMakeInputWriteable_AllRoadsAreClosed(InputKind road)
    {
        using var tries = new Outliers("tries_to_set_writeable", "in_every_way");

        long[] positions = road.Detect(tries, Five.Values());

        Assert.That(positions, Is.Empty);
    }

    [TestCaseSource(typeof(RetentionRoutes), nameof(RetentionRoutes.All))]
    public void Detect_WhenInputHasEscaped_AllRoadsAreClosedToWhatIsKept(string route)
    {
        double[] data = Five.Values();
        using Outliers keeps = FixtureFunctions.Load(route);
        using var tries = new Outliers("tries_to_set_writeable", "on_what_is_retained");
        keeps.Detect(data);

        long[] positions = tries.Detect([0]);

        Assert.That(positions, Is.Empty);
        Assert.That(data, Is.EqualTo(new double[] { 10, 900, 20, 800, 30 }));
    }

    private static IEnumerable<string> Roads =>
        FixtureFunctions.Of("tries_to_set_writeable").Concat(FixtureFunctions.Of("tries_to_write"));

    private static IEnumerable<string> RoadsThatWereOpen => FixtureFunctions.Of("tries_to_write", "since_1_24_by_");

    private static IEnumerable<string> Copies => FixtureFunctions.Of("tries_to_write", "copy_");
}
