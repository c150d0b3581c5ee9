using System.Runtime.CompilerServices;
using NUnit.Framework;
using OutliersNative.Calls;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Retention;

/// <summary>A MemoryPin keeps itself alive until it is released.</summary>
public sealed class MemoryPinTests
{
    [Test]
    public void Release_OfAPin_ItCanBeCollected()
    {
        WeakReference pin = Released();

        RetainedInput.MoveEverything();

        Assert.That(pin.IsAlive, Is.False);
    }

    [Test]
    public void Release_OfAPin_UnpinsOnce()
    {
        using var manager = new NativeMemoryManager(Five.Values());
        var pin = MemoryPin.Of<double>(manager.Memory);

        pin.Release();

        Assert.That(manager.Unpins, Is.EqualTo(1));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Released()
    {
        var pin = MemoryPin.Of<double>(new double[1]);
        pin.Release();
        return new WeakReference(pin);
    }
}
