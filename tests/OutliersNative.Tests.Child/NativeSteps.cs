using OutliersNative.Errors;
using OutliersNative.Interop;

namespace OutliersNative.Tests.Child;

/// <summary>Steps that hand the native library a file as Python's library, though no interpreter has named it.</summary>
internal static unsafe class NativeSteps
{
    public static string Initialize(string file)
    {
        fixed (byte* library = Utf8.Bytes(file))
        {
            var config = new glue_config { library = library, executable = library };
            glue_error error;
            int status = Native.init_python(&config, &error);
            if (status != GlueStatus.Ok)
            {
                ThrowHelper.Throw(status, ref error);
            }
        }
        return "initialized";
    }
}
