using System.Buffers;
using System.Runtime.InteropServices;

namespace OutliersNative.Tests.Support;

/// <summary>User-managed memory outside the GC heap. Counts how often it is pinned and unpinned.</summary>
internal sealed unsafe class NativeMemoryManager : MemoryManager<double>
{
    private readonly int _length;
    private readonly bool _namesItself;
    private double* _values;
    private int _pins;
    private int _unpins;

    /// <param name="values">The values to copy into it.</param>
    /// <param name="namesItself">Whether its handles reference it. They need not.</param>
    public NativeMemoryManager(ReadOnlySpan<double> values, bool namesItself = true)
    {
        _namesItself = namesItself;
        _length = values.Length;
        _values = (double*)NativeMemory.Alloc((nuint)_length, sizeof(double));
        values.CopyTo(GetSpan());
    }

    public int Pins => Volatile.Read(ref _pins);

    public int Unpins => Volatile.Read(ref _unpins);

    public long Address => (long)_values;

    public override Span<double> GetSpan() => new(_values, _length);

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        Interlocked.Increment(ref _pins);
        return new MemoryHandle(_values + elementIndex, default, _namesItself ? this : null);
    }

    public override void Unpin() => Interlocked.Increment(ref _unpins);

    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_values);
        _values = null;
    }
}
