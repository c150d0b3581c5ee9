using OutliersNative.Interop;

namespace OutliersNative.Calls;

/// <summary>Shapes and strides: how many elements there are, and whether all of them lie inside the memory.</summary>
internal static class Layout
{
    /// <summary>The number of elements of a shape; throws if it cannot be a shape.</summary>
    public static long CountElements(ReadOnlySpan<nint> shape, int itemSize)
    {
        if (shape.Length > Glue.GLUE_DIMENSIONS_MOST)
        {
            throw new ArgumentException($"The shape has {shape.Length} dimensions; expected at most {Glue.GLUE_DIMENSIONS_MOST}.", nameof(shape));
        }
        Int128 size = 1;
        bool isEmpty = false;
        foreach (nint length in shape)
        {
            if (length < 0)
            {
                throw new ArgumentException($"The shape {Text(shape)} has a negative length; expected 0 or more.", nameof(shape));
            }
            isEmpty |= length == 0;
            // NumPy does not count lengths of 0 either: it rejects (0, 2^40, 2^40).
            size *= length == 0 ? 1 : length;
            if (size * itemSize > long.MaxValue)
            {
                throw new ArgumentException($"The shape {Text(shape)} has more elements than an array can have; expected less than 2^63 bytes.", nameof(shape));
            }
        }
        return isEmpty ? 0 : (long)size;
    }

    /// <summary>Throws if an element would lie outside the memory.</summary>
    public static void CheckBounds(ReadOnlySpan<nint> shape, ReadOnlySpan<nint> strides, int start, int memoryLength, bool isEmpty)
    {
        if (start < 0 || start > memoryLength)
        {
            throw new ArgumentOutOfRangeException(nameof(start), start, $"The start is outside the memory, which has {memoryLength} elements.");
        }
        if (isEmpty)
        {
            return;
        }
        Int128 first = start;
        Int128 last = start;
        for (int i = 0; i < shape.Length; i++)
        {
            Int128 span = ((Int128)shape[i] - 1) * strides[i];
            first += span < 0 ? span : 0;
            last += span > 0 ? span : 0;
        }
        if (first < 0 || last >= memoryLength)
        {
            throw new ArgumentException(
                $"The shape {Text(shape)} with strides {Text(strides)} from {start} reaches from element {first} to {last}; "
                + $"expected indices from 0 to {memoryLength - 1}, since the memory has {memoryLength} elements.",
                nameof(shape));
        }
    }

    public static long[] Lengths(ReadOnlySpan<nint> shape)
    {
        long[] lengths = new long[shape.Length];
        for (int i = 0; i < shape.Length; i++)
        {
            lengths[i] = shape[i];
        }
        return lengths;
    }

    /// <summary>The lengths, then the strides in bytes. The stride of a dimension of one element means nothing and may be any
    /// number; it becomes the size of an element.</summary>
    public static long[] LengthsAndStrides(ReadOnlySpan<nint> shape, ReadOnlySpan<nint> strides, int itemSize)
    {
        long[] layout = new long[2 * shape.Length];
        for (int i = 0; i < shape.Length; i++)
        {
            layout[i] = shape[i];
            layout[shape.Length + i] = shape[i] == 1 ? itemSize : (long)strides[i] * itemSize;
        }
        return layout;
    }

    /// <summary>Numbers as Python writes a tuple.</summary>
    public static string Text(ReadOnlySpan<nint> numbers) =>
        numbers.Length == 1 ? $"({numbers[0]},)" : $"({string.Join(", ", numbers.ToArray())})";
}
