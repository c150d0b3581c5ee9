using System.Runtime.InteropServices;

namespace OutliersNative.Interop;

/// <summary>Knows what .NET's runtime identifiers call this process's processor.</summary>
internal static class Processor
{
    /// <summary><c>x64</c>, <c>arm64</c>.</summary>
    public static string Name => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "x64", // by name: at a start ToLowerInvariant would be the first to load ICU
        Architecture.Arm64 => "arm64",
        Architecture other => other.ToString().ToLowerInvariant(),
    };
}
