using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OutliersNative;

/// <summary>The memory of a tensor, from its first element to its last; where it has gaps, with what is in them.</summary>
/// <remarks>A tensor does not show its array, but lets it be pinned.</remarks>
internal sealed unsafe class TensorMemory<T> : MemoryManager<T>
    where T : unmanaged
{
    private readonly Tensor<T> _tensor;
    private readonly int _length;

    /// <param name="tensor">The tensor, not empty.</param>
    public TensorMemory(Tensor<T> tensor)
    {
        _tensor = tensor;
        nint last = 0;
        for (int i = 0; i < tensor.Rank; i++)
        {
            last = checked(last + (tensor.Lengths[i] - 1) * tensor.Strides[i]); // strides are never negative
        }
        _length = checked((int)(last + 1));
    }

    /// <summary>By way of a span: of a slice, GetPinnableReference and GetPinnedHandle of the tensor itself give the start of the whole
    /// array, in System.Numerics.Tensors 10.0.</summary>
    private ref T First => ref Unsafe.AsRef(in _tensor.AsReadOnlyTensorSpan().GetPinnableReference());

    public override Memory<T> Memory => CreateMemory(_length);

    public override Span<T> GetSpan() => MemoryMarshal.CreateSpan(ref First, _length);

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        var pinned = new Pinned(_tensor.GetPinnedHandle());
        return new MemoryHandle((T*)Unsafe.AsPointer(ref First) + elementIndex, default, pinned);
    }

    public override void Unpin()
    {
        // Each handle unpins by itself.
    }

    protected override void Dispose(bool disposing)
    {
    }

    private sealed class Pinned(MemoryHandle whole) : IPinnable
    {
        private MemoryHandle _whole = whole;

        public MemoryHandle Pin(int elementIndex) => throw new NotSupportedException();

        public void Unpin() => _whole.Dispose();
    }
}
