namespace OutliersNative.Discovery;

/// <summary>Knows what interpreters are called, and where a virtual environment has its own.</summary>
internal static class InterpreterFile
{
    public static IReadOnlyList<string> Names { get; } = OperatingSystem.IsWindows() ? ["python.exe", "python3.exe"] : ["python3"];

    /// <summary>The interpreter in a virtual environment's folder; a path that is no folder is taken as it is.</summary>
    public static string In(string path)
    {
        string full = Path.GetFullPath(path);
        return Directory.Exists(full) ? Path.Combine(full, OperatingSystem.IsWindows() ? "Scripts" : "bin", Names[0]) : full;
    }
}
