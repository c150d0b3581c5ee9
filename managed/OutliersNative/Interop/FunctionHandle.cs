using System.Runtime.InteropServices;

namespace OutliersNative.Interop;

/// <summary>Owns a glue_func. Releasing it, also by the finalizer, never waits for the GIL.</summary>
internal sealed unsafe class FunctionHandle : SafeHandle
{
    public FunctionHandle(void* func)
        : base(0, ownsHandle: true) => SetHandle((nint)func);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.py_decref((void*)handle);
        return true;
    }
}
