namespace OutliersNative.Discovery.Probes;

/// <summary>Every interpreter on PATH, not just the first: that one is often one without NumPy.</summary>
internal static class PathProbe
{
    private const string Variable = "PATH";

    public static IEnumerable<Candidate> Find()
    {
        string path = Environment.GetEnvironmentVariable(Variable) ?? "";
        return path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(Path.IsPathFullyQualified) // a relative entry would let the current directory choose what runs
            .Where(folder => !PyenvProbe.IsShims(folder))
            .Select(folder => RealPath.Of(folder) ?? folder) // on Debian /bin is a link to /usr/bin: no need to ask the same one twice
            .Select(folder => InterpreterFile.Names.Select(name => Path.Combine(folder, name)).FirstOrDefault(IsProgram))
            .OfType<string>()
            .Select(file => new Candidate(file, Variable));
    }

    /// <summary>The Microsoft Store leaves an empty file that opens the store.</summary>
    private static bool IsProgram(string file) => File.Exists(file) && !(OperatingSystem.IsWindows() && new FileInfo(file).Length == 0);
}
