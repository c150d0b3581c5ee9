using System.Runtime.InteropServices;

namespace OutliersNative.Leases;

/// <summary>One GCHandle a thread, made before the call that may need it: once Python has kept an array, nothing may fail.</summary>
internal sealed class PinReserve
{
    private GCHandle _handle;

    public PinReserve() => Refill();

    ~PinReserve()
    {
        if (_handle.IsAllocated)
        {
            _handle.Free();
        }
    }

    /// <summary>A handle that pins <paramref name="array"/>; the caller's from here on.</summary>
    public GCHandle Take(Array array)
    {
        Refill(); // only if a refill after an earlier call ran out of memory
        GCHandle handle = _handle;
        _handle = default;
        handle.Target = array;
        return handle;
    }

    public void Refill()
    {
        if (!_handle.IsAllocated)
        {
            _handle = GCHandle.Alloc(null, GCHandleType.Pinned);
        }
    }
}
