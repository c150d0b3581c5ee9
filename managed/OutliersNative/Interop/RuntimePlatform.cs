using System.Runtime.InteropServices;

namespace OutliersNative.Interop;

/// <summary>The names of this process's platform: runtime identifier, processor and C library.</summary>
internal static unsafe class RuntimePlatform
{
    /// <summary>The portable runtime identifier, such as <c>linux-x64</c>. .NET's own may name a distribution.</summary>
    public static string Identifier
    {
        get
        {
            string own = RuntimeInformation.RuntimeIdentifier;
            bool musl = own.Contains("musl", StringComparison.Ordinal) || own.StartsWith("alpine", StringComparison.Ordinal);
            string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : musl ? "linux-musl" : "linux";
            return $"{system}-{Processor}";
        }
    }

    /// <summary>The processor architecture as runtime identifiers spell it: <c>x64</c>, <c>arm64</c>.</summary>
    public static string Processor => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "x64", // literal: during a start, ToLowerInvariant would be the first call to load ICU
        Architecture.Arm64 => "arm64",
        Architecture other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>The C library, such as <c>glibc 2.36</c> or <c>musl</c>; outside Linux the operating system.</summary>
    public static string CLibrary =>
        !OperatingSystem.IsLinux() ? RuntimeInformation.OSDescription
        : NativeLibrary.TryLoad("libc.so.6", out nint library) && NativeLibrary.TryGetExport(library, "gnu_get_libc_version", out nint version)
            ? $"glibc {Utf8.Text(((delegate* unmanaged<byte*>)version)())}"
        : Identifier.Contains("musl", StringComparison.Ordinal) ? "musl"
        : "an unknown C library";
}
