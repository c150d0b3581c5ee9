using OutliersNative.Discovery.Probes;

namespace OutliersNative.Discovery;

/// <summary>Knows in which order places are tried. Whoever names a Python gets that one or an error, never another.</summary>
internal static class PythonLocator
{
    private static readonly StringComparer Paths = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    private static readonly Func<IEnumerable<Candidate>>[] Probes =
    [
        VirtualEnvironmentProbe.Find,
        AdjacentEnvironmentProbe.Find,
        CondaProbe.FindActive,
        PyenvProbe.FindChosen,
        PathProbe.Find,
        SystemProbe.Find,
        RegistryProbe.Find,
        LauncherProbe.Find,
        CondaProbe.FindInstalled,
        PyenvProbe.FindInstalled,
    ];

    public static IEnumerable<Candidate> Candidates(PythonRuntimeOptions options)
    {
        Candidate? named = OptionsProbe.Find(options) ?? VariableProbe.Find();
        return named is not null ? [named] : Search();
    }

    /// <summary>Whether somebody meant this one to be used, rather than that it was found somewhere.</summary>
    public static bool IsMeant(Candidate candidate) =>
        candidate.Source is VirtualEnvironmentProbe.Variable or CondaProbe.Variable || candidate.Source.EndsWith(AdjacentEnvironmentProbe.Place, StringComparison.Ordinal);

    /// <summary>Lazy: what a later probe would have to run is not run if an earlier one has found a Python that will do.</summary>
    private static IEnumerable<Candidate> Search()
    {
        var seen = new HashSet<string>(Paths);
        foreach (Func<IEnumerable<Candidate>> probe in Probes)
        {
            foreach (Candidate candidate in probe())
            {
                if (seen.Add(candidate.Path))
                {
                    yield return candidate;
                }
            }
        }
    }
}
