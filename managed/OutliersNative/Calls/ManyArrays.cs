using OutliersNative.Errors;
using OutliersNative.Interop;
using OutliersNative.Leases;

namespace OutliersNative.Calls;

/// <summary>Calls a function on many arrays while Python's lock is taken once.</summary>
internal static unsafe class ManyArrays
{
    /// <summary>The positions in each of the arrays, none of which is null.</summary>
    public static long[][] Positions(FunctionHandle function, double[][] arrays, DetectOptions? options)
    {
        long[] ends = new long[arrays.Length];
        nint[] kept = new nint[arrays.Length];
        using var pins = new ManyPins(arrays);
        fixed (long* endsAt = ends)
        fixed (nint* keptAt = kept)
        {
            var many = new glue_many { arrays = pins.Inputs, count = arrays.Length, ends = endsAt, kept = (void**)keptAt };
            glue_error error = default;
            try
            {
                int status = Call(function, &many, &error);
                int firstKept = Lease(pins, kept);
                if (firstKept >= 0 && options is { ForbidEscape: true })
                {
                    ThrowHelper.ThrowInputKept(status, ref error, firstKept, many.at);
                }
                if (status != GlueStatus.Ok)
                {
                    ThrowHelper.Throw(status, ref error, many.at);
                }
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

    private static int Call(FunctionHandle function, glue_many* many, glue_error* error)
    {
        RunningCalls running = CallerThread.Current.Running;
        void* func = function.Begin(running);
        ObjectDisposedException.ThrowIf(func == null, typeof(Outliers));
        int status = Native.glue_detect_many(func, many, error); // throws nothing: its callbacks do not
        function.End(running);
        return status;
    }

    /// <summary>Settles the memory of the arrays that Python kept; the index of the first, or -1.</summary>
    private static int Lease(ManyPins pins, ReadOnlySpan<nint> kept)
    {
        int first = kept.IndexOfAnyExcept(0);
        for (int i = Math.Max(first, 0); i < kept.Length; i++)
        {
            if (kept[i] != 0)
            {
                pins.Lease(i, (void*)kept[i]);
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
