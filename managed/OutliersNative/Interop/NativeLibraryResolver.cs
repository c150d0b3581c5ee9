using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OutliersNative.Interop;

/// <summary>Knows where the shim lies: beside the app or the assembly, in their runtimes/RID/native, or where the host has
/// found the package's native files. Nowhere else: never where the system looks for libraries.</summary>
internal static class NativeLibraryResolver
{
    public const string LibraryName = "outliers_glue";

    /// <summary>The shim's file; null before the first native call.</summary>
    public static string? LoadedFrom { get; private set; }

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
                nint library = NativeLibrary.Load(path);
                LoadedFrom = path;
                return library;
            }
        }
        throw new DllNotFoundException(
            $"The native library of OutliersNative for {RuntimeIdentifier} was not found. Looked for: {string.Join(", ", Candidates())}. "
            + $"Reference the OutliersNative package from the app itself, or publish with -r {RuntimeIdentifier}.");
    }

    private static IEnumerable<string> Candidates()
    {
        var seen = new HashSet<string>();
        foreach (string folder in Folders())
        {
            if (seen.Add(folder))
            {
                yield return Path.Combine(folder, FileName);
            }
        }
    }

    private static IEnumerable<string> Folders()
    {
        foreach (string folder in PackageFolders.All)
        {
            yield return Path.Combine(folder, "runtimes", RuntimeIdentifier, "native");
            yield return folder;
        }
        string ofTheHost = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        foreach (string folder in ofTheHost.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return Path.TrimEndingDirectorySeparator(folder);
        }
    }

    private static string FileName =>
        OperatingSystem.IsWindows() ? $"{LibraryName}.dll"
        : OperatingSystem.IsMacOS() ? $"lib{LibraryName}.dylib"
        : $"lib{LibraryName}.so";

    /// <summary>The portable RID: RuntimeInformation's own may name a distribution.</summary>
    public static string RuntimeIdentifier
    {
        get
        {
            string own = RuntimeInformation.RuntimeIdentifier;
            bool musl = own.Contains("musl", StringComparison.Ordinal) || own.StartsWith("alpine", StringComparison.Ordinal);
            string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : musl ? "linux-musl" : "linux";
            return $"{system}-{Processor.Name}";
        }
    }
}
