using System.Diagnostics.CodeAnalysis;

namespace OutliersNative.Interop;

/// <summary>The folders that hold the package's files: the app's and, for a plug-in, the assembly's own.</summary>
internal static class PackageFolders
{
    /// <summary>The subfolder with the package's Python modules.</summary>
    public const string Python = "python";

    /// <summary>The folders of this process, the app's first.</summary>
    public static IReadOnlyList<string> All { get; } = Of(AppContext.BaseDirectory, AssemblyFolder() ?? "");

    /// <summary>Leaves out unknown folders, since an empty path would mean the current directory: a native host has no app
    /// folder, a single-file app no assembly folder.</summary>
    public static string[] Of(string app, string assembly)
    {
        app = Path.TrimEndingDirectorySeparator(app);
        assembly = Path.TrimEndingDirectorySeparator(Above(assembly));
        string[] known = assembly == app ? [app] : [app, assembly];
        return Array.FindAll(known, folder => folder.Length > 0);
    }

    /// <summary>An assembly compiled for one platform lies in <c>runtimes/RID/lib/NET</c>, below the package's other files.</summary>
    public static string Above(string folder)
    {
        string[] parts = folder.Split(Path.DirectorySeparatorChar);
        return parts is [.. var above, "runtimes", _, "lib", _] ? string.Join(Path.DirectorySeparatorChar, above) : folder;
    }

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "The location is empty in a single-file app, and then left out.")]
    private static string? AssemblyFolder() => Path.GetDirectoryName(typeof(PackageFolders).Assembly.Location);
}
