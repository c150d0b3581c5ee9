namespace OutliersNative.Discovery.Probes;

/// <summary>The Python that the program names in its options.</summary>
internal static class OptionsProbe
{
    public static Candidate? Find(PythonRuntimeOptions options) =>
        options.Python is null
            ? null
            : InterpreterFile.Named(options.Python, $"{nameof(PythonRuntimeOptions)}.{nameof(PythonRuntimeOptions.Python)}");
}
