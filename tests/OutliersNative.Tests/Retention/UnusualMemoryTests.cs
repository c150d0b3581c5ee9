using System.Buffers;
using System.Runtime.CompilerServices;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Retention;

/// <summary>Memory whose .NET owner or Python function misbehaves.</summary>
public sealed class UnusualMemoryTests
{
    [Test]
    public void Detect_WhenUnpinThrows_ThrowsThatAndLeaksNothing()
    {
        using var manager = new ThrowingManager([.. Enumerable.Repeat(300.0, 300)]);
        using var outliers = new Outliers("planned_results", "ascending");

        Assert.Throws<NotSupportedException>(() => outliers.Detect((ReadOnlyMemory<double>)manager.Memory));
        Assert.That(Counters.Become(now => now.results == 0), Is.True);
    }

    [Test]
    public void Detect_WhenUnpinThrowsAfterAFailedCall_FreesTheTextsOfTheFailure()
    {
        using var manager = new ThrowingManager(Five.Values());
        using var outliers = new Outliers("raises", "long_message");

        long growth = ProcessMemory.GrowthMegabytes(() =>
        {
            for (int call = 0; call < 80; call++)
            {
                Assert.Throws<NotSupportedException>(() => outliers.Detect((ReadOnlyMemory<double>)manager.Memory));
            }
        });

        Assert.That(growth, Is.LessThan(30), "megabytes; the texts alone were 47");
    }

    [Test]
    public void Detect_WhenPinGivesNoAddress_SaysSo()
    {
        using var manager = new NullManager();
        using var outliers = new Outliers("good_results", "int64");

        var thrown = Assert.Throws<InvalidOperationException>(() => outliers.Detect((ReadOnlyMemory<double>)manager.Memory));

        Assert.That(thrown.Message, Does.Contain("Pin returned a null pointer"));
    }

    /// <summary>In its own process, since a failure would be a crash.</summary>
    [Test]
    public void Detect_InAPlugInThatIsUnloadedWhileItsInputIsRetained_ReleasesItLater()
    {
        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Run(
            $"modules {Places.Fixtures}", "start", "detect-in-plug-in retains.its_input", "detect retains.release", "detect outliers.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "1 3", "", "7" }), outcome.Errors);
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    [Test]
    public void Detect_WhenPythonGivesItsInputOtherMemory_BothStayAlive()
    {
        using var replaces = new Outliers("changes_input", "replace_and_retain");
        using var stillRight = new Outliers("changes_input", "replaced_is_right");

        replaces.Detect((double[])[5, 6, 7, 8]);
        RetainedInput.MoveEverything();

        Assert.That(stillRight.Detect([5, 6, 7, 8]), Is.EqualTo(new long[] { 0 }));
    }

    [TestCase("replace_retained")]
    [TestCase("call_lease_callback")]
    public void Detect_WhenPythonTampersWithWhatItRetained_TheLeaseLastsAsLongAsTheView(string tamper)
    {
        RetainView();
        using var tampers = new Outliers("changes_input", tamper);
        using var stillRight = new Outliers("changes_input", "retained_view_is_right");

        tampers.Detect([0]);
        RetainedInput.MoveEverything();
        long leases = Counters.Now().leases;

        Assert.That(leases, Is.EqualTo(1));
        Assert.That(stillRight.Detect([5, 6, 7, 8]), Is.EqualTo(new long[] { 0 }));
        Assert.That(Counters.Become(now => now.leases == 0), Is.True);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RetainView()
    {
        using var keep = new Outliers("changes_input", "retain_view");
        keep.Detect((double[])[5, 6, 7, 8]); // an array, since a collection expression alone would be a span, which is copied
    }

    private sealed class NullManager : MemoryManager<double>
    {
        public override Span<double> GetSpan() => new double[5];

        public override MemoryHandle Pin(int elementIndex = 0) => default;

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }

    private sealed class ThrowingManager(double[] values) : MemoryManager<double>
    {
        private readonly MemoryHandle _pinned = values.AsMemory().Pin();

        public override Span<double> GetSpan() => values;

        public override unsafe MemoryHandle Pin(int elementIndex = 0) => new((double*)_pinned.Pointer + elementIndex, default, this);

        public override void Unpin() => throw new NotSupportedException("this memory cannot be unpinned");

        protected override void Dispose(bool disposing) => _pinned.Dispose();
    }
}
