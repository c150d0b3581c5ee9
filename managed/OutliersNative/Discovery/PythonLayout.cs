using System.Text.RegularExpressions;

namespace OutliersNative.Discovery;

/// <summary>File names and folders of Python installations and virtual environments.</summary>
internal static partial class PythonLayout
{
    public const string VirtualEnvironmentFile = "pyvenv.cfg";

    private const int LibraryDepth = 3; // prefix/lib/x86_64-linux-gnu

    private static readonly string[] Subfolders = OperatingSystem.IsWindows() ? ["Scripts", "", "bin"] : ["bin", ""];

    /// <summary>What an interpreter is called, in order of preference.</summary>
    public static IReadOnlyList<string> InterpreterNames { get; } = OperatingSystem.IsWindows() ? ["python.exe", "python3.exe"] : ["python3", "python"];

    /// <summary>Where in a folder an interpreter is expected, for messages.</summary>
    public static string ExpectedInterpreter => OperatingSystem.IsWindows() ? @"python.exe or Scripts\python.exe" : "bin/python3 or bin/python";

    /// <summary>What a setting that names a Python may be, for messages.</summary>
    public static string ExpectedSetting =>
        $"an interpreter (such as {(OperatingSystem.IsWindows() ? @"C:\Python313\python.exe" : "/usr/bin/python3")}), "
        + "the folder of an installation or virtual environment, or a libpython";

    /// <summary>The user's home folder; null for users without one, as many services run.</summary>
    public static string? Home
    {
        get
        {
            string folder = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return folder.Length > 0 && Directory.Exists(folder) ? folder : null;
        }
    }

    /// <summary>The interpreter of an installation or virtual environment, or in a folder of programs; null if there is none.</summary>
    public static string? FindInterpreter(string folder)
    {
        string full = Path.GetFullPath(folder);
        foreach (string subfolder in Subfolders)
        {
            foreach (string name in InterpreterNames)
            {
                string file = Path.Combine(full, subfolder, name);
                if (File.Exists(file))
                {
                    return file;
                }
            }
        }
        return null;
    }

    /// <summary>The interpreter of an installation or virtual environment, or the path where it should be.</summary>
    public static string InterpreterOf(string folder) =>
        FindInterpreter(folder) ?? Path.Combine(Path.GetFullPath(folder), Subfolders[0], InterpreterNames[0]);

    /// <summary>The folder of the interpreter that a virtual environment was made with; null if the folder is no virtual environment.</summary>
    public static string? BaseOfVirtualEnvironment(string folder)
    {
        string file = Path.Combine(folder, VirtualEnvironmentFile);
        try
        {
            foreach (string line in File.Exists(file) ? File.ReadAllLines(file) : []) // a first exception would cost more than the rest
            {
                if (line.Split('=', 2, StringSplitOptions.TrimEntries) is ["home", var home])
                {
                    return home;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file that cannot be read makes no virtual environment.
        }
        return null;
    }

    /// <summary>The version in the name of a shared library, such as <c>libpython3.11.so.1.0</c>, <c>libpython3.11.dylib</c> or
    /// <c>python311.dll</c>; null for a path with another name.</summary>
    public static Version? LibraryVersion(string path)
    {
        string file = Path.GetFileName(path);
        bool isLibrary = file.Contains(".so", StringComparison.Ordinal)
            || file.EndsWith(".dylib", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        return isLibrary ? VersionInName(file) : null;
    }

    /// <summary>A method of its own, since compiling it loads regular expressions.</summary>
    private static Version? VersionInName(string file)
    {
        Match match = LibraryName().Match(file);
        return match.Success
            ? new Version(PlainNumber.Read(match.Groups[1].Value)!.Value, PlainNumber.Read(match.Groups[2].Value)!.Value)
            : null;
    }

    /// <summary>The interpreter of a shared library: in its folder on Windows, elsewhere in a <c>bin</c> beside or above it.</summary>
    public static string? InterpreterOfLibrary(string library)
    {
        if (LibraryVersion(library) is not { } version)
        {
            return null;
        }
        if (OperatingSystem.IsWindows())
        {
            string beside = Path.Combine(Path.GetDirectoryName(library)!, "python.exe");
            return File.Exists(beside) ? beside : null;
        }
        List<string> folders = [];
        for (string? folder = Path.GetDirectoryName(library); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            folders.Add(folder);
        }
        return folders.Select(folder => Path.Combine(folder, "bin", $"python{version.ToString(2)}"))
            .Concat(folders.Take(LibraryDepth).Select(folder => Path.Combine(folder, "bin", "python3")))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Follows a path that is a link; null if there is nothing at its end.</summary>
    public static string? RealPath(string path)
    {
        if (!Path.Exists(path)) // the usual case: a first exception would cost more than the rest of a start
        {
            return null;
        }
        try
        {
            string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            return Path.Exists(target) ? target : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) // a link to itself, a folder without permission
        {
            return null;
        }
    }

    [GeneratedRegex(@"^(?:lib)?python(\d)\.?(\d{1,4})[a-z]*(?:\.so(?:\.[\d.]+)?|\.dylib|\.dll)$", RegexOptions.IgnoreCase)]
    private static partial Regex LibraryName();
}
