using System.Runtime.ConstrainedExecution;

namespace OutliersNative.Interop;

/// <summary>Owns a glue_func: gives it back once it is closed and no call uses it any more, or by the finalizer. Never waits for the GIL.</summary>
/// <remarks>Thread-safe. Does what a SafeHandle does without its two atomic operations a call, which were a tenth of what a call costs.</remarks>
internal sealed unsafe class FunctionHandle(void* func) : CriticalFinalizerObject
{
    private nint _func = (nint)func; // 0: given back
    private volatile bool _isClosed;

    ~FunctionHandle() => GiveBack(); // no call has it, else it would not be garbage

    public bool IsClosed => _isClosed;

    public void Close()
    {
        if (_isClosed)
        {
            return;
        }
        _isClosed = true;
        Interlocked.MemoryBarrierProcessWide(); // from here on every thread sees that, and this one sees all calls that did not
        GiveBackIfIdle();
    }

    /// <summary>The function, which stays until <see cref="End"/>; null if it is closed.</summary>
    /// <param name="calls">Those of this thread.</param>
    public void* Begin(RunningCalls calls)
    {
        nint func = _func;
        calls.Begin(func);
        if (!_isClosed)
        {
            return (void*)func;
        }
        End(calls);
        return null;
    }

    /// <summary>Ends the call that <see cref="Begin"/> began, on the same thread.</summary>
    public void End(RunningCalls calls)
    {
        calls.End();
        if (_isClosed)
        {
            Interlocked.MemoryBarrier(); // of two calls that end now, one sees that the other has
            GiveBackIfIdle();
        }
    }

    private void GiveBackIfIdle()
    {
        nint func = _func;
        if (func != 0 && !RunningCalls.IsAny(func))
        {
            GiveBack();
        }
    }

    private void GiveBack()
    {
        nint func = Interlocked.Exchange(ref _func, 0);
        if (func != 0)
        {
            Native.py_decref((void*)func);
#pragma warning disable CA1816 // not in Dispose: a call that still runs may be who gives it back
            GC.SuppressFinalize(this);
#pragma warning restore CA1816
        }
    }
}
