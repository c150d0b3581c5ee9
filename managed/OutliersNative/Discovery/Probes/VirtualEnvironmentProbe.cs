namespace OutliersNative.Discovery.Probes;

/// <summary>The virtual environment that was activated in the shell.</summary>
internal static class VirtualEnvironmentProbe
{
    public const string Variable = "VIRTUAL_ENV";

    public static IEnumerable<Candidate> Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder)
        {
            yield return new Candidate(InterpreterFile.In(folder), Variable);
        }
    }
}
