namespace OutliersNative.Discovery;

/// <summary>Knows what interpreters are called, and where one lies in what a user names: a file, a folder, or libpython.</summary>
internal static class InterpreterFile
{
    /// <summary>In a folder, the first of these that is there.</summary>
    public static IReadOnlyList<string> Names { get; } = OperatingSystem.IsWindows() ? ["python.exe", "python3.exe"] : ["python3", "python"];

    /// <summary>What a folder that has one holds, for a reader.</summary>
    public static string Expected => OperatingSystem.IsWindows() ? @"python.exe or Scripts\python.exe" : "bin/python3 or bin/python";

    private static readonly string[] Subfolders = OperatingSystem.IsWindows() ? ["Scripts", "", "bin"] : ["bin", ""];

    /// <summary>What somebody named; a path without an interpreter is taken as it is, so that it can be refused by its name.</summary>
    public static Candidate Named(string path, string source)
    {
        string full = OnPath(path) ?? Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            return new Candidate(Find(full) ?? full, source);
        }
        return LibraryFile.IsNamedAsOne(full)
            ? new Candidate(LibraryFile.InterpreterBeside(full) ?? full, source, full)
            : new Candidate(full, source);
    }

    /// <summary>The interpreter of an installation or virtual environment, or where it should be.</summary>
    public static string In(string folder) => Find(folder) ?? Path.Combine(Path.GetFullPath(folder), Subfolders[0], Names[0]);

    /// <summary>The interpreter of an installation or virtual environment, or of a folder of programs.</summary>
    public static string? Find(string folder)
    {
        string full = Path.GetFullPath(folder);
        foreach (string subfolder in Subfolders)
        {
            foreach (string name in Names)
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

    /// <summary>A bare name, such as <c>python3.11</c>, means a program, unless it is there in the current directory.</summary>
    private static string? OnPath(string name)
    {
        if (Path.GetFileName(name) != name || Path.Exists(name))
        {
            return null;
        }
        string file = OperatingSystem.IsWindows() && !Path.HasExtension(name) ? name + ".exe" : name;
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Array.Find(folders, folder => Path.IsPathFullyQualified(folder) && File.Exists(Path.Combine(folder, file))) is { } found
            ? Path.Combine(found, file)
            : null;
    }
}
