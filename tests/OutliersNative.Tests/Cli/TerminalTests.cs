using NUnit.Framework;
using OutliersNative.Tests.Support;
using static OutliersNative.Tests.Cli.Command;

namespace OutliersNative.Tests.Cli;

/// <summary>The command outliers on a terminal of 80 columns, and without one: tables, the progress bar, Ctrl-C, closed
/// streams.</summary>
[Platform("Unix")]
public sealed class TerminalTests
{
    private const string Bar = "of standard input";

    private readonly TemporaryFolder _folder = new();

    [OneTimeSetUp]
    public void Write()
    {
        _folder.Write("hours.csv", Hours);
        // More than is read before the columns are known: the progress of what follows is shown.
        _folder.Write("long.csv", "value\n" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{(i == 7 ? 100 : i % 3)}.25\n")));
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [TestCase("hours.csv")]
    [TestCase("hours.csv hours.csv --method mad")]
    [TestCase("hours.csv --all --set threshold=2.123456789")]
    [TestCase("hours.csv --plot -")]
    public void Detect_OnATerminal_FitsInto80Columns(string arguments)
    {
        ProcessOutcome outcome = OnTerminal($"{InShell} detect {arguments}");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Output);
        Assert.That(outcome.Output, Does.Contain("position  time "));
        Assert.That(outcome.Output, Does.Match("7  2024-01-01T07:00:00 +100"));
        Assert.That(Plain(outcome), Has.All.Length.LessThanOrEqualTo(80));
    }

    [TestCase("--help")]
    [TestCase("detect --help")]
    [TestCase("score --help")]
    [TestCase("list --help")]
    [TestCase("doctor --help")]
    [TestCase("completion --help")]
    public void Help_OnATerminal_FitsInto80Columns(string arguments)
    {
        ProcessOutcome outcome = OnTerminal($"{InShell} {arguments}");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Output);
        Assert.That(Plain(outcome), Has.All.Length.LessThanOrEqualTo(80));
    }

    [Test]
    public void Detect_WithoutRoomForTheBounds_LeavesThemOutAndSaysSo()
    {
        string name = _folder.Write("a-file-with-a-long-name.csv", Hours);

        ProcessOutcome outcome = OnTerminal($"{InShell} detect {name[(name.LastIndexOf('/') + 1)..]} hours.csv");

        Assert.That(outcome.Output, Does.Contain("… without bounds; --format csv prints all"));
        Assert.That(outcome.Output, Does.Not.Contain("expected"));
    }

    [Test]
    public void Detect_OfSlowInputOnATerminal_ShowsItsProgressOnStderrOnly()
    {
        ProcessOutcome outcome = OnTerminal($"{{ cat long.csv; read line; }} | {InShell} detect - --format positions >out", Bar, "\\n");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Output);
        Assert.That(outcome.Output, Does.Contain("500 kB " + Bar));
        Assert.That(File.ReadAllText(_folder.In("out")), Is.EqualTo("7\n"));
    }

    [TestCase("--quiet", "", TestName = "Detect_OfSlowInputWithQuiet_ShowsNoProgress")]
    [TestCase("", "2>err", TestName = "Detect_OfSlowInputWithoutStderrOnTheTerminal_ShowsNoProgress")]
    public void Detect_OfSlowInput_ShowsNoProgress(string option, string redirection)
    {
        // Two seconds are the slow input: the bar would appear after one.
        ProcessOutcome outcome = OnTerminal($"{{ cat long.csv; sleep 2; }} | {InShell} detect - --format positions {option} {redirection}");

        string all = outcome.Output + (redirection.Length > 0 ? File.ReadAllText(_folder.In("err")) : "");
        Assert.That(outcome.ExitCode, Is.Zero, all);
        Assert.That(Plain(outcome), Does.Contain("7"));
        Assert.That(all, Does.Not.Contain(Bar));
    }

    [Test]
    public void CtrlC_WhileAFileIsRead_EndsAtOnceAndSaysHowFarItGot()
    {
        ProcessOutcome outcome = OnTerminal($"{{ cat long.csv; read line; }} | {InShell} detect - >out", Bar, "\\x03");

        Assert.That(outcome.Output, Does.Contain("outliers: stopped by Ctrl-C after 500 kB of standard input."));
        Assert.That(outcome.ExitCode, Is.EqualTo(130));
        Assert.That(File.ReadAllText(_folder.In("out")), Is.Empty);
    }

    [TestCase("detect hours.csv --format positions <&-", "7\n", 0)]
    [TestCase("detect hours.csv --format positions 2>&-", "7\n", 0)]
    [TestCase("detect <&-", "outliers: Standard input is closed; pass a file.\n", 2)]
    [TestCase("detect - <&-", "outliers: Standard input is closed; pass a file.\n", 2)]
    [TestCase("detect - </dev/null", "outliers: standard input is empty; expected a table with a column of numbers.\n", 2)]
    [TestCase("detect hours.csv --quiet >&-", "outliers: Standard output is closed; pass --output FILE.\n", 2)]
    public void Detect_WithoutAStream_SaysWhatIsMissing(string arguments, string said, int exitCode)
    {
        string script = _folder.WriteScript("closed", $"{InShell} {arguments}");

        ProcessOutcome outcome = ChildProcess.OnNumPyPython(_folder.Path).Execute("/usr/bin/env", "setsid", "--wait", "/bin/sh", "-c", $"{script} 2>&1; exit $?");

        string text = string.Concat(outcome.Lines.Where(line => !line.Contains("column 'value'", StringComparison.Ordinal) && !line.Contains("1 outlier among", StringComparison.Ordinal)).Select(line => line + "\n"));
        Assert.That(text, Is.EqualTo(said));
        Assert.That(outcome.ExitCode, Is.EqualTo(exitCode));
    }

    /// <summary>Runs a command of the shell on a terminal of 80 columns.</summary>
    /// <param name="command">The command.</param>
    /// <param name="steps">A text that is waited for and what is typed then, and so on.</param>
    private ProcessOutcome OnTerminal(string command, params string[] steps)
    {
        var process = ChildProcess.OnNumPyPython(_folder.Path);
        process.Environment["TERM"] = "xterm-256color";
        process.Environment["PATH"] = "/usr/bin:/bin";
        return process.Execute(Places.NumPyPython, [Path.Combine(Places.Fixtures, "terminal.py"), "80", .. steps, "--", "/bin/sh", "-c", command]);
    }

    /// <summary>What is seen: without escape sequences.</summary>
    private static string[] Plain(ProcessOutcome outcome) =>
        [.. outcome.Lines.Select(line => System.Text.RegularExpressions.Regex.Replace(line, "\u001b(\\[[0-9;?]*[a-zA-Z]|=)", "").TrimEnd('\r'))];
}
