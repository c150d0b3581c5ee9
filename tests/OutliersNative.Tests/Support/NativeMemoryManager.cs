using System.Buffers;
using System.Runtime.InteropServices;

namespace OutliersNative.Tests.Support;

/// <summary>A user's own memory, outside the garbage collector's heap; counts how often it is pinned and unpinned.</summary>
internal sealed unsafe class NativeMemoryManager : MemoryManager<double>
{
    private readonly int _length;
    private double* _values;
    private int _pins;
    private int _unpins;

    public NativeMemoryManager(ReadOnlySpan<double> values)
    {
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
        return new MemoryHandle(_values + elementIndex, default, this);
    }

    public override void Unpin() => Interlocked.Increment(ref _unpins);

    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_values);
        _values = null;
    }
}
