using System.Runtime.InteropServices;

namespace OutliersNative.Interop;

/// <summary>Knows which C library this process runs on.</summary>
internal static unsafe class CLibraryVersion
{
    /// <summary><c>glibc 2.36</c>, <c>musl</c>, or the system's name where it has but one.</summary>
    public static string Text =>
        !OperatingSystem.IsLinux() ? RuntimeInformation.OSDescription
        : NativeLibrary.TryLoad("libc.so.6", out nint library) && NativeLibrary.TryGetExport(library, "gnu_get_libc_version", out nint version)
            ? $"glibc {Utf8.Text(((delegate* unmanaged<byte*>)version)())}"
        : NativeLibraryResolver.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "musl"
        : "an unknown C library";
}
