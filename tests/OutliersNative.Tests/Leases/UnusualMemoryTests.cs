using System.Buffers;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Leases;

/// <summary>Memory whose owner misbehaves, on either side.</summary>
public sealed class UnusualMemoryTests
{
    [Test]
    public void Detect_WhenUnpinThrows_ThrowsThatAndLeaksNothing()
    {
        using var manager = new ThrowingManager([.. Enumerable.Repeat(300.0, 300)]);
        using var outliers = new Outliers("many_positions", "ascending");

        Assert.Throws<NotSupportedException>(() => outliers.Detect((ReadOnlyMemory<double>)manager.Memory));
        Assert.That(Counters.Become(now => now.results == 0), Is.True);
    }

    [Test]
    public void Detect_WhenPythonGivesItsInputOtherMemory_KeepsBoth()
    {
        double[] data = [5, 6, 7, 8];
        using var replaces = new Outliers("replaces_memory", "detect");
        using var stillRight = new Outliers("replaces_memory", "still_right");

        replaces.Detect(data);
        KeptInput.MoveEverything();

        Assert.That(stillRight.Detect([5, 6, 7, 8]), Is.EqualTo(new long[] { 0 }));
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
