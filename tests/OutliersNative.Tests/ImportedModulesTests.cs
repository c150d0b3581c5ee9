using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests;

/// <summary>What a first call imports: what NumPy does, and little else.</summary>
public sealed class ImportedModulesTests
{
    /// <summary>The guard of .NET's signals is built into the interpreter, as the garbage collector's module is.</summary>
    private static readonly string[] OfTheStart = ["_signal", "faulthandler", "gc"];

    private static readonly string[] OfTheDetector = ["outliers", "outliers.blocks", "outliers.checks", "outliers.scaling", "outliers.sigma"];

    [Test]
    public void Detect_ForTheFirstTime_ImportsNoMoreThanNumPyDoes()
    {
        const string Said = "PythonException: ", Fixture = "lists_modules";
        ChildProcess child = ChildProcess.OnNumPyPython();
        child.Environment["LANG"] = "C.UTF-8";
        string[] numPys = NamesIn(child.Execute(Places.NumPyPython, "-c", "import sys, numpy; print(*sys.modules)").Output);

        ProcessOutcome outcome = child.Run(
            $"modules {Places.Fixtures}", "start", "detect outliers.detect", $"detect {Fixture}.detect");

        Assert.That(outcome.Lines, Has.Count.EqualTo(3), outcome.Errors);
        Assert.That(outcome.Lines[^1], Does.StartWith(Said));
        string[] more = [.. NamesIn(outcome.Lines[^1][Said.Length..]).Except(numPys)];
        Assert.That(more, Is.SupersetOf(OfTheDetector));
        Assert.That(more, Is.SubsetOf((string[])[.. OfTheStart, .. OfTheDetector, Fixture]));
    }

    private static string[] NamesIn(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
