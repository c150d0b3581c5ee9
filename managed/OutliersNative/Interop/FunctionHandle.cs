using System.Runtime.InteropServices;

namespace OutliersNative.Interop;

/// <summary>Owns a glue_func. Releasing it never waits for the GIL.</summary>
internal sealed unsafe class FunctionHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.py_decref((void*)handle);
        return true;
    }
}
