using System.Text.Json;
using NUnit.Framework;
using OutliersNative.Tests.Support;
using static OutliersNative.Tests.Cli.Command;

namespace OutliersNative.Tests.Cli;

/// <summary>The command outliers, as a user runs it: what it prints, and its exit code.</summary>
[Parallelizable(ParallelScope.Children)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
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
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }

    [TestCase("")]
    [TestCase(" ")]
    public void Doctor_WithAnEmptyPython_NamesTheOption(string value)
    {
        ProcessOutcome outcome = Run("doctor", "--python", value);

        Assert.That(outcome.Errors, Does.StartWith("outliers: --python is empty; expected an interpreter, "), outcome.Output);
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
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
    public void Detect_OfAColumn_PrintsWhatItFound()
    {
        string file = _folder.Write("series.csv", "time,\"the value\"\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},{(i == 7 ? "1e2" : "1.5")}\n")));

        ProcessOutcome outcome = Run("detect", file, "--column", "the value");

        Assert.That(outcome.Lines[0], Is.EqualTo("position,time,value,score,expected,lower,upper"), outcome.Errors);
        Assert.That(outcome.Lines[1], Does.StartWith("7,7,100,4.35"));
        Assert.That(outcome.Errors, Does.EndWith("outliers: 1 outlier among 20 values (sigma).\n"));
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    [TestCase("positions", "7")]
    [TestCase("csv", "position,time,value,score,expected,lower,upper\n7,2024-01-01T07:00:00,100,4.79")]
    [TestCase("jsonl", "{\"position\":7,\"time\":\"2024-01-01T07:00:00\",\"value\":100,\"score\":4.79")]
    [TestCase("json", "[\n  {\"position\":7,\"time\":\"2024-01-01T07:00:00\",\"value\":100,\"score\":4.79")]
    [TestCase("table", "position  time                 value    score  expected     lower    upper")]
    public void Detect_WithAFormat_PrintsIt(string format, string starts)
    {
        ProcessOutcome outcome = Run("detect", _folder.Write($"{format}.csv", Hours), "--format", format);

        Assert.That(outcome.Output, Does.StartWith(starts), outcome.Errors);
    }

    [Test]
    public void Detect_WithAll_PrintsEveryRow()
    {
        ProcessOutcome outcome = Run("detect", _folder.Write("all.csv", Hours), "--all");

        Assert.That(outcome.Lines, Has.Count.EqualTo(25), outcome.Errors);
        Assert.That(outcome.Lines.Where(line => line.EndsWith(",true", StringComparison.Ordinal)).Single(), Does.StartWith(Found));
    }

    [TestCase(false, 0)]
    [TestCase(true, 1)]
    public void Detect_WithExitCode_EndsWithOneIfThereAreOutliers(bool hasOutlier, int code)
    {
        string file = _folder.Write($"exit{code}.csv", hasOutlier ? Hours : Hours.Replace("100", "1.5", StringComparison.Ordinal));

        ProcessOutcome outcome = Run("detect", file, "--exit-code");

        Assert.That(outcome.ExitCode, Is.EqualTo(code), outcome.Errors);
    }

    [Test]
    public void Detect_WithAnotherMethodAndSettings_UsesThem()
    {
        ProcessOutcome outcome = Run("detect", _folder.Write("method.csv", Hours), "--method", "mad", "--set", "threshold=1e3", "--set", "direction=up");

        Assert.That(outcome.Lines, Has.Count.EqualTo(1), outcome.Errors);
    }

    [Test]
    public void Detect_WithAFunctionOfOnesOwn_CallsIt()
    {
        _folder.Write("own/rules.py", "import numpy as np\n\ndef above(data, *, limit=50.0):\n    return np.flatnonzero(data > limit)\n");

        ProcessOutcome outcome = Run("detect", _folder.Write("own.csv", Hours), "--path", _folder.In("own"), "--function", "rules:above", "--set", "limit=99");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "position,time,value", Found }), outcome.Errors);
    }

    [TestCase(new[] { "--method", "foo" }, "There is no method 'foo'; expected one of sigma, mad, iqr, esd, ")]
    [TestCase(new[] { "--set", "foo=1" }, "sigma has no setting 'foo'; it has threshold, direction, ")]
    [TestCase(new[] { "--set", "threshold=-1" }, "ValueError: threshold is -1")]
    [TestCase(new[] { "--set", "threshold" }, "--set threshold: expected NAME=VALUE, such as --set threshold=3.")]
    [TestCase(new[] { "--function", "rules.py:above" }, "--function rules.py:above: expected the name of a module, not a file. Pass --path . --function rules:above.")]
    [TestCase(new[] { "--function", "no_such_module:above" }, "ModuleNotFoundError: No module named 'no_such_module'")]
    [TestCase(new[] { "--format", "xml" }, "Argument 'xml' not recognized. Must be one of:")]
    [TestCase(new[] { "--column", "c" }, "{0} has no column 'c'; it has 'time', 'value'.")]
    public void Detect_WithABadOption_SaysWhatIsExpected(string[] options, string said)
    {
        string file = _folder.Write("options.csv", Hours);

        ProcessOutcome outcome = Run(["detect", file, .. options]);

        Assert.That(outcome.Errors, Does.StartWith($"outliers: {said.Replace("{0}", file, StringComparison.Ordinal)}"));
        Assert.That(outcome.Errors.Trim(), Does.Not.Contain("\n"));
        Assert.That(outcome.Output, Is.Empty);
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }

    [Test]
    public void Detect_OfAMissingFile_NamesIt()
    {
        ProcessOutcome outcome = Run("detect", _folder.In("missing.csv"));

        Assert.That(outcome.Errors.Trim(), Is.EqualTo($"outliers: {_folder.In("missing.csv")} does not exist."));
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }

    [Test]
    public void Score_OfAColumn_PrintsEachValueWithItsScore()
    {
        ProcessOutcome outcome = Run("score", _folder.Write("score.csv", Hours));

        Assert.That(outcome.Lines[0], Is.EqualTo("position,time,value,score"), outcome.Errors);
        Assert.That(outcome.Lines, Has.Count.EqualTo(25));
        Assert.That(outcome.Lines[8], Does.StartWith(Found + ",4.79"));
    }

    [Test]
    public void List_OfTheBundledDetectors_DescribesThem()
    {
        ProcessOutcome outcome = Run("list");

        Assert.That(outcome.Lines[0], Does.Match("^sigma +Values more than `threshold` standard deviations from the mean.$"), outcome.Errors);
        Assert.That(outcome.Lines, Has.Count.EqualTo(9));
    }

    [Test]
    public void List_OfAModule_DescribesItsFunctions()
    {
        _folder.Write("listed/mine.py", "def spikes(data, *, limit=3):\n    \"\"\"Spikes.\"\"\"\n");

        ProcessOutcome outcome = Run("list", "mine", "--path", _folder.In("listed"), "--settings");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "spikes  Spikes.", "        spikes(data, *, limit=3)" }), outcome.Errors);
    }

    [Test]
    public void Help_UsesTheNameOfTheCommandAndHasExamples()
    {
        ProcessOutcome outcome = Run("--help");

        Assert.That(outcome.Output, Does.Contain("outliers [command] [options]").And.Contain("outliers detect readings.csv"));
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    [Test]
    public void Version_IsThatOfTheRepository()
    {
        ProcessOutcome outcome = Run("--version");

        Assert.That(outcome.Output.Trim(), Is.EqualTo($"outliers {File.ReadAllText(Path.Combine(Places.Repository, "VERSION")).Trim()}"));
    }

    [TestCase(new string[0], "no command; expected detect, score, list, silo, doctor or completion. 'outliers --help' shows examples.")]
    [TestCase(new[] { "lst" }, "there is no command 'lst'; expected detect, score, list, silo, doctor or completion. 'outliers --help' shows examples.")]
    [TestCase(new[] { "detect", "a.csv", "--colum", "b" }, "detect has no option --colum; did you mean --column?")]
    [TestCase(new[] { "detect", "a.csv", "--threshold", "3" }, "detect has no option --threshold; 'outliers detect --help' lists them. A setting of the detector is passed as --set threshold=VALUE.")]
    [TestCase(new[] { "completion", "fish" }, "Argument 'fish' not recognized. Must be one of: 'bash' 'zsh' 'pwsh'")]
    public void AWordThatIsWrong_IsToldWhatIsRight(string[] arguments, string said)
    {
        ProcessOutcome outcome = Run(arguments);

        Assert.That(outcome.Errors.Trim(), Is.EqualTo($"outliers: {said}"));
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }

    [Test]
    public void AFileWithoutACommand_IsToldTheCommand()
    {
        string file = _folder.Write("alone.csv", Hours);

        ProcessOutcome outcome = Run(file);

        Assert.That(outcome.Errors.Trim(), Is.EqualTo($"outliers: '{file}' is a file, not a command; did you mean: outliers detect {file}"));
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }
}
