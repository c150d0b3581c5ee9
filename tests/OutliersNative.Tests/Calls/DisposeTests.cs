using System.Runtime.InteropServices;
using NUnit.Framework;

namespace OutliersNative.Tests.Calls;

/// <summary>Dispose during a call of the same instance: it is closed at once, and the call completes.</summary>
public sealed class DisposeTests
{
    private static Outliers? _inCall;
    private static Exception? _afterDispose;

    [TearDown]
    public void DisposeInstance() => _inCall?.Dispose();

    [Test]
    public unsafe void Dispose_InsideACall_ClosesAtOnceAndTheCallEnds()
    {
        delegate* unmanaged<int> callback = &DisposeAndDetect;
        _inCall = new Outliers("calls_back", "without_gil");

        long[] positions = _inCall.Detect([(double)(nint)callback]);

        Assert.That(_afterDispose, Is.InstanceOf<ObjectDisposedException>());
        Assert.That(positions, Is.Empty);
    }

    [UnmanagedCallersOnly]
    private static int DisposeAndDetect()
    {
        _inCall!.Dispose();
        _afterDispose = Assert.Catch(() => _inCall.Detect([1]));
        return 0;
    }
}
