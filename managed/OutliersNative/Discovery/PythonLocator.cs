using OutliersNative.Discovery.Probes;

namespace OutliersNative.Discovery;

/// <summary>Knows in which order places are tried. Whoever names a Python gets that one or an error, never another.</summary>
internal static class PythonLocator
{
    public static IEnumerable<Candidate> Candidates(PythonRuntimeOptions options)
    {
        Candidate? named = OptionsProbe.Find(options) ?? VariableProbe.Find();
        return named is not null ? [named] : Search().DistinctBy(candidate => candidate.Path);
    }

    private static IEnumerable<Candidate> Search() => [.. VirtualEnvironmentProbe.Find(), .. PathProbe.Find()];
}
