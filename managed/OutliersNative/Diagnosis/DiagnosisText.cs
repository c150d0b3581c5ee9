using System.Globalization;
using System.Text;

namespace OutliersNative.Diagnosis;

/// <summary>Knows how a diagnosis is told to a reader.</summary>
internal static class DiagnosisText
{
    public static string Write(PythonDiagnosis diagnosis)
    {
        var text = new StringBuilder();
        Fact(text, "system", $"{diagnosis.RuntimeIdentifier}, {diagnosis.CLibrary}, .NET {Environment.Version}, {diagnosis.Processors} processors");
        Fact(text, "shim", diagnosis.NativeLibrary);
        Fact(text, "python", diagnosis.Python is { } python ? $"{python.Version}, {python.Executable}" : null);
        Fact(text, "libpython", diagnosis.Python?.Library);
        Fact(text, "prefix", diagnosis.Python?.Prefix);
        Fact(text, "venv", diagnosis.VirtualEnvironment);
        Fact(text, "numpy", diagnosis.NumPyFolder is { } folder ? $"{diagnosis.Python?.NumPyVersion} in {folder}" : null);
        Facts(text, "blas", diagnosis.Blas.Select(blas => $"{blas.Path}, {(blas.Threads is { } threads ? $"{threads} threads" : "threads not told")}"));
        Facts(text, "modules", diagnosis.ModulePath);
        Fact(text, "signals", diagnosis.Signals);
        Fact(text, "self-test", diagnosis.SelfTestTime is { } time
            ? string.Create(CultureInfo.InvariantCulture, $"one call of outliers.detect took {time.TotalMicroseconds:0} us") : null);
        text.Append("looked for Python:\n");
        foreach (DiagnosedCandidate candidate in diagnosis.Candidates)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {(candidate.IsTaken ? "taken" : "-    ")} {candidate.Path} (from {candidate.Source}) {candidate.Reason}\n");
        }
        text.Append(diagnosis.IsHealthy ? "healthy: nothing to fix" : $"{diagnosis.Problems.Count} to fix:");
        foreach ((string problem, string? fix) in diagnosis.Problems)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  {problem}");
            text.Append(fix is null ? "" : $"\n    fix: {fix}");
        }
        return text.ToString();
    }

    private static void Fact(StringBuilder text, string name, string? value) => text.Append(CultureInfo.InvariantCulture, $"{name,-10} {value ?? "none"}\n");

    private static void Facts(StringBuilder text, string name, IEnumerable<string> values)
    {
        foreach (string value in values.DefaultIfEmpty("none"))
        {
            Fact(text, name, value);
            name = "";
        }
    }
}
