namespace OutliersNative.Discovery.Probes;

/// <summary>The Python that the environment variable OUTLIERS_PYTHON names.</summary>
internal static class VariableProbe
{
    public const string Variable = "OUTLIERS_PYTHON";

    public static Candidate? Find() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value ? InterpreterFile.Named(value, Variable) : null;
}
