using OutliersNative.Interop;
using OutliersNative.Leases;

namespace OutliersNative.Calls;

/// <summary>What a thread that makes calls has ready for them, so that a call looks for it once.</summary>
internal sealed class CallerThread
{
    [ThreadStatic]
    private static CallerThread? _current;

    public static CallerThread Current => _current ??= new CallerThread();

    public RunningCalls Running { get; } = RunningCalls.Register();

    public PinReserve Pins { get; } = new();
}
