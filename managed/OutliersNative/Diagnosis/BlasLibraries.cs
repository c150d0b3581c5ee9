using OutliersNative.Discovery;

namespace OutliersNative.Diagnosis;

/// <summary>The BLAS libraries that a Python's NumPy loads, as <c>blas.py</c> prints them.</summary>
internal static class BlasLibraries
{
    private const string Label = "blas=";

    /// <summary>Runs the interpreter in a process of its own, since Python may not have started in this one.</summary>
    /// <param name="python">What the interpreter answered when it was probed.</param>
    /// <param name="failure">Why there is no answer; null if there is one.</param>
    public static IReadOnlyList<DiagnosedBlas> Ask(ProbeAnswer python, out string? failure)
    {
        Dictionary<string, string?> variables = PythonEnvironment.WithPythons(PythonEnvironment.VariablesOfProcess(), python.Variables);
        string[] arguments = ["-c", InterpreterProcess.ReadScript("blas.py")];
        if (!InterpreterProcess.TryRun(python.Executable!, arguments, out string output, out string why, variables))
        {
            failure = why;
            return [];
        }
        failure = null;
        return [.. from line in output.Split('\n', StringSplitOptions.TrimEntries)
                   where line.StartsWith(Label, StringComparison.Ordinal)
                   let parts = line[Label.Length..].Split(' ', 2)
                   where parts.Length == 2
                   select new DiagnosedBlas(parts[1], PlainNumber.Read(parts[0]))];
    }
}
