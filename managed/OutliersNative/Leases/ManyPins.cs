using System.Runtime.InteropServices;
using OutliersNative.Interop;

namespace OutliersNative.Leases;

/// <summary>Knows how many arrays stay in place during one call: by a GCHandle each, which goes on doing so for those that Python keeps.</summary>
internal sealed unsafe class ManyPins : IDisposable
{
    private readonly GCHandle[] _handles;

    public ManyPins(ReadOnlySpan<double[]> arrays)
    {
        _handles = new GCHandle[arrays.Length];
        Inputs = (glue_array*)NativeMemory.Alloc((nuint)arrays.Length, (nuint)sizeof(glue_array));
        try
        {
            for (int i = 0; i < arrays.Length; i++)
            {
                _handles[i] = GCHandle.Alloc(arrays[i], GCHandleType.Pinned);
                Inputs[i] = new glue_array { data = (void*)_handles[i].AddrOfPinnedObject(), size = arrays[i].Length, dtype = glue_array.Float64 };
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where the arrays lie.</summary>
    public glue_array* Inputs { get; }

    /// <summary>Python kept an array: hands its pin to the lease on <paramref name="kept"/>. Cannot fail: the handle is there.</summary>
    public void Lease(int index, void* kept)
    {
        GCHandle handle = _handles[index];
        _handles[index] = default;
        Native.glue_lease(kept, (void*)GCHandle.ToIntPtr(handle), &ArrayPin.Free);
    }

    /// <summary>Lets go of the arrays that Python has not kept.</summary>
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
    }
}
