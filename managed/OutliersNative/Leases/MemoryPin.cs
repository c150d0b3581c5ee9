using System.Buffers;
using System.Runtime.InteropServices;
using OutliersNative.Interop;

namespace OutliersNative.Leases;

/// <summary>Knows how memory of a user's own MemoryManager stays in place: by the handle that its Pin gave, and by a
/// reference to the memory, since that handle need not hold one.</summary>
/// <remarks>Unpinning is the user's code, so a lease has it run by the thread pool, never while Python's lock is held.</remarks>
internal sealed unsafe class MemoryPin : IPin
{
    private readonly GCHandle _self; // made before the call: once Python has kept the input, nothing may fail
    private readonly ReadOnlyMemory<double> _memory;
    private MemoryHandle _handle;

    public MemoryPin(ReadOnlyMemory<double> memory)
    {
        _memory = memory;
        _handle = memory.Pin();
        if (_handle.Pointer == null)
        {
            _handle.Dispose();
            throw new InvalidOperationException("The memory's own Pin gave a null pointer; expected where its values lie.");
        }
        _self = GCHandle.Alloc(this);
    }

    public double* Values => (double*)_handle.Pointer;

    public void Lease(void* kept) => Native.glue_lease(kept, (void*)GCHandle.ToIntPtr(_self), &Free);

    public void Release()
    {
        _self.Free();
        _handle.Dispose();
        GC.KeepAlive(_memory);
    }

    /// <summary>Runs on whatever thread drops the last view, holding the GIL.</summary>
    [UnmanagedCallersOnly]
    private static void Free(void* pin)
    {
        var memory = (MemoryPin)GCHandle.FromIntPtr((nint)pin).Target!;
        ThreadPool.UnsafeQueueUserWorkItem(static memory => memory.Release(), memory, preferLocal: false);
    }
}
