using System.Runtime.InteropServices;
using OutliersNative.Interop;

namespace OutliersNative.Calls;

/// <summary>A Python function that is called with float64 arrays over .NET memory and returns positions in them.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed unsafe class DetectFunction(PythonFunction function) : IDisposable
{
    /// <summary>The same function with other keyword arguments. Neither disposes the other.</summary>
    public DetectFunction With(IReadOnlyDictionary<string, object?> keywords) => new(function.With(keywords));

    /// <summary>Module and function, for messages.</summary>
    public string Name => function.Name;

    public bool IsDisposed => function.IsDisposed;

    public void Dispose() => function.Dispose();

    /// <summary>Calls the function on a part of an array, which is not copied.</summary>
    /// <param name="array">The array.</param>
    /// <param name="start">Index of the part's first value.</param>
    /// <param name="length">Number of values in the part.</param>
    /// <param name="columns">Length of a row, if the part is a matrix; 0 for one series.</param>
    /// <param name="options">Options of the call; null for the defaults.</param>
    /// <param name="destination">Where the positions go if they fit.</param>
    public Positions Call(double[] array, int start, int length, int columns, CallOptions? options, Span<long> destination)
    {
        PinReserve reserve = PinReserve.Current;
        fixed (double* values = array)
        {
            return Call(values + start, length, columns, new ArrayPin(array, reserve), options, destination);
        }
    }

    /// <summary>Calls the function on memory, which is not copied.</summary>
    public Positions Call(ReadOnlyMemory<double> memory, int columns, CallOptions? options, Span<long> destination)
    {
        if (MemoryMarshal.TryGetArray(memory, out ArraySegment<double> segment))
        {
            return Call(segment.Array!, segment.Offset, segment.Count, columns, options, destination);
        }
        var pin = MemoryPin.Of(memory);
        return Call((double*)pin.Values, memory.Length, columns, pin, options, destination);
    }

    /// <summary>Calls the function on a copy: a span may lie on a stack, and Python may retain its input.</summary>
    public Positions Call(ReadOnlySpan<double> span, int columns, CallOptions? options, Span<long> destination)
    {
        var copy = CopyPin.Of(span);
        return Call((double*)copy.Values, span.Length, columns, copy, options, destination);
    }

    private Positions Call<TPin>(double* values, int length, int columns, TPin pin, CallOptions? options, Span<long> destination)
        where TPin : IPin
    {
        fixed (long* into = destination)
        {
            var array = new glue_array { data = values, size = length, columns = columns, dtype = Glue.GLUE_FLOAT64 };
            Crossing? crossing = Telemetry.IsListening ? Crossing.Begin(CallTrace.Detect, function.Name, length, sizeof(double), pin) : null;
            glue_times times = default;
            CallLimit? limit = null;
            var result = new glue_result { into = into, capacity = destination.Length, times = crossing is null ? null : &times };
            glue_error error = default;
            try
            {
                limit = StartLimit(options, pin);
                result.limit = CallLimit.PointerOf(limit);
                int status = Call(&array, &result, &error, pin, options, limit);
                if (status == Glue.GLUE_E_LIMIT)
                {
                    throw limit!.ToException(function.Name, NativeError.InterruptedCode(&error, function.Name));
                }
                if (result.retained != null && options is { ForbidRetention: true })
                {
                    NativeError.ThrowRetained(status, &error, function.Name);
                }
                NativeError.ThrowIfFailed(status, &error, function.Name);
                int count = checked((int)result.size);
                var positions = new Positions(count, result.obj == null ? null : new ReadOnlySpan<long>(result.indices, count).ToArray());
                crossing?.End(&times, null);
                return positions;
            }
            catch (Exception e) when (crossing is not null)
            {
                crossing.End(&times, e);
                throw;
            }
            finally
            {
                limit?.Dispose();
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

    private static CallLimit? StartLimit<TPin>(CallOptions? options, TPin pin)
        where TPin : IPin
    {
        if (options is null)
        {
            return null;
        }
        try
        {
            return CallLimit.Start(options);
        }
        catch
        {
            pin.Release();
            throw;
        }
    }

    private int Call<TPin>(glue_array* array, glue_result* result, glue_error* error, TPin pin, CallOptions? options, CallLimit? limit)
        where TPin : IPin
    {
        try
        {
            return Native.detect(function.For(options, limit), array, result, error); // throws only if the handle is closed
        }
        finally
        {
            if (result->retained == null)
            {
                pin.Release();
            }
            else
            {
                pin.Lease(result->retained);
            }
        }
    }

    /// <summary>Whether the function has an attribute <c>many</c> of its own. Waits for the GIL.</summary>
    public bool HasMany()
    {
        using PythonFunction? many = function.Attribute("many");
        return many is not null;
    }

    /// <summary>The function's own attribute, with the function's keyword arguments. Waits for the GIL.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <exception cref="NotSupportedException">The function has no such attribute that can be called.</exception>
    public InvokeFunction Attribute(string attribute)
    {
        PythonFunction? found = function.Attribute(attribute);
        return found is not null ? new InvokeFunction(found) : throw new NotSupportedException(
            $"{function.Name} has no attribute '{attribute}' that can be called. Give the function one, as docs/CUSTOM_DETECTORS.md says, or choose a detector of the module outliers.");
    }

    /// <summary>Calls the function on many series, while the GIL is taken once.</summary>
    public long[][] CallMany(ReadOnlySpan<ReadOnlyMemory<double>> series, CallOptions? options)
    {
        if (!Telemetry.IsListening)
        {
            return CallMany(series, options, null);
        }
        var crossing = Crossing.Begin(CallTrace.DetectMany, function.Name, series);
        glue_times times = default;
        try
        {
            long[][] found = CallMany(series, options, &times);
            crossing.End(&times, null);
            return found;
        }
        catch (Exception e)
        {
            crossing.End(&times, e);
            throw;
        }
    }

    private long[][] CallMany(ReadOnlySpan<ReadOnlyMemory<double>> series, CallOptions? options, glue_times* times)
    {
        long[] ends = new long[series.Length];
        nint[] retained = new nint[series.Length];
        using CallLimit? limit = CallLimit.Start(options);
        using var pins = new SeriesPins(series);
        fixed (long* endsAt = ends)
        fixed (nint* retainedAt = retained)
        {
            var many = new glue_many
            {
                arrays = pins.Inputs,
                count = series.Length,
                ends = endsAt,
                retained = (void**)retainedAt,
                limit = CallLimit.PointerOf(limit),
                times = times,
            };
            glue_error error = default;
            try
            {
                int status = Native.glue_detect_many(function.For(options, limit), &many, &error);
                int firstRetained = Lease(pins, retained);
                if (status == Glue.GLUE_E_LIMIT)
                {
                    throw limit!.ToException(function.Name, NativeError.InterruptedCode(&error, function.Name));
                }
                if (firstRetained >= 0 && options is { ForbidRetention: true })
                {
                    NativeError.ThrowRetained(status, &error, function.Name, firstRetained, many.failed);
                }
                NativeError.ThrowIfFailed(status, &error, function.Name, many.failed);
                return Split(many.indices, ends);
            }
            finally
            {
                if (many.obj != null)
                {
                    Native.py_decref(many.obj);
                }
            }
        }
    }

    /// <summary>Leases the series that Python retained.</summary>
    /// <returns>The index of the first of them; -1 if there is none.</returns>
    private static int Lease(SeriesPins pins, ReadOnlySpan<nint> retained)
    {
        int first = retained.IndexOfAnyExcept(0);
        for (int i = Math.Max(first, 0); i < retained.Length; i++)
        {
            if (retained[i] != 0)
            {
                pins.Lease(i, (void*)retained[i]);
            }
        }
        return first;
    }

    private static long[][] Split(long* positions, ReadOnlySpan<long> ends)
    {
        long[][] split = new long[ends.Length][];
        long begin = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            split[i] = new ReadOnlySpan<long>(positions + begin, checked((int)(ends[i] - begin))).ToArray();
            begin = ends[i];
        }
        return split;
    }
}

/// <summary>The positions that a call returned, in the caller's memory if they fit.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="All">All of them, if they do not fit; else null.</param>
internal readonly record struct Positions(int Count, long[]? All)
{
    /// <summary>The positions, of which those that fitted lie in <paramref name="destination"/>.</summary>
    public long[] ToArray(ReadOnlySpan<long> destination) => All ?? destination[..Count].ToArray();
}
