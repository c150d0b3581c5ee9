using OutliersNative.Discovery;

namespace OutliersNative.Diagnosis;

/// <summary>The BLAS libraries that a Python's NumPy loads, as <c>blas.py</c> prints them.</summary>
internal static class BlasLibraries
{
    private const string Label = "blas=";

    /// <summary>Runs the interpreter in a process of its own, since Python may not have started in this one.</summary>
    /// <param name="interpreter">Its path.</param>
    /// <param name="failure">Why there is no answer; null if there is one.</param>
    public static IReadOnlyList<DiagnosedBlas> Ask(string interpreter, out string? failure)
    {
        if (!InterpreterProcess.TryRun(interpreter, ["-c", InterpreterProcess.ReadScript("blas.py")], out string output, out string why))
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
