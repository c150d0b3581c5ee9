using System.Text.Json;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Cli;

/// <summary>The command outliers, as a user runs it: what it prints, and its exit code.</summary>
public sealed class CommandTests
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void Doctor_WithAGoodPython_IsHealthy()
    {
        ProcessOutcome outcome = Run("doctor");

        Assert.That(outcome.Output, Does.EndWith("healthy: nothing to fix"), outcome.Errors);
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    [Test]
    public void Doctor_WithABadPython_NamesItAndEndsWithOne()
    {
        ProcessOutcome outcome = Run("doctor", "--python", _folder.In("no_such_python"));

        Assert.That(outcome.Output, Does.Contain($"1 to fix:\n  {_folder.In("no_such_python")} (from --python) does not exist; set it to an interpreter (such as "), outcome.Errors);
        Assert.That(outcome.ExitCode, Is.EqualTo(1));
    }

    [Test]
    public void Detect_WithAMissingPython_NamesTheOption()
    {
        ProcessOutcome outcome = Run("detect", _folder.Write("one.csv", "a\n1\n"), "--column", "a", "--python", "nope");

        Assert.That(outcome.Errors, Does.StartWith("outliers: No usable Python was found. --python names one, and then no other is tried.\n"));
        Assert.That(outcome.Errors, Does.Contain("(from --python) does not exist, and no program on PATH has that name; --python is \"nope\"; set it to "));
        Assert.That(outcome.ExitCode, Is.EqualTo(1));
    }

    [TestCase("")]
    [TestCase(" ")]
    public void Doctor_WithAnEmptyPython_NamesTheOption(string value)
    {
        ProcessOutcome outcome = Run("doctor", "--python", value);

        Assert.That(outcome.Errors, Does.StartWith("--python is empty; expected an interpreter, "), outcome.Output);
        Assert.That(outcome.ExitCode, Is.EqualTo(1));
    }

    [Test]
    public void Doctor_WithJson_PrintsOneObject()
    {
        ProcessOutcome outcome = Run("doctor", "--json");

        using JsonDocument document = JsonDocument.Parse(outcome.Output);
        Assert.That(document.RootElement.GetProperty("isHealthy").GetBoolean(), Is.True);
        Assert.That(document.RootElement.GetProperty("python").GetProperty("executable").GetString(), Is.EqualTo(Places.NumPyPython));
    }

    [Test]
    public void Detect_OfAColumn_PrintsPositionsAndValues()
    {
        string file = _folder.Write("series.csv", "time,\"the value\"\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},{(i == 7 ? "1e2" : "1.5")}\n")));

        ProcessOutcome outcome = Run("detect", file, "--column", "the value");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "position,value", "7,100" }), outcome.Errors);
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    [TestCase("a,b\n1,2\n", "c", "has no column 'c'; it has 'a', 'b'.")]
    [TestCase("a,b\n1,2\n3,x\n", "b", ", line 3: 'x' in column 'b'; expected a number.")]
    [TestCase("a,b\n1,2\n3\n", "b", ", line 3: there is no field in column 'b'; expected a number.")]
    [TestCase("", "a", "is empty; expected a first line that names the columns.")]
    public void Detect_OfAFileThatDoesNotHoldIt_SaysWhatWasExpected(string text, string column, string said)
    {
        string file = _folder.Write("bad.csv", text);

        ProcessOutcome outcome = Run("detect", file, "--column", column);

        Assert.That(outcome.Errors.Trim(), Does.StartWith($"outliers: {file}").And.EndsWith(said));
        Assert.That(outcome.Output, Is.Empty);
        Assert.That(outcome.ExitCode, Is.EqualTo(1));
    }

    [Test]
    public void Detect_OfAMissingFile_NamesIt()
    {
        ProcessOutcome outcome = Run("detect", _folder.In("missing.csv"), "--column", "a");

        Assert.That(outcome.Errors, Does.StartWith("outliers: ").And.Contains("missing.csv"));
        Assert.That(outcome.ExitCode, Is.EqualTo(1));
    }

    [Test]
    public void Help_NamesBothCommands()
    {
        ProcessOutcome outcome = Run("--help");

        Assert.That(outcome.Output, Does.Contain("detect <FILE>").And.Contains("doctor"));
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    private static ProcessOutcome Run(params string[] arguments) =>
        ChildProcess.OnNumPyPython().Execute(Places.DotNet, [Path.Combine(Places.Cli, "OutliersNative.Cli.dll"), .. arguments]);
}
