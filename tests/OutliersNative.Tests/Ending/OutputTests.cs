using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Ending;

/// <summary>What Python code has written to its standard streams is there when the process has ended, however it ended.</summary>
[Platform("Unix")]
public sealed class OutputTests
{
    private static readonly string[] Functions =
        ["text", "text_to_stderr", "print_without_end", "to_binary_layer", "to_original_streams", "by_logging", "on_python_thread"];

    private const string Output = "out-text;out-print;out-bytes;out-original;logged;out-thread;";

    private const string Errors = "err-text;err-print;err-bytes;err-original;logged;";

    private static IEnumerable<Way> Ways => Way.All.Where(way => way.Handler is null);

    [TestCaseSource(nameof(Ways))]
    public async Task Process_AfterPythonWroteToAPipe_HasWrittenAll(Way way)
    {
        ProcessOutcome outcome = await Endings.EndAsync(way, ["start", .. Steps(), way.Step]);

        Assert.That(WithoutNewLines(outcome.Output), Is.EqualTo("started" + Output + "ready"));
        Assert.That(WithoutNewLines(outcome.Errors), Does.StartWith(Errors));
        Endings.AssertIsSoon(outcome);
    }

    [Test]
    public void Process_AfterPythonWroteToAFile_HasWrittenAll()
    {
        using var folder = new TemporaryFolder();
        string output = folder.In("output"), errors = folder.In("errors");

        ProcessOutcome outcome = Shell("exec \"$@\" >\"$OUTPUT\" 2>\"$ERRORS\"", ("OUTPUT", output), ("ERRORS", errors));

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Errors);
        Assert.That(WithoutNewLines(File.ReadAllText(output)), Is.EqualTo("started" + Output));
        Assert.That(WithoutNewLines(File.ReadAllText(errors)), Is.EqualTo(Errors));
    }

    [Test]
    public void Process_AfterPythonWroteToATerminal_HasWrittenAll()
    {
        ProcessOutcome outcome = Shell($"exec {Places.NumPyPython} -c 'import pty, sys; pty.spawn(sys.argv[1:])' \"$@\"");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Errors);
        foreach (string part in (Output + Errors).Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.That(outcome.Output, Does.Contain(part + ";"));
        }
    }

    [Test]
    public void Process_AfterPythonWroteMoreThanAPipeHolds_HasWrittenAll()
    {
        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Run($"modules {Places.Fixtures}", "start", "detect writes.large");

        Assert.That(outcome.Output.Count(character => character == 'x'), Is.EqualTo(300_000));
    }

    private static IEnumerable<string> Steps() => Functions.Select(function => $"detect writes.{function}");

    /// <summary>Runs the child from a shell, whose "$@" it is.</summary>
    private static ProcessOutcome Shell(string script, params (string Name, string Value)[] variables)
    {
        ChildProcess child = ChildProcess.OnNumPyPython();
        foreach ((string name, string value) in variables)
        {
            child.Environment[name] = value;
        }
        return child.Execute(
            "/bin/sh",
            ["-c", script, "sh", Places.DotNet, Path.Combine(child.Folder, "OutliersNative.Tests.Child.dll"), $"modules {Places.Fixtures}", "start", .. Steps()]);
    }

    private static string WithoutNewLines(string text) => text.Replace("\n", "", StringComparison.Ordinal);
}
