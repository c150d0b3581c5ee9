namespace OutliersNative.Discovery.Probes;

/// <summary>conda's environments: the active one, and the base of an installation.</summary>
internal static class CondaProbe
{
    public const string Variable = "CONDA_PREFIX";
    private static readonly string[] Names = ["miniforge3", "miniconda3", "anaconda3", "mambaforge"];

    public static IEnumerable<Candidate> FindActive()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder)
        {
            yield return new Candidate(InterpreterFile.In(folder), Variable);
        }
    }

    public static IEnumerable<Candidate> FindInstalled()
    {
        string?[] parents = OperatingSystem.IsWindows()
            ? [HomeFolder.Path, Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData)]
            : [HomeFolder.Path, SystemProbe.In("/opt")];
        return from parent in parents
               where parent is not null
               from name in (string[])[.. Names, "conda"]
               let python = InterpreterFile.Find(Path.Combine(parent, name))
               where python is not null
               select new Candidate(python, "conda");
    }
}
