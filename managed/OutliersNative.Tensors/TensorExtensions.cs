using System.Numerics.Tensors;

namespace OutliersNative;

/// <summary>Tensors of System.Numerics.Tensors as inputs and results of <see cref="NumPyFunction{TIn, TOut}"/>.</summary>
public static class TensorExtensions
{
    /// <summary>Makes a tensor an input. Nothing is copied: the ndarray that Python receives has the address of the tensor's memory, its
    /// lengths and its strides, and is read-only.</summary>
    /// <typeparam name="T">The type of the elements: double, float, Half, long, ulong, int, uint, short, ushort, sbyte, byte, bool or
    /// Complex.</typeparam>
    /// <param name="tensor">The tensor, at most 32 dimensions; a slice with gaps too. What is written to it later, the function
    /// sees.</param>
    /// <returns>The input. If Python retains it beyond the call, the tensor stays alive and in place until Python releases it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="tensor"/> is null.</exception>
    /// <exception cref="ArgumentException">There are more than 32 dimensions.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is not one of the element types.</exception>
    /// <exception cref="OverflowException">The tensor spans 2^31 elements or more.</exception>
    public static NDInput<T> AsNDInput<T>(this Tensor<T> tensor)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.IsEmpty // also without any dimension, where an ndarray has one element
            ? new NDInput<T>(ReadOnlyMemory<T>.Empty, tensor.Rank == 0 ? [0] : tensor.Lengths)
            : new NDInput<T>(new TensorMemory<T>(tensor).Memory, tensor.Lengths, tensor.Strides);
    }

    /// <summary>Makes a tensor span an input. Its elements are copied once, since a span may be on the stack and Python may retain its
    /// input.</summary>
    /// <typeparam name="T">The type of the elements, as in <see cref="AsNDInput"/>.</typeparam>
    /// <param name="span">The elements.</param>
    /// <returns>The input, with the lengths of the span, in C's order.</returns>
    /// <exception cref="ArgumentException">There are more than 32 dimensions.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is not one of the element types.</exception>
    /// <exception cref="OverflowException">The span has 2^31 elements or more.</exception>
    public static NDInput<T> ToNDInput<T>(this in ReadOnlyTensorSpan<T> span)
        where T : unmanaged
    {
        if (span.IsEmpty)
        {
            return new NDInput<T>(ReadOnlyMemory<T>.Empty, span.Rank == 0 ? [0] : span.Lengths);
        }
        T[] copy = GC.AllocateUninitializedArray<T>(checked((int)span.FlattenedLength));
        span.FlattenTo(copy);
        return new NDInput<T>(copy, span.Lengths);
    }

    /// <inheritdoc cref="ToNDInput{T}(in ReadOnlyTensorSpan{T})"/>
    public static NDInput<T> ToNDInput<T>(this in TensorSpan<T> span)
        where T : unmanaged => ToNDInput<T>((ReadOnlyTensorSpan<T>)span);

    /// <summary>The elements of a result with its shape, in NumPy's memory. Nothing is copied.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="array">The result. The span is valid until it is disposed, or no longer referenced.</param>
    /// <returns>The span. A single number has one dimension, of length 1.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="array"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The array has been disposed.</exception>
    /// <exception cref="OverflowException">The array has 2^31 elements or more.</exception>
    public static ReadOnlyTensorSpan<T> AsTensorSpan<T>(this NDArray<T> array)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(array);
        return new ReadOnlyTensorSpan<T>(array.Span, array.Rank == 0 ? [1] : array.Shape);
    }
}
