using System.Text.Json;
using OutliersNative.Discovery;

namespace OutliersNative.Diagnosis;

/// <summary>What describe.py says of a Python's modules and NumPy. It runs in a process of its own, so as to say it of a Python that
/// cannot be started here, too.</summary>
internal sealed record PythonDescription(IReadOnlyList<string> ModulePath, string NumPyFolder, IReadOnlyList<DiagnosedBlas> Blas)
{
    /// <summary>Null, and why, if the interpreter does not tell.</summary>
    public static PythonDescription? Ask(string interpreter, out string failure) =>
        InterpreterProcess.TryRun(interpreter, ["-c", InterpreterProcess.ReadScript("describe.py")], out string output, out failure) ? Parse(output) : null;

    private static PythonDescription Parse(string output)
    {
        using JsonDocument document = JsonDocument.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
        JsonElement root = document.RootElement;
        return new PythonDescription(
            [.. root.GetProperty("sys_path").EnumerateArray().Select(folder => folder.GetString()!)],
            root.GetProperty("numpy").GetString()!,
            [.. root.GetProperty("blas").EnumerateArray().Select(ReadBlas)]);
    }

    private static DiagnosedBlas ReadBlas(JsonElement blas)
    {
        JsonElement threads = blas.GetProperty("threads");
        return new DiagnosedBlas(blas.GetProperty("path").GetString()!, threads.ValueKind == JsonValueKind.Null ? null : threads.GetInt32());
    }
}
