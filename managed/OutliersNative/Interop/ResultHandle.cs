using System.Runtime.InteropServices;

namespace OutliersNative.Interop;

/// <summary>Owns the obj of a glue_output. Releasing it never waits for the GIL.</summary>
internal sealed unsafe class ResultHandle : SafeHandle
{
    public ResultHandle(void* obj)
        : base(0, ownsHandle: true) => SetHandle((nint)obj);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.py_decref((void*)handle);
        return true;
    }
}
