using System.Runtime.InteropServices;
using OutliersNative.Interop;

namespace OutliersNative.Calls;

/// <summary>The timeout and the cancellation token of one call, as the native side watches them.</summary>
internal sealed unsafe class CallLimit : IDisposable
{
    private readonly CallOptions _options;
    private readonly CancellationTokenRegistration _registration;
    private glue_limit* _limit;

    private CallLimit(CallOptions options)
    {
        _options = options;
        _limit = (glue_limit*)NativeMemory.AllocZeroed((nuint)sizeof(glue_limit));
        _limit->timeout_ns = options.Timeout is { } timeout ? (long)Math.Min(timeout.TotalNanoseconds, long.MaxValue / 4) : 0;
        _registration = options.CancellationToken.UnsafeRegister(static limit => ((CallLimit)limit!).Cancel(), this);
    }

    /// <summary>The limit of a call with these options; null if they have none.</summary>
    /// <exception cref="OperationCanceledException">The token has been cancelled already.</exception>
    public static CallLimit? Start(CallOptions? options)
    {
        if (options is null || (options.Timeout is null && !options.CancellationToken.CanBeCanceled))
        {
            return null;
        }
        options.CancellationToken.ThrowIfCancellationRequested();
        return new CallLimit(options);
    }

    /// <summary>What the native call gets; null if there is no limit.</summary>
    public static glue_limit* PointerOf(CallLimit? limit) => limit is null ? null : limit._limit;

    /// <summary>The exception of a call that ended with <see cref="Glue.GLUE_E_LIMIT"/>.</summary>
    /// <param name="subject">The Python function.</param>
    /// <param name="inner">The exception that the Python code ended with; null if it had not begun.</param>
    public Exception ToException(string subject, PythonException? inner) =>
        _limit->outcome == Glue.GLUE_LIMIT_CANCELLED
            ? new OperationCanceledException($"{subject} was cancelled.", inner, _options.CancellationToken)
            : new PythonTimeoutException(subject, _options.Timeout.GetValueOrDefault(), inner);

    public void Dispose()
    {
        _registration.Dispose(); // waits for a cancellation that is under way
        NativeMemory.Free(_limit);
        _limit = null;
    }

    private void Cancel()
    {
        Volatile.Write(ref _limit->is_cancelled, 1);
        Native.glue_wake();
    }
}
