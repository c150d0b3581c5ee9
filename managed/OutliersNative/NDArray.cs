using System.Buffers;
using System.Diagnostics;
using OutliersNative.Calls;
using OutliersNative.Interop;

namespace OutliersNative;

/// <summary>An array that a Python function returned, in the memory that NumPy allocated for it. Nothing is copied.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
/// <remarks>
/// <para>The elements are in C's order without gaps: an array that NumPy holds otherwise is copied once, in Python, and so is one
/// that shares memory with an input of the call.</para>
/// <para>Python may hold the array too. It is read-only in .NET, but what Python writes to it later, .NET sees.</para>
/// <para>Reading is thread-safe. Dispose the array when it is no longer needed: this releases the memory without waiting for
/// Python. Otherwise the garbage collector does so, some time after the last use; it does not see how large the memory is.
/// No span of the array may be used once the array has been disposed or is no longer referenced: keep it in a <c>using</c>
/// declaration, or use <see cref="Memory"/>.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed unsafe class NDArray<T> : IDisposable
    where T : unmanaged
{
    private readonly ResultHandle _handle;
    private readonly T* _data;
    private readonly nint[] _shape;

    /// <summary>Takes over what the output holds.</summary>
    internal NDArray(glue_output* output)
    {
        _handle = new ResultHandle(output->obj);
        output->obj = null;
        _data = (T*)output->data;
        Length = (nint)output->size;
        Name = Utf8.Text(output->name);
        _shape = ShapeOf(output);
    }

    /// <summary>The name of the array, if the function returned a dict; otherwise null.</summary>
    public string? Name { get; }

    /// <summary>The length of each dimension. Empty for a single number.</summary>
    public ReadOnlySpan<nint> Shape => _shape;

    /// <summary>For each dimension, the number of elements from one index to the next: those of C's order.</summary>
    public ReadOnlySpan<nint> Strides
    {
        get
        {
            nint[] strides = new nint[_shape.Length];
            nint stride = 1;
            for (int i = strides.Length - 1; i >= 0; i--)
            {
                strides[i] = stride;
                stride *= _shape[i];
            }
            return strides;
        }
    }

    /// <summary>The number of dimensions.</summary>
    public int Rank => _shape.Length;

    /// <summary>The number of elements.</summary>
    public nint Length { get; }

    /// <summary>The elements in C's order, in NumPy's memory. Valid until the array is disposed, or is no longer referenced.</summary>
    /// <exception cref="ObjectDisposedException">The array has been disposed.</exception>
    /// <exception cref="OverflowException">The array has 2^31 elements or more.</exception>
    public ReadOnlySpan<T> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            return new ReadOnlySpan<T>(_data, checked((int)Length));
        }
    }

    /// <summary>The elements in C's order, in NumPy's memory. It refers to the array, so that this is not collected; while it is
    /// pinned, the memory stays valid even if the array is disposed. It can be an input of another function.</summary>
    /// <exception cref="ObjectDisposedException">The array has been disposed.</exception>
    /// <exception cref="OverflowException">The array has 2^31 elements or more.</exception>
    public ReadOnlyMemory<T> Memory => new Manager(this, Span.Length).Memory;

    /// <summary>Copies the elements to a new array, in C's order.</summary>
    /// <returns>The array.</returns>
    /// <exception cref="ObjectDisposedException">The array has been disposed.</exception>
    /// <exception cref="OverflowException">The array has 2^31 elements or more.</exception>
    public T[] ToArray()
    {
        Hold(); // another thread may dispose the array meanwhile
        try
        {
            return new ReadOnlySpan<T>(_data, checked((int)Length)).ToArray();
        }
        finally
        {
            _handle.DangerousRelease();
        }
    }

    /// <summary>Releases the memory without waiting for Python. Using the elements afterwards throws
    /// <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>The type and the shape, such as <c>NDArray&lt;Double&gt;(2, 3)</c>.</summary>
    public override string ToString() => $"NDArray<{typeof(T).Name}>{Layout.Text(_shape)}";

    internal static nint[] ShapeOf(glue_output* output)
    {
        nint[] shape = new nint[output->ndim];
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = (nint)output->shape[i];
        }
        return shape;
    }

    /// <summary>Keeps the memory until DangerousRelease.</summary>
    private void Hold()
    {
        bool isHeld = false;
        try
        {
            _handle.DangerousAddRef(ref isHeld);
        }
        catch (ObjectDisposedException)
        {
            throw new ObjectDisposedException(GetType().FullName); // the handle means nothing to the caller
        }
    }

    private sealed class Manager(NDArray<T> array, int length) : MemoryManager<T>
    {
        public override Memory<T> Memory => CreateMemory(length);

        public override Span<T> GetSpan()
        {
            ObjectDisposedException.ThrowIf(array._handle.IsClosed, array);
            return new Span<T>(array._data, length);
        }

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            array.Hold();
            return new MemoryHandle(array._data + elementIndex, default, this);
        }

        public override void Unpin() => array._handle.DangerousRelease();

        protected override void Dispose(bool disposing)
        {
        }
    }
}

/// <summary>The arrays that a Python function returned as a tuple, a list or a dict.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
public sealed unsafe class NDArrayList<T> : IReadOnlyList<NDArray<T>>, IDisposable
    where T : unmanaged
{
    private readonly NDArray<T>[] _arrays;

    /// <summary>Takes over what the outputs hold.</summary>
    internal NDArrayList(glue_output* outputs, int count)
    {
        _arrays = new NDArray<T>[count];
        for (int i = 0; i < count; i++)
        {
            _arrays[i] = new NDArray<T>(&outputs[i]);
        }
    }

    /// <summary>The number of arrays.</summary>
    public int Count => _arrays.Length;

    /// <summary>An array by its position in the tuple, list or dict.</summary>
    /// <param name="index">The position, from 0.</param>
    public NDArray<T> this[int index] => _arrays[index];

    /// <summary>An array by its key in the dict that the function returned.</summary>
    /// <param name="name">The key.</param>
    /// <exception cref="KeyNotFoundException">The dict had no such key, or the function returned a tuple or a list.</exception>
    public NDArray<T> this[string name] =>
        Array.Find(_arrays, array => array.Name == name)
        ?? throw new KeyNotFoundException(
            $"The function returned no array named '{name}'; it returned {(Count == 0 ? "none" : string.Join(", ", _arrays.Select(array => array.Name ?? "one without a name")))}.");

    /// <inheritdoc/>
    public IEnumerator<NDArray<T>> GetEnumerator() => ((IEnumerable<NDArray<T>>)_arrays).GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Disposes all arrays.</summary>
    public void Dispose()
    {
        foreach (NDArray<T> array in _arrays)
        {
            array.Dispose();
        }
    }
}
