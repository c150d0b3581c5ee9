using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OutliersNative.Interop;

/// <summary>Knows where the shim lies: beside the app or the assembly, or in its runtimes/RID/native. Nowhere else.</summary>
internal static class NativeLibraryResolver
{
    public const string LibraryName = "outliers_glue";

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The resolver must be in place before the first native call, wherever that is.")]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraryResolver).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != LibraryName)
        {
            return 0;
        }
        foreach (string path in Candidates())
        {
            if (File.Exists(path))
            {
                return NativeLibrary.Load(path);
            }
        }
        if (NativeLibrary.TryLoad(name, assembly, DllImportSearchPath.AssemblyDirectory, out nint library))
        {
            return library;
        }
        throw new DllNotFoundException(
            $"The native library of OutliersNative for {RuntimeIdentifier} was not found. Looked for: {string.Join(", ", Candidates())}. "
            + $"Reference the OutliersNative package from the app itself, or publish with -r {RuntimeIdentifier}.");
    }

    private static IEnumerable<string> Candidates()
    {
        string folder = AppContext.BaseDirectory;
        yield return Path.Combine(folder, "runtimes", RuntimeIdentifier, "native", FileName);
        yield return Path.Combine(folder, FileName);
    }

    private static string FileName =>
        OperatingSystem.IsWindows() ? $"{LibraryName}.dll"
        : OperatingSystem.IsMacOS() ? $"lib{LibraryName}.dylib"
        : $"lib{LibraryName}.so";

    /// <summary>The portable RID: RuntimeInformation's own may name a distribution.</summary>
    private static string RuntimeIdentifier
    {
        get
        {
            string own = RuntimeInformation.RuntimeIdentifier;
            bool musl = own.Contains("musl", StringComparison.Ordinal) || own.StartsWith("alpine", StringComparison.Ordinal);
            string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : musl ? "linux-musl" : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }
}
