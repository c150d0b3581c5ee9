using System.Text.Json;
using System.Text.Json.Serialization;

namespace OutliersNative.Diagnosis;

/// <summary>Knows how a diagnosis is told to a program: each property by its own name, in camel case.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(PythonDiagnosis))]
internal sealed partial class DiagnosisJson : JsonSerializerContext
{
    public static string Write(PythonDiagnosis diagnosis) => JsonSerializer.Serialize(diagnosis, Default.PythonDiagnosis);
}
