using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using OutliersNative.Interop;

namespace OutliersNative.Calls;

/// <summary>Holds an input in place during a call, and for as long as Python retains it.</summary>
/// <remarks>Exactly one of the two methods is called, once, after the call and before the memory may move. What a lease calls
/// runs on whatever thread drops the last view, holding the GIL: it must not wait, run user code or throw.</remarks>
internal unsafe interface IPin
{
    /// <summary>Python retained the input: hands what holds the memory to the lease on <paramref name="retained"/>.</summary>
    void Lease(void* retained);

    /// <summary>Python did not retain the input.</summary>
    void Release();
}

/// <summary>An array, which <c>fixed</c> pins during the call, and a GCHandle beyond it.</summary>
internal readonly unsafe struct ArrayPin(Array array, PinReserve reserve) : IPin
{
    public void Lease(void* retained)
    {
        GCHandle handle = reserve.Take(array);
        Native.glue_lease(retained, (void*)GCHandle.ToIntPtr(handle), &Free);
        reserve.Refill();
    }

    public void Release()
    {
    }

    [UnmanagedCallersOnly]
    internal static void Free(void* pin) => GCHandle.FromIntPtr((nint)pin).Free();
}

/// <summary>One GCHandle for each thread, made before the call that may need it: once Python has retained an array, nothing may
/// fail.</summary>
internal sealed class PinReserve
{
    [ThreadStatic]
    private static PinReserve? _current;

    private GCHandle _handle;

    private PinReserve() => Refill();

    ~PinReserve()
    {
        if (_handle.IsAllocated)
        {
            _handle.Free();
        }
    }

    public static PinReserve Current => _current ??= new PinReserve();

    /// <summary>A handle that pins <paramref name="array"/>, owned by the caller.</summary>
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

/// <summary>A span, which may lie on a stack: one copy in native memory.</summary>
internal readonly unsafe struct CopyPin : IPin
{
    private CopyPin(ReadOnlySpan<byte> span)
    {
        Values = NativeMemory.Alloc((nuint)span.Length);
        span.CopyTo(new Span<byte>(Values, span.Length));
    }

    public void* Values { get; }

    public static CopyPin Of<T>(ReadOnlySpan<T> span)
        where T : unmanaged => new(MemoryMarshal.AsBytes(span));

    public void Lease(void* retained) => Native.glue_lease(retained, Values, &Free);

    public void Release() => NativeMemory.Free(Values);

    [UnmanagedCallersOnly]
    private static void Free(void* pin) => NativeMemory.Free(pin);
}

/// <summary>Memory of a user's MemoryManager: the handle that its Pin returned, and a reference to the memory, since that handle
/// need not hold one.</summary>
/// <remarks>Unpinning is the user's code and may block, so a lease has the thread pool run it.</remarks>
internal sealed unsafe class MemoryPin : IPin
{
    private readonly GCHandle _self; // made before the call: once Python has retained the input, nothing may fail
    private readonly object _memory;
    private MemoryHandle _handle;

    private MemoryPin(object memory, MemoryHandle handle)
    {
        _memory = memory;
        _handle = handle;
        if (_handle.Pointer == null)
        {
            _handle.Dispose();
            throw new InvalidOperationException("The memory's own Pin returned a null pointer; expected the address of its values.");
        }
        _self = GCHandle.Alloc(this);
    }

    public void* Values => _handle.Pointer;

    public static MemoryPin Of<T>(ReadOnlyMemory<T> memory)
        where T : unmanaged => new(memory, memory.Pin());

    public void Lease(void* retained) => Native.glue_lease(retained, (void*)GCHandle.ToIntPtr(_self), &Free);

    public void Release()
    {
        _self.Free();
        _handle.Dispose();
        GC.KeepAlive(_memory);
    }

    [UnmanagedCallersOnly]
    private static void Free(void* pin)
    {
        var memory = (MemoryPin)GCHandle.FromIntPtr((nint)pin).Target!;
        ThreadPool.UnsafeQueueUserWorkItem(static memory => memory.Release(), memory, preferLocal: false);
    }
}

/// <summary>One of several arrays, pinned by a GCHandle from the start.</summary>
internal sealed unsafe class HandlePin(Array array) : IPin
{
    private GCHandle _handle = GCHandle.Alloc(array, GCHandleType.Pinned);

    public void* Values => (void*)_handle.AddrOfPinnedObject();

    public void Lease(void* retained) => Native.glue_lease(retained, (void*)GCHandle.ToIntPtr(_handle), &ArrayPin.Free);

    public void Release() => _handle.Free();
}

/// <summary>Many series, each pinned from the start: arrays by a GCHandle, other memory by its MemoryManager.</summary>
internal sealed unsafe class SeriesPins : IDisposable
{
    private readonly GCHandle[] _handles;
    private MemoryPin?[] _memories = []; // as long as _handles once a series is not in an array

    public SeriesPins(ReadOnlySpan<ReadOnlyMemory<double>> series)
    {
        _handles = new GCHandle[series.Length];
        Inputs = (glue_array*)NativeMemory.Alloc((nuint)series.Length, (nuint)sizeof(glue_array));
        try
        {
            for (int i = 0; i < series.Length; i++)
            {
                Inputs[i] = new glue_array { data = Pin(i, series[i]), size = series[i].Length, dtype = Glue.GLUE_FLOAT64 };
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public glue_array* Inputs { get; }

    /// <summary>Python retained a series: hands what pins it to the lease on <paramref name="retained"/>.</summary>
    public void Lease(int index, void* retained)
    {
        if (_handles[index].IsAllocated)
        {
            GCHandle handle = _handles[index];
            _handles[index] = default;
            Native.glue_lease(retained, (void*)GCHandle.ToIntPtr(handle), &ArrayPin.Free);
        }
        else
        {
            MemoryPin pin = _memories[index]!;
            _memories[index] = null;
            pin.Lease(retained);
        }
    }

    /// <summary>Unpins the series that Python has not retained.</summary>
    /// <remarks>Unpinning memory is a user's code. If it throws, the others are unpinned all the same.</remarks>
    public void Dispose()
    {
        NativeMemory.Free(Inputs);
        foreach (ref GCHandle handle in _handles.AsSpan())
        {
            if (handle.IsAllocated)
            {
                handle.Free();
            }
        }
        ExceptionDispatchInfo? thrown = null;
        foreach (MemoryPin? pin in _memories)
        {
            try
            {
                pin?.Release();
            }
            catch (Exception e)
            {
                thrown ??= ExceptionDispatchInfo.Capture(e);
            }
        }
        thrown?.Throw();
    }

    private double* Pin(int index, ReadOnlyMemory<double> series)
    {
        if (MemoryMarshal.TryGetArray(series, out ArraySegment<double> segment))
        {
            _handles[index] = GCHandle.Alloc(segment.Array, GCHandleType.Pinned);
            return (double*)_handles[index].AddrOfPinnedObject() + segment.Offset;
        }
        if (_memories.Length == 0)
        {
            _memories = new MemoryPin?[_handles.Length];
        }
        _memories[index] = MemoryPin.Of(series);
        return (double*)_memories[index]!.Values;
    }
}
