using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace OutliersNative.Tests.Support;

/// <summary>Has Python call back into .NET during a call, by the functions of the fixture calls_back.py.</summary>
internal static class Callback
{
    /// <summary>Through ctypes.CDLL, which releases the GIL.</summary>
    public const string WithoutGil = "without_gil";

    /// <summary>Through ctypes.PyDLL, which holds the GIL, as a C extension may.</summary>
    public const string HoldingGil = "holding_gil";

    /// <summary>On a thread that the function starts and joins.</summary>
    public const string OnPythonThread = "on_python_thread";

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int NativeFunction();

    /// <summary>Calls Python, which runs the action. Throws what the action threw.</summary>
    public static void Run(string way, Action action)
    {
        ExceptionDispatchInfo? thrown = null;
        NativeFunction function = () =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                thrown = ExceptionDispatchInfo.Capture(e); // it must not propagate through Python
            }
            return 0;
        };
        using var calls = new Outliers("calls_back", way);
        calls.Detect((double[])[Marshal.GetFunctionPointerForDelegate(function)]);
        GC.KeepAlive(function);
        thrown?.Throw();
    }
}
