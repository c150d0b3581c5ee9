using System.Text.RegularExpressions;

namespace OutliersNative.Discovery;

/// <summary>Knows what Python's shared library is called, and where its interpreter lies from there.</summary>
internal static partial class LibraryFile
{
    private const int DepthInPrefix = 3; // prefix/lib/x86_64-linux-gnu

    /// <summary>True for <c>libpython3.11.so.1.0</c>, <c>libpython3.11.dylib</c>, <c>python311.dll</c>, whatever is in it.</summary>
    public static bool IsNamedAsOne(string path) => Version(path) is not null;

    /// <summary>The version in its name; null if it has none.</summary>
    public static Version? Version(string path) => IsProgram(path) ? null : InName(Path.GetFileName(path));

    /// <summary>Nearly every path is an interpreter's: regular expressions are loaded only for others.</summary>
    private static bool IsProgram(string path) => Path.GetFileName(path) is "python3" or "python" or "python.exe";

    private static Version? InName(string name)
    {
        Match match = Name().Match(name);
        return match.Success ? new Version(int.Parse(match.Groups[1].ValueSpan, null), int.Parse(match.Groups[2].ValueSpan, null)) : null;
    }

    /// <summary>The interpreter of the same version: in the library's folder on Windows, else in a <c>bin</c> beside or above it.</summary>
    public static string? InterpreterBeside(string library)
    {
        if (Version(library) is not { } version)
        {
            return null;
        }
        if (OperatingSystem.IsWindows())
        {
            string beside = Path.Combine(Path.GetDirectoryName(library)!, "python.exe");
            return File.Exists(beside) ? beside : null;
        }
        List<string> folders = [.. FoldersAbove(library)];
        return folders.Select(folder => Path.Combine(folder, "bin", $"python{version.ToString(2)}"))
            .Concat(folders.Take(DepthInPrefix).Select(folder => Path.Combine(folder, "bin", "python3")))
            .FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> FoldersAbove(string file)
    {
        for (string? folder = Path.GetDirectoryName(file); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
        }
    }

    [GeneratedRegex(@"^(?:lib)?python(\d)\.?(\d+)[a-z]*(?:\.so(?:\.[\d.]+)?|\.dylib|\.dll)$", RegexOptions.IgnoreCase)]
    private static partial Regex Name();
}
