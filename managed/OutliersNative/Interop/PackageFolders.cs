using System.Diagnostics.CodeAnalysis;

namespace OutliersNative.Interop;

/// <summary>Knows beside what the package's files lie: the app, or the assembly, since a plug-in has a folder of its own.</summary>
internal static class PackageFolders
{
    /// <summary>The Python package's place in such a folder.</summary>
    public const string Python = "python";

    public static IReadOnlyList<string> All { get; } = Of(AppContext.BaseDirectory, OfTheAssembly() ?? "");

    /// <summary>Those that are known: a native host has no folder of the app, and a single file none of the assembly. An empty one would be the current directory.</summary>
    public static string[] Of(string app, string assembly)
    {
        app = Path.TrimEndingDirectorySeparator(app);
        assembly = Path.TrimEndingDirectorySeparator(Above(assembly));
        string[] known = assembly == app ? [app] : [app, assembly];
        return Array.FindAll(known, folder => folder.Length > 0);
    }

    /// <summary>Compiled for one platform, the assembly lies deeper than its package's other files: in runtimes/RID/lib/NET.</summary>
    public static string Above(string folder)
    {
        string[] parts = folder.Split(Path.DirectorySeparatorChar);
        return parts is [.. var above, "runtimes", _, "lib", _] ? string.Join(Path.DirectorySeparatorChar, above) : folder;
    }

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "It is empty in a single file, and passed over.")]
    private static string? OfTheAssembly() => Path.GetDirectoryName(typeof(PackageFolders).Assembly.Location);
}
