using System.Runtime.InteropServices;
using OutliersNative.Interop;

namespace OutliersNative.Leases;

/// <summary>Knows how a span, which may lie on a stack, outlives its call: as one copy in native memory.</summary>
internal readonly unsafe struct CopyPin : IPin
{
    public CopyPin(ReadOnlySpan<double> span)
    {
        Values = (double*)NativeMemory.Alloc((nuint)span.Length, sizeof(double));
        span.CopyTo(new Span<double>(Values, span.Length));
    }

    public double* Values { get; }

    public void Lease(void* kept) => Native.glue_lease(kept, Values, &Free);

    public void Release() => NativeMemory.Free(Values);

    /// <summary>Runs on whatever thread drops the last view, holding the GIL.</summary>
    [UnmanagedCallersOnly]
    private static void Free(void* pin) => NativeMemory.Free(pin);
}
