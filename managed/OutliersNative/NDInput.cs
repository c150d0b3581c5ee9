using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using OutliersNative.Calls;
using OutliersNative.Interop;

namespace OutliersNative;

/// <summary>An array of any shape over .NET memory, as an input of <see cref="NumPyFunction{TIn, TOut}"/>. Nothing is copied: the
/// ndarray that Python receives has the address of the memory, the shape and the strides, and is read-only.</summary>
/// <typeparam name="T">The type of the elements: double, float, Half, long, ulong, int, uint, short, ushort, sbyte, byte, bool or
/// Complex.</typeparam>
/// <remarks>
/// <para>Immutable, and therefore thread-safe. The memory itself must stay valid as long as the value is used.</para>
/// <para>Arrays and memory convert to it implicitly: <c>T[]</c>, <see cref="Memory{T}"/> and <see cref="ReadOnlyMemory{T}"/> as one
/// dimension, <c>T[,]</c> and <c>T[,,]</c> with their own.</para>
/// </remarks>
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "An argument, not a value to compare.")]
public readonly struct NDInput<T>
    where T : unmanaged
{
    private readonly ReadOnlyMemory<T> _memory;
    private readonly Array? _array; // of more than one dimension, instead of the memory
    private readonly long[]? _layout; // lengths, then strides in bytes if there are any; null: one dimension
    private readonly int _start;
    private readonly int _rank;

    /// <summary>Makes an input of one dimension.</summary>
    /// <param name="memory">The elements.</param>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is not one of the element types.</exception>
    public NDInput(ReadOnlyMemory<T> memory)
    {
        _ = ElementType.Of<T>();
        _memory = memory;
        _rank = 1;
    }

    /// <summary>Makes an input of any shape, in C's order: the last index varies fastest.</summary>
    /// <param name="memory">The elements, exactly as many as the shape has.</param>
    /// <param name="shape">The length of each dimension, at most 32 of them; lengths may be 0. Without any, the input is one
    /// element.</param>
    /// <exception cref="ArgumentException">There are more than 32 dimensions, a length is negative, or the shape has another number
    /// of elements than the memory.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is not one of the element types.</exception>
    public NDInput(ReadOnlyMemory<T> memory, ReadOnlySpan<nint> shape)
        : this(memory)
    {
        long size = Layout.CountElements(shape, ItemSize);
        if (size != memory.Length)
        {
            throw new ArgumentException(
                $"The shape {Layout.Text(shape)} has {size} elements and the memory {memory.Length}; expected as many. Slice the memory, or pass strides.",
                nameof(shape));
        }
        _rank = shape.Length;
        _layout = Layout.Lengths(shape);
    }

    /// <summary>Makes an input of any shape and strides: a column, a block in Fortran's order, a sliding window, a reversed
    /// series.</summary>
    /// <param name="memory">The memory that holds the elements. It may hold others too.</param>
    /// <param name="shape">The length of each dimension, at most 32 of them; lengths may be 0.</param>
    /// <param name="strides">For each dimension, how many elements of the memory one step of its index advances. May be 0, which
    /// repeats elements, or negative.</param>
    /// <param name="start">The index in the memory of the element whose indices are all 0.</param>
    /// <exception cref="ArgumentException">There are more than 32 dimensions, there is not one stride for each dimension, a length
    /// is negative, or an element would lie outside the memory.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is not one of the element types.</exception>
    public NDInput(ReadOnlyMemory<T> memory, ReadOnlySpan<nint> shape, ReadOnlySpan<nint> strides, int start = 0)
        : this(memory)
    {
        bool isEmpty = Layout.CountElements(shape, ItemSize) == 0;
        if (strides.Length != shape.Length)
        {
            throw new ArgumentException($"There are {strides.Length} strides for {shape.Length} dimensions; expected one for each.", nameof(strides));
        }
        Layout.CheckBounds(shape, strides, start, memory.Length, isEmpty);
        _rank = shape.Length;
        _start = isEmpty ? 0 : start;
        _layout = isEmpty ? Layout.Lengths(shape) : Layout.LengthsAndStrides(shape, strides, ItemSize);
    }

    private NDInput(Array array)
    {
        ArgumentNullException.ThrowIfNull(array);
        _ = ElementType.Of<T>();
        _array = array;
        _rank = array.Rank;
        _layout = new long[_rank];
        for (int i = 0; i < _rank; i++)
        {
            _layout[i] = array.GetLength(i);
        }
    }

    /// <summary>The number of dimensions.</summary>
    public int Rank => _memory.IsEmpty && _layout is null ? 1 : _rank;

    private static unsafe int ItemSize => sizeof(T);

    /// <summary>Converts an array of one dimension. Nothing is copied.</summary>
    /// <param name="array">The array.</param>
    /// <exception cref="ArgumentNullException"><paramref name="array"/> is null.</exception>
    public static implicit operator NDInput<T>(T[] array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return new NDInput<T>(array.AsMemory());
    }

    /// <summary>Converts an array of two dimensions. Nothing is copied.</summary>
    /// <param name="array">The array.</param>
    /// <exception cref="ArgumentNullException"><paramref name="array"/> is null.</exception>
    public static implicit operator NDInput<T>(T[,] array) => new((Array)array);

    /// <summary>Converts an array of three dimensions. Nothing is copied.</summary>
    /// <param name="array">The array.</param>
    /// <exception cref="ArgumentNullException"><paramref name="array"/> is null.</exception>
    public static implicit operator NDInput<T>(T[,,] array) => new((Array)array);

    /// <summary>Converts memory to an input of one dimension. Nothing is copied.</summary>
    /// <param name="memory">The memory.</param>
    public static implicit operator NDInput<T>(ReadOnlyMemory<T> memory) => new(memory);

    /// <summary>Converts memory to an input of one dimension. Nothing is copied.</summary>
    /// <param name="memory">The memory.</param>
    public static implicit operator NDInput<T>(Memory<T> memory) => new(memory);

    /// <summary>The array that holds the elements, and where they begin in it; false if memory of another kind holds them.</summary>
    internal bool TryGetArray([NotNullWhen(true)] out Array? array, out int start)
    {
        start = _start;
        array = _array;
        if (array is null && _memory.IsEmpty)
        {
            array = Array.Empty<T>();
        }
        if (array is null && MemoryMarshal.TryGetArray(_memory, out ArraySegment<T> segment))
        {
            array = segment.Array!;
            start += segment.Offset;
        }
        return array is not null;
    }

    /// <summary>Pins memory that is in no array.</summary>
    internal MemoryPin PinMemory() => MemoryPin.Of(_memory);

    /// <summary>Pins the elements, as one of several inputs, and describes them to C.</summary>
    /// <inheritdoc cref="Describe" path="/param"/>
    internal unsafe IPin Pin(long* dimensions, glue_ndarray* input)
    {
        if (TryGetArray(out Array? array, out int start))
        {
            var handle = new HandlePin(array);
            Describe(handle.Values, start, dimensions, input);
            return handle;
        }
        MemoryPin memory = PinMemory();
        Describe(memory.Values, start, dimensions, input);
        return memory;
    }

    /// <summary>Describes the input to C.</summary>
    /// <param name="first">The address of the first element of what holds the elements.</param>
    /// <param name="start">The index of the element whose indices are all 0.</param>
    /// <param name="dimensions">Room for 64 numbers, which <paramref name="input"/> refers to.</param>
    /// <param name="input">Receives the description.</param>
    internal unsafe void Describe(void* first, int start, long* dimensions, glue_ndarray* input)
    {
        *input = new glue_ndarray { data = (T*)first + start, shape = dimensions, ndim = Rank, dtype = ElementType.Of<T>() };
        if (_layout is null)
        {
            dimensions[0] = _memory.Length;
            return;
        }
        for (int i = 0; i < _layout.Length; i++)
        {
            dimensions[i] = _layout[i];
        }
        input->strides = _layout.Length > _rank ? dimensions + _rank : null;
    }
}
