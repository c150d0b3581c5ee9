using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OutliersNative.Interop;

namespace OutliersNative.Calls;

/// <content>Pins the inputs, describes them to C, and calls.</content>
/// <remarks>The parameters are those of <c>Call</c>.</remarks>
internal sealed unsafe partial class InvokeFunction
{
    private const int Dimensions = Glue.GLUE_DIMENSIONS_MOST;

    /// <summary>Calls the function with an array, which is not copied.</summary>
    public int CallOn<T>(T[] x, glue_output* outputs, int several, CallOptions? options)
        where T : unmanaged
    {
        PinReserve reserve = PinReserve.Current;
        fixed (T* first = x)
        {
            long length = x.Length;
            var input = new glue_ndarray { data = first, shape = &length, ndim = 1, dtype = ElementType.Of<T>() };
            return Call(&input, new ArrayPin(x, reserve), outputs, several, options);
        }
    }

    /// <summary>Calls the function with a copy: a span may lie on a stack, and Python may retain its input.</summary>
    public int CallOn<T>(ReadOnlySpan<T> x, glue_output* outputs, int several, CallOptions? options)
        where T : unmanaged
    {
        CopyPin copy = CopyPin.Of(x);
        long length = x.Length;
        var input = new glue_ndarray { data = copy.Values, shape = &length, ndim = 1, dtype = ElementType.Of<T>() };
        return Call(&input, copy, outputs, several, options);
    }

    /// <summary>Calls the function with an array of any shape, which is not copied.</summary>
    [SkipLocalsInit]
    public int CallOn<T>(in NDInput<T> x, glue_output* outputs, int several, CallOptions? options)
        where T : unmanaged
    {
        glue_ndarray input;
        long* dimensions = stackalloc long[2 * Dimensions];
        if (x.TryGetArray(out Array? array, out int start))
        {
            PinReserve reserve = PinReserve.Current;
            fixed (byte* first = &MemoryMarshal.GetArrayDataReference(array))
            {
                x.Describe(first, start, dimensions, &input);
                return Call(&input, new ArrayPin(array, reserve), outputs, several, options);
            }
        }
        MemoryPin pin = x.PinMemory();
        x.Describe(pin.Values, start, dimensions, &input);
        return Call(&input, pin, outputs, several, options);
    }

    /// <summary>Calls the function with two arrays of any shapes, which are not copied.</summary>
    [SkipLocalsInit]
    public int CallOn<T1, T2>(in NDInput<T1> x, in NDInput<T2> y, glue_output* outputs, int several, CallOptions? options)
        where T1 : unmanaged
        where T2 : unmanaged
    {
        glue_ndarray* inputs = stackalloc glue_ndarray[2];
        long* dimensions = stackalloc long[2 * 2 * Dimensions];
        IPin first = x.Pin(dimensions, inputs);
        IPin second;
        try
        {
            second = y.Pin(dimensions + 2 * Dimensions, inputs + 1);
        }
        catch
        {
            first.Release();
            throw;
        }
        return Call<IPin>(inputs, [first, second], outputs, several, options);
    }

    /// <summary>Calls the function with several arrays of any shapes, which are not copied.</summary>
    [SkipLocalsInit]
    public int CallOn<T>(ReadOnlySpan<NDInput<T>> all, glue_output* outputs, int several, CallOptions? options)
        where T : unmanaged
    {
        CheckCount(all.Length);
        glue_ndarray* inputs = stackalloc glue_ndarray[Glue.GLUE_INPUTS_MOST];
        long* dimensions = stackalloc long[Glue.GLUE_INPUTS_MOST * 2 * Dimensions];
        var pins = new IPin[all.Length];
        int pinned = 0;
        try
        {
            for (; pinned < all.Length; pinned++)
            {
                pins[pinned] = all[pinned].Pin(dimensions + pinned * 2 * Dimensions, inputs + pinned);
            }
        }
        catch
        {
            LeaseOrRelease<IPin>(pins.AsSpan(0, pinned), null);
            throw;
        }
        return Call<IPin>(inputs, pins, outputs, several, options);
    }

    /// <summary>Throws if there are more inputs than a call takes.</summary>
    public static void CheckCount(int inputs)
    {
        if (inputs > Glue.GLUE_INPUTS_MOST)
        {
            throw new ArgumentException($"There are {inputs} inputs; expected at most {Glue.GLUE_INPUTS_MOST}.", nameof(inputs));
        }
    }
}
