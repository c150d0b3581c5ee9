namespace OutliersNative.Interop;

/// <summary>Knows which functions one thread is calling now, and of all threads whether any calls a given one.</summary>
/// <remarks>Begin and End are for that thread only; any may ask. To begin and end a call is a plain store each, without an atomic operation: who asks whether a function is being called
/// makes up for it by a barrier on all processors (an asymmetric hazard pointer; M. M. Michael, Hazard Pointers, IEEE TPDS 15, 2004).</remarks>
internal sealed class RunningCalls
{
    private static readonly List<WeakReference<RunningCalls>> All = []; // locked
    private static int _pruneAt = 64;                                    // under the lock

    private nint[] _functions = new nint[4]; // the outermost first: Python may call .NET, and that another function
    private int _depth;

    private RunningCalls()
    {
    }

    /// <summary>Those of a thread that has made no calls yet.</summary>
    public static RunningCalls Register()
    {
        var calls = new RunningCalls();
        lock (All)
        {
            if (All.Count >= _pruneAt)
            {
                All.RemoveAll(thread => !thread.TryGetTarget(out _)); // of threads that have ended
                _pruneAt = Math.Max(64, 2 * All.Count);
            }
            All.Add(new WeakReference<RunningCalls>(calls));
        }
        return calls;
    }

    /// <summary>Call only after all threads were made to see that no further call may begin.</summary>
    public static bool IsAny(nint function)
    {
        lock (All)
        {
            foreach (WeakReference<RunningCalls> thread in All)
            {
                if (thread.TryGetTarget(out RunningCalls? calls) && Array.IndexOf(Volatile.Read(ref calls._functions), function) >= 0)
                {
                    return true;
                }
            }
            return false;
        }
    }

    public void Begin(nint function)
    {
        nint[] functions = _functions;
        int depth = _depth;
        if ((uint)depth >= (uint)functions.Length)
        {
            functions = Grow();
        }
        Volatile.Write(ref functions[depth], function);
        _depth = depth + 1;
    }

    public void End()
    {
        int depth = --_depth;
        Volatile.Write(ref _functions[depth], 0);
    }

    private nint[] Grow()
    {
        lock (All) // who looks must not miss what is being copied
        {
            Array.Resize(ref _functions, _functions.Length * 2);
            return _functions;
        }
    }
}
