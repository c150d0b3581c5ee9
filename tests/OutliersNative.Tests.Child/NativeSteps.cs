using OutliersNative.Calls;
using OutliersNative.Interop;

namespace OutliersNative.Tests.Child;

/// <summary>Steps that hand the native library a file as Python's library, though no interpreter has named it.</summary>
internal static unsafe class NativeSteps
{
    public static string Initialize(string file)
    {
        fixed (byte* library = Utf8.Bytes(file))
        {
            var config = new glue_config { library = library, executable = library, collect_above_bytes = 1 << 20, processors = 1 };
            glue_error error;
            NativeError.ThrowIfFailed(Native.init_python(&config, &error), &error, file);
        }
        return "initialized";
    }
}
