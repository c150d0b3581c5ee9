using System.Runtime.InteropServices;

namespace OutliersNative.Tables;

/// <summary>Tells whether the process has standard input, output and error.</summary>
internal static partial class StandardStreams
{
    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;

    /// <summary>Whether the process was started without the stream, as by &lt;&amp;- in a shell. The descriptor is then one that the
    /// runtime has opened for itself: to read it waits forever, and to write to it breaks the runtime. Only those are closed
    /// on exec; one that was inherited has survived it.</summary>
    public static bool IsClosed(int descriptor) =>
        !OperatingSystem.IsWindows() && fcntl(descriptor, GetDescriptorFlags) is var flags && (flags < 0 || (flags & CloseOnExec) != 0);

    [LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command);
}
