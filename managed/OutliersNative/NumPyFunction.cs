using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OutliersNative.Calls;
using OutliersNative.Interop;

namespace OutliersNative;

/// <summary>A Python function that takes arrays and returns arrays. It runs in this process and reads the memory of the .NET
/// arrays.</summary>
/// <typeparam name="TIn">The type of the input's elements: double, float, Half, long, ulong, int, uint, short, ushort, sbyte, byte,
/// bool or Complex.</typeparam>
/// <typeparam name="TOut">The type of the output's elements: one of the same types.</typeparam>
/// <remarks>
/// <para>Thread-safe: any number of threads may call and dispose one instance. Create one instance per function for the whole
/// process; the first one starts Python.</para>
/// <para>The function receives a read-only ndarray with the address, the shape and the strides of the .NET memory; only spans are
/// copied. It is called also if the input is empty. If Python retains the array beyond the call, the memory stays alive and in
/// place until Python releases it.</para>
/// <para>The function returns an ndarray, or a number, which is an array without dimensions. Its dtype must be that of
/// <typeparamref name="TOut"/>, or one whose values <typeparamref name="TOut"/> represents exactly, such as int32 for
/// <c>long</c>. An array that is not contiguous in C's order is made contiguous once, in Python.</para>
/// </remarks>
public sealed unsafe partial class NumPyFunction<TIn, TOut> : IDisposable
    where TIn : unmanaged
    where TOut : unmanaged
{
    /// <summary>Results of at most so many bytes are returned on the stack.</summary>
    private const int FewBytes = 1024;

    private const int MostOutputs = 64;
    private const int Dimensions = Glue.GLUE_DIMENSIONS_MOST;

    private readonly InvokeFunction _function;
    private readonly CallLane _lane;

    /// <summary>Imports a Python function. Starts Python with the default options if it has not been started.</summary>
    /// <param name="module">A module that Python finds, for instance in <see cref="PythonRuntimeOptions.ModulePaths"/>, or
    /// <c>numpy</c> itself. May be dotted.</param>
    /// <param name="function">The name of a callable in the module. May be dotted.</param>
    /// <exception cref="NotSupportedException">A type argument is not one of the element types.</exception>
    /// <exception cref="ArgumentNullException">A name is null.</exception>
    /// <exception cref="ArgumentException">A name is empty, or contains a NUL character or an unpaired surrogate.</exception>
    /// <exception cref="PythonException">The module cannot be imported, or has no such callable.</exception>
    /// <exception cref="PythonNotFoundException">No usable Python was found.</exception>
    public NumPyFunction(string module, string function)
        : this(Import(module, function, null))
    {
    }

    /// <summary>Imports a Python function that every call passes the same keyword arguments. Starts Python with the default options
    /// if it has not been started.</summary>
    /// <param name="module">The module.</param>
    /// <param name="function">The name of a callable in the module.</param>
    /// <param name="keywords">Keyword arguments of each call: double, float, integers, bool, string, null, arrays of one or two
    /// dimensions, which become read-only ndarrays, and lists and dictionaries of these. They are copied once, here; later changes
    /// have no effect.</param>
    /// <exception cref="NotSupportedException">A type argument is not one of the element types.</exception>
    /// <exception cref="ArgumentNullException">A name, or <paramref name="keywords"/>, is null.</exception>
    /// <exception cref="ArgumentException">A name is empty, or contains a NUL character or an unpaired surrogate; or a value is of
    /// another type; or there are more than 64.</exception>
    /// <exception cref="PythonException">The module cannot be imported, or has no such callable; or the function's signature has no
    /// such keyword: a <c>TypeError</c> whose message shows the signature. A function without a signature, or with <c>**kwargs</c>,
    /// is trusted.</exception>
    /// <exception cref="PythonNotFoundException">No usable Python was found.</exception>
    public NumPyFunction(string module, string function, Dictionary<string, object?> keywords)
        : this(Import(module, function, keywords ?? throw new ArgumentNullException(nameof(keywords))))
    {
    }

    internal NumPyFunction(InvokeFunction function)
    {
        _function = function;
        _lane = new CallLane(CallQueue.Shared, function.Name, GetType());
    }

    /// <summary>The same function with other keyword arguments, prepared for any number of calls.</summary>
    /// <param name="keywords">Keyword arguments of each call: double, float, integers, bool, string, null, arrays of one or two
    /// dimensions, which become read-only ndarrays, and lists and dictionaries of these. They are copied once, here; later changes
    /// have no effect.</param>
    /// <returns>A function of its own: dispose it too.</returns>
    /// <inheritdoc cref="NumPyFunction{TIn, TOut}(string, string, Dictionary{string, object?})" path="/exception"/>
    /// <exception cref="ObjectDisposedException">This instance has been disposed.</exception>
    public NumPyFunction<TIn, TOut> WithKeywords(Dictionary<string, object?> keywords)
    {
        ThrowIfDisposed();
        return new NumPyFunction<TIn, TOut>(_function.With(keywords));
    }

    /// <summary>Calls the function with an array. Python reads the array in place; nothing is copied.</summary>
    /// <param name="x">The input.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <returns>The elements of the result, in C's order, in a new array.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="x"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">This instance has been disposed.</exception>
    /// <exception cref="PythonException">The function raised an exception.</exception>
    /// <exception cref="InvalidResultException">The function returned something that is no array, or an array of a dtype that does
    /// not convert exactly.</exception>
    /// <exception cref="InputRetainedException">Python retained the input, and <paramref name="options"/> forbid that.</exception>
    /// <exception cref="PythonStateException">Python and .NET called each other too deeply.</exception>
    /// <exception cref="InsufficientMemoryException">The native library could not allocate memory or start a thread.</exception>
    [SkipLocalsInit]
    public TOut[] Invoke(TIn[] x, CallOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        byte* few = stackalloc byte[FewBytes];
        long* shape = stackalloc long[Dimensions];
        glue_output output = OnStack(few, shape);
        Function.CallOn(x, &output, 0, options);
        return ToArray(&output);
    }

    /// <summary>Calls the function with an array of any shape, or with memory. Python reads it in place; nothing is copied.</summary>
    /// <inheritdoc cref="Invoke(TIn[], CallOptions?)" path="/param|/returns|/exception"/>
    [SkipLocalsInit]
    public TOut[] Invoke(NDInput<TIn> x, CallOptions? options = null)
    {
        byte* few = stackalloc byte[FewBytes];
        long* shape = stackalloc long[Dimensions];
        glue_output output = OnStack(few, shape);
        Function.CallOn(in x, &output, 0, options);
        return ToArray(&output);
    }

    /// <summary>Calls the function with a span. The span is copied once, since it may be on the stack and Python may retain its
    /// input.</summary>
    /// <inheritdoc cref="Invoke(TIn[], CallOptions?)" path="/param|/returns|/exception"/>
    [SkipLocalsInit]
    public TOut[] Invoke(ReadOnlySpan<TIn> x, CallOptions? options = null)
    {
        byte* few = stackalloc byte[FewBytes];
        long* shape = stackalloc long[Dimensions];
        glue_output output = OnStack(few, shape);
        Function.CallOn(x, &output, 0, options);
        return ToArray(&output);
    }

    /// <summary>Calls the function with an array of any shape, and returns the shape of the result too.</summary>
    /// <param name="x">The input.</param>
    /// <param name="shape">Receives the length of each dimension of the result; empty for a single number.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <inheritdoc cref="Invoke(TIn[], CallOptions?)" path="/returns|/exception"/>
    [SkipLocalsInit]
    public TOut[] Invoke(NDInput<TIn> x, out nint[] shape, CallOptions? options = null)
    {
        byte* few = stackalloc byte[FewBytes];
        long* lengths = stackalloc long[Dimensions];
        glue_output output = OnStack(few, lengths);
        Function.CallOn(in x, &output, 0, options);
        shape = NDArray<TOut>.ShapeOf(&output);
        return ToArray(&output);
    }

    /// <summary>Calls the function with two inputs: <c>function(x, y)</c>. Python reads both in place; nothing is copied.</summary>
    /// <typeparam name="TIn2">The type of the second input's elements.</typeparam>
    /// <param name="x">The first input.</param>
    /// <param name="y">The second input, of any shape.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <inheritdoc cref="Invoke(TIn[], CallOptions?)" path="/returns|/exception"/>
    public TOut[] Invoke<TIn2>(TIn[] x, TIn2[] y, CallOptions? options = null)
        where TIn2 : unmanaged => Invoke((NDInput<TIn>)x, (NDInput<TIn2>)y, options);

    /// <summary>Calls the function with two inputs of any shapes: <c>function(x, y)</c>. Python reads both in place; nothing is
    /// copied.</summary>
    /// <inheritdoc cref="Invoke{TIn2}(TIn[], TIn2[], CallOptions?)" path="/typeparam|/param|/returns|/exception"/>
    [SkipLocalsInit]
    public TOut[] Invoke<TIn2>(NDInput<TIn> x, NDInput<TIn2> y, CallOptions? options = null)
        where TIn2 : unmanaged
    {
        byte* few = stackalloc byte[FewBytes];
        long* shape = stackalloc long[Dimensions];
        glue_output output = OnStack(few, shape);
        Function.CallOn(in x, in y, &output, 0, options);
        return ToArray(&output);
    }

    /// <summary>Calls the function with up to 16 inputs of any shapes: <c>function(*inputs)</c>. Python reads all in place; nothing
    /// is copied.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <inheritdoc cref="Invoke(TIn[], CallOptions?)" path="/returns|/exception"/>
    /// <exception cref="ArgumentException">There are more than 16 inputs.</exception>
    [SkipLocalsInit]
    public TOut[] InvokeAll(ReadOnlySpan<NDInput<TIn>> inputs, CallOptions? options = null)
    {
        byte* few = stackalloc byte[FewBytes];
        long* shape = stackalloc long[Dimensions];
        glue_output output = OnStack(few, shape);
        Function.CallOn(inputs, &output, 0, options);
        return ToArray(&output);
    }

    /// <summary>Calls the function and writes the elements of the result to the caller's memory, in C's order. Nothing is allocated
    /// on the managed heap.</summary>
    /// <param name="x">The input.</param>
    /// <param name="destination">Receives the elements.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <returns>The number of elements written, from the start of <paramref name="destination"/>.</returns>
    /// <exception cref="ArgumentException">The result has more elements than <paramref name="destination"/>.</exception>
    /// <inheritdoc cref="Invoke(TIn[], CallOptions?)" path="/exception"/>
    [SkipLocalsInit]
    public int InvokeInto(TIn[] x, Span<TOut> destination, CallOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        fixed (TOut* into = destination)
        {
            long* shape = stackalloc long[Dimensions];
            glue_output output = OutputInto(into, destination.Length, shape);
            Function.CallOn(x, &output, 0, options);
            return CopyTo(destination, &output);
        }
    }

    /// <summary>Calls the function with an array of any shape, or with memory, and writes the elements of the result to the caller's
    /// memory, in C's order.</summary>
    /// <inheritdoc cref="InvokeInto(TIn[], Span{TOut}, CallOptions?)" path="/param|/returns|/exception"/>
    [SkipLocalsInit]
    public int InvokeInto(NDInput<TIn> x, Span<TOut> destination, CallOptions? options = null)
    {
        fixed (TOut* into = destination)
        {
            long* shape = stackalloc long[Dimensions];
            glue_output output = OutputInto(into, destination.Length, shape);
            Function.CallOn(in x, &output, 0, options);
            return CopyTo(destination, &output);
        }
    }

    /// <summary>As <see cref="InvokeInto(NDInput{TIn}, Span{TOut}, CallOptions?)"/>, but for a result that is too long returns its number
    /// of elements.</summary>
    [SkipLocalsInit]
    internal long InvokeIntoIfFits(ReadOnlyMemory<TIn> x, Span<TOut> destination, CallOptions? options)
    {
        fixed (TOut* into = destination)
        {
            long* shape = stackalloc long[Dimensions];
            glue_output output = OutputInto(into, destination.Length, shape);
            NDInput<TIn> input = x;
            Function.CallOn(in input, &output, 0, options);
            return CopyIfFits(destination, &output);
        }
    }

    /// <summary>Calls the function with a span, which is copied once, and writes the elements of the result to the caller's memory,
    /// in C's order.</summary>
    /// <inheritdoc cref="InvokeInto(TIn[], Span{TOut}, CallOptions?)" path="/param|/returns|/exception"/>
    [SkipLocalsInit]
    public int InvokeInto(ReadOnlySpan<TIn> x, Span<TOut> destination, CallOptions? options = null)
    {
        fixed (TOut* into = destination)
        {
            long* shape = stackalloc long[Dimensions];
            glue_output output = OutputInto(into, destination.Length, shape);
            Function.CallOn(x, &output, 0, options);
            return CopyTo(destination, &output);
        }
    }

    /// <summary>Calls the function with two inputs, <c>function(x, y)</c>, and writes the elements of the result to the caller's
    /// memory, in C's order.</summary>
    /// <typeparam name="TIn2">The type of the second input's elements.</typeparam>
    /// <param name="x">The first input.</param>
    /// <param name="y">The second input.</param>
    /// <param name="destination">Receives the elements.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <inheritdoc cref="InvokeInto(TIn[], Span{TOut}, CallOptions?)" path="/returns|/exception"/>
    [SkipLocalsInit]
    public int InvokeInto<TIn2>(NDInput<TIn> x, NDInput<TIn2> y, Span<TOut> destination, CallOptions? options = null)
        where TIn2 : unmanaged
    {
        fixed (TOut* into = destination)
        {
            long* shape = stackalloc long[Dimensions];
            glue_output output = OutputInto(into, destination.Length, shape);
            Function.CallOn(in x, in y, &output, 0, options);
            return CopyTo(destination, &output);
        }
    }

    /// <summary>Calls the function and returns the array that it returned, in NumPy's memory. Nothing is copied, unless the array is
    /// not contiguous in C's order, is of a dtype that converts, or shares memory with the input.</summary>
    /// <param name="x">The input.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <returns>The result. Dispose it to release the memory.</returns>
    /// <inheritdoc cref="Invoke(TIn[], CallOptions?)" path="/exception"/>
    [SkipLocalsInit]
    public NDArray<TOut> InvokeNDArray(NDInput<TIn> x, CallOptions? options = null)
    {
        long* shape = stackalloc long[Dimensions];
        glue_output output = InPython(shape);
        Function.CallOn(in x, &output, 0, options);
        return new NDArray<TOut>(&output);
    }

    /// <summary>Calls the function with two inputs, <c>function(x, y)</c>, and returns the array that it returned, in NumPy's
    /// memory.</summary>
    /// <typeparam name="TIn2">The type of the second input's elements.</typeparam>
    /// <param name="x">The first input.</param>
    /// <param name="y">The second input.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <inheritdoc cref="InvokeNDArray(NDInput{TIn}, CallOptions?)" path="/returns|/exception"/>
    [SkipLocalsInit]
    public NDArray<TOut> InvokeNDArray<TIn2>(NDInput<TIn> x, NDInput<TIn2> y, CallOptions? options = null)
        where TIn2 : unmanaged
    {
        long* shape = stackalloc long[Dimensions];
        glue_output output = InPython(shape);
        Function.CallOn(in x, in y, &output, 0, options);
        return new NDArray<TOut>(&output);
    }

    /// <summary>Calls a function that returns several arrays: a tuple or list of at most 64 arrays, or a dict of them by name.</summary>
    /// <param name="x">The input.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <returns>The arrays, in NumPy's memory, in the order of the tuple, list or dict; those of a dict have a
    /// <see cref="NDArray{T}.Name"/>. Dispose each of them to release its memory, or the list to release all.</returns>
    /// <inheritdoc cref="Invoke(TIn[], CallOptions?)" path="/exception"/>
    public NDArrayList<TOut> InvokeSeveral(NDInput<TIn> x, CallOptions? options = null)
    {
        glue_output* outputs = AllocateOutputs();
        try
        {
            int count = Function.CallOn(in x, outputs, MostOutputs, options);
            return new NDArrayList<TOut>(outputs, count);
        }
        finally
        {
            NativeMemory.Free(outputs);
        }
    }

    /// <summary>Calls a function with up to 16 inputs, <c>function(*inputs)</c>, that returns several arrays.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <inheritdoc cref="InvokeSeveral(NDInput{TIn}, CallOptions?)" path="/returns|/exception"/>
    /// <exception cref="ArgumentException">There are more than 16 inputs.</exception>
    public NDArrayList<TOut> InvokeSeveral(ReadOnlySpan<NDInput<TIn>> inputs, CallOptions? options = null)
    {
        glue_output* outputs = AllocateOutputs();
        try
        {
            int count = Function.CallOn(inputs, outputs, MostOutputs, options);
            return new NDArrayList<TOut>(outputs, count);
        }
        finally
        {
            NativeMemory.Free(outputs);
        }
    }

    /// <summary>Releases the Python function without waiting for Python. Calls that are running complete normally; later ones throw
    /// <see cref="ObjectDisposedException"/>, as do asynchronous calls that wait in the queue. Results stay valid.</summary>
    public void Dispose()
    {
        _function.Dispose();
        CallQueue.Shared.Close(_lane);
    }

    /// <summary>What a call uses.</summary>
    private InvokeFunction Function
    {
        get
        {
            ThrowIfDisposed();
            return _function;
        }
    }

    private static InvokeFunction Import(string module, string function, Dictionary<string, object?>? keywords)
    {
        _ = ElementType.Of<TIn>();
        _ = ElementType.Of<TOut>();
        PythonFunction.CheckName(module, nameof(module));
        PythonFunction.CheckName(function, nameof(function));
        PythonRuntime.EnsureStarted();
        return new InvokeFunction(PythonFunction.Load(module, function, keywords));
    }

    private static glue_output OnStack(byte* few, long* shape) =>
        new() { into = few, capacity = FewBytes / sizeof(TOut), shape = shape, dtype = ElementType.Of<TOut>() };

    private static glue_output InPython(long* shape) => new() { shape = shape, dtype = ElementType.Of<TOut>() };

    private static glue_output OutputInto(TOut* into, int length, long* shape) =>
        new() { into = into, capacity = Math.Min(length, InvokeFunction.MostBytesUnderGil / sizeof(TOut)), shape = shape, dtype = ElementType.Of<TOut>() };

    private static glue_output* AllocateOutputs()
    {
        nuint size = (nuint)sizeof(glue_output) + Dimensions * sizeof(long);
        var outputs = (glue_output*)NativeMemory.Alloc(MostOutputs, size);
        long* shapes = (long*)(outputs + MostOutputs);
        for (int i = 0; i < MostOutputs; i++)
        {
            outputs[i] = InPython(shapes + i * Dimensions);
        }
        return outputs;
    }

    private static TOut[] ToArray(glue_output* output)
    {
        try
        {
            return new ReadOnlySpan<TOut>(output->data, checked((int)output->size)).ToArray();
        }
        finally
        {
            InvokeFunction.GiveBack(output);
        }
    }

    private static int CopyTo(Span<TOut> destination, glue_output* output)
    {
        long count = CopyIfFits(destination, output);
        return count <= destination.Length ? (int)count : throw new ArgumentException(
            $"The destination holds {destination.Length} elements, and the function returned {count}: pass a longer one, or call Invoke.",
            nameof(destination));
    }

    /// <summary>The number of elements of the result, which are in the destination if they fit.</summary>
    private static long CopyIfFits(Span<TOut> destination, glue_output* output)
    {
        try
        {
            if (output->obj != null && output->size <= destination.Length)
            {
                new ReadOnlySpan<TOut>(output->data, (int)output->size).CopyTo(destination);
            }
            return output->size;
        }
        finally
        {
            InvokeFunction.GiveBack(output);
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_function.IsDisposed, this);
}
