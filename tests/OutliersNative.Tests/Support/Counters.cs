using OutliersNative.Interop;

namespace OutliersNative.Tests.Support;

/// <summary>Reads the native library's counters of live objects, and waits for them to change.</summary>
internal static unsafe class Counters
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public static glue_counters Now()
    {
        glue_counters counters;
        Native.glue_count(&counters);
        return counters;
    }

    /// <summary>Polls until it is so; false if the deadline passes first.</summary>
    public static bool Become(Func<glue_counters, bool> so, TimeSpan? patience = null) =>
        SpinWait.SpinUntil(() => so(Now()), patience ?? Deadline);

    /// <summary>Makes a call, since each call first frees what has been given back. Without it, the worker would do so 50 ms later.</summary>
    public static void Drain()
    {
        fixed (byte* empty = "\0"u8)
        {
            glue_error error;
            _ = Native.load_func(empty, empty, out _, &error);
            Native.glue_error_free(&error);
        }
    }

    /// <summary>Polls until it is so; false if the deadline passes first.</summary>
    public static bool WaitUntil(Func<bool> so) => SpinWait.SpinUntil(so, Deadline);

    public static string Text(glue_counters counters) =>
        $"functions={counters.functions} results={counters.results} leases={counters.leases} queued={counters.queued} leaked={counters.leaked}";
}
