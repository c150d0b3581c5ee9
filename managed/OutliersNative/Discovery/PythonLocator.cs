using OutliersNative.Discovery.Probes;

namespace OutliersNative.Discovery;

/// <summary>Knows in which order places are tried. Whoever names a Python gets that one or an error, never another.</summary>
internal static class PythonLocator
{
    private static readonly StringComparer Paths = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    public static IEnumerable<Candidate> Candidates(PythonRuntimeOptions options)
    {
        Candidate? named = OptionsProbe.Find(options) ?? VariableProbe.Find();
        return named is not null ? [named] : Search().DistinctBy(candidate => candidate.Path, Paths);
    }

    /// <summary>Whether somebody meant this one to be used, rather than that it was found somewhere.</summary>
    public static bool IsMeant(Candidate candidate) =>
        candidate.Source is VirtualEnvironmentProbe.Variable or CondaProbe.Variable || candidate.Source.EndsWith(AdjacentEnvironmentProbe.Place, StringComparison.Ordinal);

    /// <summary>Lazy: what a later probe would have to run is not run if an earlier one has found a Python that will do.</summary>
    private static IEnumerable<Candidate> Search() => VirtualEnvironmentProbe.Find()
        .Concat(AdjacentEnvironmentProbe.Find())
        .Concat(CondaProbe.FindActive())
        .Concat(PyenvProbe.FindChosen())
        .Concat(PathProbe.Find())
        .Concat(SystemProbe.Find())
        .Concat(RegistryProbe.Find())
        .Concat(LauncherProbe.Find())
        .Concat(CondaProbe.FindInstalled())
        .Concat(PyenvProbe.FindInstalled());
}
