namespace OutliersNative.Discovery.Probes;

/// <summary>Every interpreter on PATH, not just the first: that one is often a pyenv without NumPy.</summary>
internal static class PathProbe
{
    private const string Variable = "PATH";

    public static IEnumerable<Candidate> Find()
    {
        string path = Environment.GetEnvironmentVariable(Variable) ?? "";
        foreach (string folder in path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // A relative entry would let the current directory choose what runs.
            if (!Path.IsPathFullyQualified(folder))
            {
                continue;
            }
            foreach (string name in InterpreterFile.Names)
            {
                string file = Path.Combine(RealFolder(folder), name);
                if (File.Exists(file))
                {
                    yield return new Candidate(file, Variable);
                }
            }
        }
    }

    /// <summary>On Debian /bin is a link to /usr/bin: the same interpreter need not be asked twice.</summary>
    private static string RealFolder(string folder)
    {
        try
        {
            return Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return folder;
        }
    }
}
