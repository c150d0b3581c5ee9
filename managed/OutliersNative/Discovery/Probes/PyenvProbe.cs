namespace OutliersNative.Discovery.Probes;

/// <summary>pyenv's versions: those that its user has chosen, then the others, newest first.</summary>
internal static class PyenvProbe
{
    private const string Source = "pyenv";

    /// <summary>By PYENV_VERSION, or else by <c>pyenv global</c>.</summary>
    public static IEnumerable<Candidate> FindChosen()
    {
        if (Root() is not { } root)
        {
            return [];
        }
        string[] names = Environment.GetEnvironmentVariable("PYENV_VERSION") is { Length: > 0 } chosen
            ? chosen.Split(':')
            : ReadLines(Path.Combine(root, "version"));
        return names.Select(name => Python(root, name)).OfType<Candidate>();
    }

    public static IEnumerable<Candidate> FindInstalled()
    {
        if (Root() is not { } root || !Directory.Exists(Path.Combine(root, "versions")))
        {
            return [];
        }
        return Directory.EnumerateDirectories(Path.Combine(root, "versions"))
            .Select(folder => Path.GetFileName(folder))
            .OrderByDescending(name => Version.TryParse(name, out Version? version) ? version : new Version())
            .Select(name => Python(root, name))
            .OfType<Candidate>();
    }

    /// <summary>Its own folder of links, which start another program that chooses; the choice is known here.</summary>
    public static bool IsShims(string folder) => Root() is { } root && folder == Path.Combine(root, "shims");

    private static Candidate? Python(string root, string name) =>
        InterpreterFile.Find(Path.Combine(root, "versions", name)) is { } python ? new Candidate(python, Source) : null;

    private static string? Root()
    {
        string? root = Environment.GetEnvironmentVariable("PYENV_ROOT") is { Length: > 0 } named ? named
            : HomeFolder.Path is not { } home ? null
            : OperatingSystem.IsWindows() ? Path.Combine(home, ".pyenv", "pyenv-win")
            : Path.Combine(home, ".pyenv");
        return Directory.Exists(root) ? root : null;
    }

    private static string[] ReadLines(string file)
    {
        try
        {
            return File.Exists(file) ? [.. File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
