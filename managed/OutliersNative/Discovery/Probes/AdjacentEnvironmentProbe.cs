namespace OutliersNative.Discovery.Probes;

/// <summary>The virtual environment that was deployed beside the app.</summary>
internal static class AdjacentEnvironmentProbe
{
    public const string Place = "beside the app";
    private static readonly string[] Names = [".venv", "venv"];

    public static IEnumerable<Candidate> Find() => Find(AppContext.BaseDirectory);

    /// <summary>In a folder, as if the app were there; nowhere if it is empty, as in a native host: that would be the current directory.</summary>
    public static IEnumerable<Candidate> Find(string appFolder) =>
        from name in appFolder.Length == 0 ? [] : Names
        let folder = Path.Combine(appFolder, name)
        where File.Exists(Path.Combine(folder, VirtualEnvironmentFile.Name))
        select new Candidate(InterpreterFile.In(folder), $"{name} {Place}");
}
