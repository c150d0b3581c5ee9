using System.Text.Json;

namespace OutliersNative.Tests.Support;

/// <summary>What the child's step <c>diagnose</c> printed.</summary>
internal sealed class Diagnosed
{
    private readonly JsonElement _root;

    public Diagnosed(ProcessOutcome outcome)
    {
        int start = outcome.Output.IndexOf('{', StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(start < 0 ? throw new InvalidOperationException(outcome.Output + outcome.Errors) : outcome.Output[start..]);
        _root = document.RootElement.Clone();
    }

    public bool IsHealthy => _root.GetProperty("isHealthy").GetBoolean();

    public JsonElement this[string name] => _root.GetProperty(name);

    /// <summary>Each problem with its remedy, which may be null.</summary>
    public List<(string Text, string? Remedy)> Problems => [.. _root.GetProperty("problems").EnumerateArray()
        .Select(problem => (problem.GetProperty("text").GetString()!, problem.GetProperty("remedy").GetString()))];
}
