using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OutliersNative.Interop;

/// <summary>Finds the native library: in <c>runtimes/RID/native</c> of the package's folders, in these folders themselves, or where
/// the .NET host found the package's native files. The system's search paths are never used.</summary>
internal static class NativeLibraryResolver
{
    public const string LibraryName = "outliers_glue";

    /// <summary>The file that was loaded; null before the first native call.</summary>
    public static string? LoadedFrom { get; private set; }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The resolver must be set before the first native call, whichever that is.")]
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
            $"The native library of OutliersNative for {RuntimePlatform.Identifier} was not found. Looked for: {string.Join(", ", Candidates())}. "
            + $"Reference the OutliersNative package from the app itself, or publish with -r {RuntimePlatform.Identifier}.");
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
            yield return Path.Combine(folder, "runtimes", RuntimePlatform.Identifier, "native");
            yield return folder;
        }
        string hostFolders = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        foreach (string folder in hostFolders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return Path.TrimEndingDirectorySeparator(folder);
        }
    }

    private static string FileName =>
        OperatingSystem.IsWindows() ? $"{LibraryName}.dll"
        : OperatingSystem.IsMacOS() ? $"lib{LibraryName}.dylib"
        : $"lib{LibraryName}.so";
}
