namespace OutliersNative.Tests.Support;

/// <summary>Finds unsupported Pythons on this machine: old ones of pyenv, and the free-threaded one of ./build.sh matrix.</summary>
internal static class OtherPythons
{
    /// <summary>Null if the machine has none of that version, such as <c>2.7</c>.</summary>
    public static string? Find(string version)
    {
        string versions = Path.Combine(Home, ".pyenv", "versions");
        return Directory.Exists(versions)
            ? Directory.EnumerateDirectories(versions, version + ".*").Select(folder => Path.Combine(folder, "bin", "python")).FirstOrDefault(File.Exists)
            : null;
    }

    public static string? FreeThreaded
    {
        get
        {
            string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named ? named : Path.Combine(Home, ".cache");
            string python = Path.Combine(cache, "outliersnative", "free-threaded", "bin", "python3.13t");
            return File.Exists(python) ? python : null;
        }
    }

    private static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}
