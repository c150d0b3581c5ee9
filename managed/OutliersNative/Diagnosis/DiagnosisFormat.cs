using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OutliersNative.Diagnosis;

/// <summary>A diagnosis as text for a reader.</summary>
internal static class DiagnosisText
{
    public static string Write(PythonDiagnosis diagnosis)
    {
        var text = new StringBuilder();
        AddLine(text, "system", $"{diagnosis.RuntimeIdentifier}, {diagnosis.CLibrary}, .NET {Environment.Version}, {diagnosis.Processors} processors");
        AddLine(text, "native", diagnosis.NativeLibrary);
        AddLine(text, "python", diagnosis.Python is { } python ? $"{python.Version}, {python.Executable}" : null);
        AddLine(text, "libpython", diagnosis.Python?.Library);
        AddLine(text, "prefix", diagnosis.Python?.Prefix);
        AddLine(text, "venv", diagnosis.VirtualEnvironment);
        AddLine(text, "numpy", diagnosis.NumPyFolder is { } folder ? $"{diagnosis.Python?.NumPyVersion} in {folder}" : null);
        AddLines(text, "blas", diagnosis.Blas.Select(blas => $"{blas.Path}, {(blas.Threads is { } threads ? $"{threads} threads" : "threads unknown")}"));
        AddLines(text, "modules", diagnosis.ModulePath);
        AddLine(text, "signals", diagnosis.Signals);
        AddLine(text, "self-test", diagnosis.SelfTestTime is { } time
            ? string.Create(CultureInfo.InvariantCulture, $"one call of outliers.detect took {time.TotalMicroseconds:0} us") : null);
        text.Append("candidates:\n");
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

    private static void AddLine(StringBuilder text, string name, string? value) => text.Append(CultureInfo.InvariantCulture, $"{name,-10} {value ?? "none"}\n");

    private static void AddLines(StringBuilder text, string name, IEnumerable<string> values)
    {
        foreach (string value in values.DefaultIfEmpty("none"))
        {
            AddLine(text, name, value);
            name = "";
        }
    }
}

/// <summary>A diagnosis as JSON for a program: each property under its own name, in camel case.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(PythonDiagnosis))]
internal sealed partial class DiagnosisJson : JsonSerializerContext
{
    public static string Write(PythonDiagnosis diagnosis) => JsonSerializer.Serialize(diagnosis, Default.PythonDiagnosis);
}
