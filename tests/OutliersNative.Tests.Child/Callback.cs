using System.Runtime.InteropServices;

namespace OutliersNative.Tests.Child;

/// <summary>An action as a C function, int function(void); the fixtures call the address that is the first value of their input.</summary>
internal sealed class Callback
{
    private static readonly List<Function> Alive = [];

    public Callback(Action action)
    {
        Function function = () =>
        {
            action();
            return 0;
        };
        Alive.Add(function); // for ever: Python may call it while the process ends
        Address = Marshal.GetFunctionPointerForDelegate(function);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Function();

    public nint Address { get; }

    /// <summary>Calls it as Python would, by way of native code.</summary>
    public unsafe void Invoke() => _ = ((delegate* unmanaged[Cdecl]<int>)Address)();
}
