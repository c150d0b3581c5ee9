using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>What the function gets: the caller's own memory, read-only.</summary>
public sealed unsafe class InputTests
{
    [TestCaseSource(typeof(InputKind), nameof(InputKind.All))]
    public void Detect_OfEveryInputKind_PassesAReadOnlyFloat64Array(InputKind kind)
    {
        using var outliers = new Outliers("tells", "description");

        var told = Assert.Throws<PythonException>(() => kind.Detect(outliers, Five.Values()));

        Assert.That(told.Message, Is.EqualTo(
            "<f8 ndim=1 size=5 writeable=False owndata=False contiguous=True aligned=True exact=True sum=1760.0"));
    }

    [Test]
    public void Detect_OfArray_PassesItsOwnMemory()
    {
        double[] data = Five.Values();
        using var outliers = new Outliers("tells", "address");

        fixed (double* pinned = data)
        {
            var told = Assert.Throws<PythonException>(() => outliers.Detect(data));

            Assert.That(told.Message, Is.EqualTo($"{(long)pinned}"));
        }
    }

    [Test]
    public void Detect_OfSlice_PassesItsOwnMemory()
    {
        double[] data = [.. new double[3], .. Five.Values(), .. new double[2]];
        using var outliers = new Outliers("tells", "address");

        fixed (double* pinned = data)
        {
            var told = Assert.Throws<PythonException>(() => outliers.Detect(data.AsMemory(3, 5)));

            Assert.That(told.Message, Is.EqualTo($"{(long)(pinned + 3)}"));
        }
    }

    [Test]
    public void Detect_OfNativeMemory_PassesItsOwnMemory()
    {
        using var manager = new NativeMemoryManager(Five.Values());
        using var outliers = new Outliers("tells", "address");

        var told = Assert.Throws<PythonException>(() => outliers.Detect((ReadOnlyMemory<double>)manager.Memory));

        Assert.That(told.Message, Is.EqualTo($"{manager.Address}"));
    }

    [Test]
    public void Detect_OfSpan_PassesACopy()
    {
        double* stack = stackalloc double[5];
        using var outliers = new Outliers("tells", "address");

        var told = Assert.Throws<PythonException>(() => outliers.Detect(new ReadOnlySpan<double>(stack, 5)));

        Assert.That(told.Message, Is.Not.EqualTo($"{(long)stack}"));
    }

    [Test]
    public void Detect_WhenFunctionWritesToInput_ThrowsAndLeavesTheData()
    {
        double[] data = Five.Values();
        using var outliers = new Outliers("raises", "writing_to_input");

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(data));

        Assert.That(thrown.PythonType, Is.EqualTo("ValueError"));
        Assert.That(thrown.Message, Does.Contain("read-only"));
        Assert.That(data, Is.EqualTo(new double[] { 10, 900, 20, 800, 30 }));
    }

    [Test]
    public void Detect_OfNativeMemoryWhenFunctionWritesToInput_LeavesTheData()
    {
        using var manager = new NativeMemoryManager(Five.Values());
        using var outliers = new Outliers("raises", "writing_to_input");

        Assert.Throws<PythonException>(() => outliers.Detect((ReadOnlyMemory<double>)manager.Memory));

        Assert.That(manager.GetSpan().ToArray(), Is.EqualTo(new double[] { 10, 900, 20, 800, 30 }));
    }
}
