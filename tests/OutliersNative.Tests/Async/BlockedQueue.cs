using System.Runtime.InteropServices;
using OutliersNative.Calls;

namespace OutliersNative.Tests.Async;

/// <summary>Occupies all threads of the library's queue with calls of a Python function that waits, without the GIL. Dispose releases
/// them.</summary>
internal sealed class BlockedQueue : IDisposable
{
    private readonly Outliers _outliers = new("calls_back", "without_gil");
    private readonly ManualResetEventSlim _mayEnd = new();
    private readonly NativeFunction _wait;
    private readonly Task[] _calls;

    public BlockedQueue()
    {
        using var begun = new CountdownEvent(CallQueue.Shared.Threads);
        _wait = () =>
        {
            begun.Signal();
            _mayEnd.Wait();
            return 0;
        };
        double[] data = [Marshal.GetFunctionPointerForDelegate(_wait)];
        _calls = [.. Enumerable.Range(0, CallQueue.Shared.Threads).Select(_ => _outliers.DetectAsync(data))];
        begun.Wait();
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int NativeFunction();

    public void Dispose()
    {
        _mayEnd.Set();
        Task.WaitAll(_calls);
        GC.KeepAlive(_wait);
        _mayEnd.Dispose();
        _outliers.Dispose();
    }
}
