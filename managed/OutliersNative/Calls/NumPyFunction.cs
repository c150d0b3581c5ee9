using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OutliersNative.Errors;
using OutliersNative.Interop;
using OutliersNative.Leases;

namespace OutliersNative.Calls;

/// <summary>A Python function of one array: imports it, calls it on memory of .NET's, and gives back what it returned.</summary>
/// <remarks>Thread-safe. Knows nothing of outliers.</remarks>
internal sealed unsafe class NumPyFunction : IDisposable
{
    private readonly FunctionHandle _handle;

    public NumPyFunction(string module, string function)
    {
        fixed (byte* moduleText = Utf8.Bytes(module), functionText = Utf8.Bytes(function))
        {
            void* func;
            glue_error error;
            int status = Native.load_func(moduleText, functionText, &func, &error);
            if (status != GlueStatus.Ok)
            {
                ThrowHelper.Throw(status, ref error);
            }
            _handle = new FunctionHandle(func);
        }
    }

    public bool IsDisposed => _handle.IsClosed;

    public void Dispose() => _handle.Close();

    /// <summary>Calls the function on this very array.</summary>
    /// <param name="array">The array; the function gets a part of it.</param>
    /// <param name="start">Where the part begins.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="columns">How long a row is, if the part is a matrix; else 0.</param>
    /// <param name="options">What this call insists on; null for nothing.</param>
    /// <param name="destination">Where the positions go, if they fit.</param>
    public Found Positions(double[] array, int start, int length, int columns, DetectOptions? options, Span<long> destination)
    {
        CallerThread thread = CallerThread.Current;
        fixed (double* values = array)
        {
            return Positions(values + start, length, columns, new ArrayPin(array, thread.Pins), thread, options, destination);
        }
    }

    /// <summary>Calls the function on this very memory.</summary>
    public Found Positions(ReadOnlyMemory<double> memory, int columns, DetectOptions? options, Span<long> destination)
    {
        if (MemoryMarshal.TryGetArray(memory, out ArraySegment<double> segment))
        {
            return Positions(segment.Array!, segment.Offset, segment.Count, columns, options, destination);
        }
        var pin = new MemoryPin(memory);
        return Positions(pin.Values, memory.Length, columns, pin, CallerThread.Current, options, destination);
    }

    /// <summary>Calls the function on a copy: a span may lie on a stack, and Python may keep what it is given.</summary>
    public Found Positions(ReadOnlySpan<double> span, int columns, DetectOptions? options, Span<long> destination)
    {
        var copy = new CopyPin(span);
        return Positions(copy.Values, span.Length, columns, copy, CallerThread.Current, options, destination);
    }

    /// <summary>Calls the function on many arrays, none of which is null.</summary>
    public long[][] PositionsOfMany(double[][] arrays, DetectOptions? options) => ManyArrays.Positions(_handle, arrays, options);

    private Found Positions<TPin>(double* values, int length, int columns, TPin pin, CallerThread thread, DetectOptions? options, Span<long> destination)
        where TPin : IPin
    {
        fixed (long* into = destination)
        {
            var array = new glue_array { data = values, size = length, columns = columns, dtype = glue_array.Float64 };
            var result = new glue_result { into = into, capacity = destination.Length };
            glue_error error = default;
            try
            {
                int status = Call(&array, &result, &error, pin, thread.Running);
                if (result.kept != null && options is { ForbidEscape: true })
                {
                    ThrowHelper.ThrowInputKept(status, ref error);
                }
                if (status != GlueStatus.Ok)
                {
                    ThrowHelper.Throw(status, ref error);
                }
                int count = checked((int)result.size);
                return new Found(count, result.obj == null ? null : new ReadOnlySpan<long>(result.indices, count).ToArray());
            }
            finally
            {
                if (result.obj != null)
                {
                    Native.py_decref(result.obj);
                }
                if (error.message != null)
                {
                    Native.glue_error_free(&error); // only if a user's Unpin threw before the error could be told
                }
            }
        }
    }

    /// <summary>The call itself, with the input's memory settled when it returns.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // into a try block, where the JIT would go about native calls a longer way
    private int Call<TPin>(glue_array* array, glue_result* result, glue_error* error, TPin pin, RunningCalls running)
        where TPin : IPin
    {
        int status = GlueStatus.Ok;
        void* func = _handle.Begin(running);
        if (func != null)
        {
            status = Native.detect(func, array, result, error); // throws nothing: its callbacks do not
            _handle.End(running);
        }
        if (result->kept == null)
        {
            pin.Release();
        }
        else
        {
            pin.Lease(result->kept);
        }
        ObjectDisposedException.ThrowIf(func == null, typeof(Outliers));
        return status;
    }
}
