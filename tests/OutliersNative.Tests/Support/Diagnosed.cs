using System.Text.Json;
using NUnit.Framework;

namespace OutliersNative.Tests.Support;

/// <summary>The output of the child's step <c>diagnose</c>.</summary>
internal sealed class Diagnosed
{
    private readonly JsonElement _root;

    public Diagnosed(ProcessOutcome outcome)
    {
        int start = outcome.Output.IndexOf('{', StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(start < 0 ? throw new InvalidOperationException(outcome.Output + outcome.Errors) : outcome.Output[start..]);
        _root = document.RootElement.Clone();
    }

    /// <summary>Runs the diagnosis in a process with these variables that ignores the system's folders.</summary>
    public static Diagnosed With(params (string Name, string Value)[] environment)
    {
        var child = new ChildProcess();
        foreach ((string name, string value) in environment)
        {
            child.Environment[name] = value;
        }
        return new Diagnosed(child.Run("without-system", "diagnose"));
    }

    public bool IsHealthy => _root.GetProperty("isHealthy").GetBoolean();

    public JsonElement this[string name] => _root.GetProperty(name);

    /// <summary>Each problem with its fix, which may be null.</summary>
    public List<(string Text, string? Fix)> Problems => [.. _root.GetProperty("problems").EnumerateArray()
        .Select(problem => (problem.GetProperty("text").GetString()!, problem.GetProperty("fix").GetString()))];

    /// <summary>Asserts that there is this one problem.</summary>
    public void Says(string text, string? fix)
    {
        Assert.That(IsHealthy, Is.False);
        Assert.That(Problems, Has.Count.EqualTo(1), string.Join('\n', Problems));
        Assert.That(Problems[0].Text, Does.Contain(text));
        Assert.That(Problems[0].Fix, fix is null ? Is.Null : Does.Contain(fix));
    }
}
