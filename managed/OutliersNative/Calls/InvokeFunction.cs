using OutliersNative.Interop;

namespace OutliersNative.Calls;

/// <summary>A Python function that is called with arrays over .NET memory and returns arrays.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed unsafe partial class InvokeFunction(PythonFunction function) : IDisposable
{
    /// <summary>Results of at most so many bytes are copied to the caller's memory in Python; longer ones after the GIL has been
    /// released.</summary>
    public const int MostBytesUnderGil = 64 * 1024;

    /// <summary>The same function with other keyword arguments. Neither disposes the other.</summary>
    public InvokeFunction With(IReadOnlyDictionary<string, object?> keywords) => new(function.With(keywords));

    /// <summary>Module and function, for messages.</summary>
    public string Name => function.Name;

    public bool IsDisposed => function.IsDisposed;

    public void Dispose() => function.Dispose();

    /// <summary>Calls the function with one input, and releases or leases its pin.</summary>
    /// <param name="input">The input.</param>
    /// <param name="pin">Holds the input's memory.</param>
    /// <param name="outputs">Receives what the function returned; the caller gives back what it holds. Empty on failure.</param>
    /// <param name="several">0 if the function returns one array; otherwise for how many there is room in
    /// <paramref name="outputs"/>.</param>
    /// <param name="options">Options of the call; null for the defaults.</param>
    /// <returns>How many arrays the function returned.</returns>
    public int Call<TPin>(glue_ndarray* input, TPin pin, glue_output* outputs, int several, CallOptions? options)
        where TPin : IPin
    {
        void* retained = null;
        Crossing? crossing = Telemetry.IsListening
            ? Crossing.Begin(CallTrace.Invoke, function.Name, Crossing.SizeOf(input), ElementType.Bytes(input->dtype), pin)
            : null;
        glue_times times = default;
        var invocation = new glue_invocation
        {
            inputs = input,
            retained = &retained,
            input_count = 1,
            outputs = outputs,
            several = several,
            times = crossing is null ? null : &times,
        };
        glue_error error = default;
        bool isDone = false;
        try
        {
            int status = Call(&invocation, &error, pin, &retained, options);
            Check(status, &error, retained != null, options);
            crossing?.End(&times, null);
            isDone = true;
            return (int)invocation.output_count;
        }
        catch (Exception e) when (crossing is not null)
        {
            crossing.End(&times, e);
            throw;
        }
        finally
        {
            if (!isDone)
            {
                Abandon(&invocation, &error);
            }
        }
    }

    /// <summary>Calls the function with several inputs, and releases or leases their pins.</summary>
    /// <inheritdoc cref="Call{TPin}(glue_ndarray*, TPin, glue_output*, int, CallOptions?)"/>
    public int Call<TPin>(glue_ndarray* inputs, ReadOnlySpan<TPin> pins, glue_output* outputs, int several, CallOptions? options)
        where TPin : IPin
    {
        void** retained = stackalloc void*[Glue.GLUE_INPUTS_MOST];
        new Span<nint>(retained, Glue.GLUE_INPUTS_MOST).Clear();
        Crossing? crossing = Telemetry.IsListening ? Crossing.Begin(CallTrace.Invoke, function.Name, inputs, pins) : null;
        glue_times times = default;
        var invocation = new glue_invocation
        {
            inputs = inputs,
            retained = retained,
            input_count = pins.Length,
            outputs = outputs,
            several = several,
            times = crossing is null ? null : &times,
        };
        glue_error error = default;
        bool isDone = false;
        try
        {
            int status = Call(&invocation, &error, pins, retained, options);
            Check(status, &error, new ReadOnlySpan<nint>(retained, pins.Length).ContainsAnyExcept(0), options);
            crossing?.End(&times, null);
            isDone = true;
            return (int)invocation.output_count;
        }
        catch (Exception e) when (crossing is not null)
        {
            crossing.End(&times, e);
            throw;
        }
        finally
        {
            if (!isDone)
            {
                Abandon(&invocation, &error);
            }
        }
    }

    private int Call<TPin>(glue_invocation* invocation, glue_error* error, TPin pin, void** retained, CallOptions? options)
        where TPin : IPin
    {
        try
        {
            return Invoke(invocation, error, options);
        }
        finally
        {
            if (*retained == null)
            {
                pin.Release();
            }
            else
            {
                pin.Lease(*retained);
            }
        }
    }

    private int Call<TPin>(glue_invocation* invocation, glue_error* error, ReadOnlySpan<TPin> pins, void** retained, CallOptions? options)
        where TPin : IPin
    {
        try
        {
            return Invoke(invocation, error, options);
        }
        finally
        {
            LeaseOrRelease(pins, retained);
        }
    }

    private int Invoke(glue_invocation* invocation, glue_error* error, CallOptions? options)
    {
        if (options is null)
        {
            return Native.glue_invoke(function.For(null, null), invocation, error); // throws only if the handle is closed
        }
        using CallLimit? limit = CallLimit.Start(options);
        invocation->limit = CallLimit.PointerOf(limit);
        int status = Native.glue_invoke(function.For(options, limit), invocation, error);
        return status != Glue.GLUE_E_LIMIT ? status : throw limit!.ToException(function.Name, NativeError.InterruptedCode(error, function.Name));
    }

    /// <summary>Ends each pin, also where an earlier one throws: releasing a user's memory is user code. Without
    /// <paramref name="retained"/>, releases all.</summary>
    internal static void LeaseOrRelease<TPin>(ReadOnlySpan<TPin> pins, void** retained)
        where TPin : IPin
    {
        if (pins.IsEmpty)
        {
            return;
        }
        try
        {
            if (retained == null || *retained == null)
            {
                pins[0].Release();
            }
            else
            {
                pins[0].Lease(*retained);
            }
        }
        finally
        {
            LeaseOrRelease(pins[1..], retained == null ? null : retained + 1);
        }
    }

    private void Check(int status, glue_error* error, bool isRetained, CallOptions? options)
    {
        if (isRetained && options is { ForbidRetention: true })
        {
            NativeError.ThrowRetained(status, error, function.Name);
        }
        NativeError.ThrowIfFailed(status, error, function.Name);
    }

    /// <summary>Gives back what a call that threw has returned.</summary>
    private static void Abandon(glue_invocation* invocation, glue_error* error)
    {
        for (long i = 0; i < invocation->output_count; i++)
        {
            GiveBack(&invocation->outputs[i]);
        }
        if (error->message != null)
        {
            Native.glue_error_free(error); // only if a user's Unpin threw before the error could be told
        }
    }

    public static void GiveBack(glue_output* output)
    {
        if (output->obj != null)
        {
            Native.py_decref(output->obj);
            output->obj = null;
        }
    }
}
