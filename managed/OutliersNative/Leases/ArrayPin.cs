using System.Runtime.InteropServices;
using OutliersNative.Interop;

namespace OutliersNative.Leases;

/// <summary>Knows how an array, pinned by <c>fixed</c> during a call, stays pinned when Python keeps it: by a GCHandle.</summary>
internal readonly unsafe struct ArrayPin : IPin
{
    private readonly Array _array;
    private readonly PinReserve _reserve;

    public ArrayPin(Array array, PinReserve reserve)
    {
        _array = array;
        _reserve = reserve;
    }

    public void Lease(void* kept)
    {
        GCHandle handle = _reserve.Take(_array);
        Native.glue_lease(kept, (void*)GCHandle.ToIntPtr(handle), &Free);
        _reserve.Refill();
    }

    public void Release()
    {
    }

    /// <summary>Runs on whatever thread drops the last view, holding the GIL: no waiting, no user code, no exception.</summary>
    [UnmanagedCallersOnly]
    internal static void Free(void* pin) => GCHandle.FromIntPtr((nint)pin).Free();
}
