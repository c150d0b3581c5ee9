using System.Globalization;
using NUnit.Framework;
using OutliersNative.Tests.Support;
using static OutliersNative.Tests.Cli.Command;

namespace OutliersNative.Tests.Cli;

/// <summary>The completion of the command outliers, in the shells themselves.</summary>
public sealed class CompletionTests
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeSetUp]
    public void Write()
    {
        _folder.Write("hours.csv", Hours);
        _folder.WriteScript("bin/outliers", $"exec {InShell} \"$@\"");
        _folder.Write("bashrc", "PS1='READY '\nsource <(outliers completion bash)\n");
        _folder.Write(".zshrc", "PS1='READY '\nautoload -Uz compinit\ncompinit -u -D\nsource <(outliers completion zsh)\n");
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [TestCase("outliers ", "completion detect doctor list score silo")]
    [TestCase("outliers de", "detect")]
    [TestCase("outliers detect ", "")]
    [TestCase("outliers detect hou", "")]
    [TestCase("outliers detect --plot ", "")]
    [TestCase("outliers detect --me", "--method")]
    [TestCase("outliers detect --method s", "seasonal shift sigma spectral")]
    [TestCase("outliers detect --method=s", "seasonal shift sigma spectral")]
    [TestCase("outliers detect --format ", "csv json jsonl positions table")]
    [TestCase("outliers completion ", "bash pwsh zsh")]
    public void Complete_OfALine_GivesTheWordsThatFit(string line, string words)
    {
        ProcessOutcome outcome = Run("complete", line.Length.ToString(CultureInfo.InvariantCulture), line);

        Assert.That(string.Join(' ', outcome.Lines), Is.EqualTo(words), outcome.Errors);
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    [Test]
    public void Complete_OfMethod_GivesTheBundledDetectors()
    {
        ProcessOutcome outcome = Run("complete", "25", "outliers detect --method ");

        Assert.That(outcome.Lines, Is.EquivalentTo(Detectors.List().Select(detector => detector.Name)), outcome.Errors);
    }

    [Test]
    public void Complete_WithoutAPython_Works()
    {
        var process = new ChildProcess { Environment = { ["OUTLIERS_PYTHON"] = "/no/such/python" } };

        ProcessOutcome outcome = process.Execute(Places.DotNet, Path.Combine(Places.Cli, "OutliersNative.Cli.dll"), "complete", "11", "outliers de");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "detect" }), outcome.Errors);
    }

    [Test, Platform("Unix")]
    public void Tab_InBash_CompletesMethodsFormatsAndFiles()
    {
        ProcessOutcome outcome = TypeInto("/bin/bash", "--noprofile", "--rcfile", "bashrc", "-i");

        Assert.That(outcome.Output, Does.Contain("\"position\":7"), outcome.Errors);
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    [Test, Platform("Unix")]
    public void Tab_InZsh_CompletesMethodsFormatsAndFiles()
    {
        Assume.That(File.Exists("/usr/bin/zsh") || File.Exists("/bin/zsh"), "zsh is not installed");

        ProcessOutcome outcome = TypeInto("zsh", "-i");

        Assert.That(outcome.Output, Does.Contain("\"position\":7"), outcome.Errors);
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    [Test, Platform("Unix")]
    public void Tab_InPowerShell_CompletesMethodsFormatsAndFiles()
    {
        ChildProcess process = InFolder(Places.Repository);
        process.Environment["HOME"] = Environment.GetEnvironmentVariable("HOME")!; // where the tools of the repository are restored
        ProcessOutcome found = process.Execute(Places.DotNet, "pwsh", "-NoProfile", "-Command", "1");
        Assume.That(found.ExitCode, Is.Zero, "PowerShell is not restored: dotnet tool restore");
        string script = $$"""
            Set-Location {{_folder.Path}}
            outliers completion pwsh | Out-String | Invoke-Expression
            foreach ($line in 'outliers de', 'outliers detect --method si', 'outliers detect --format ', 'outliers detect hou') {
                (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText -join ' '
            }
            """;

        ProcessOutcome outcome = process.Execute(Places.DotNet, "pwsh", "-NoProfile", "-Command", script);

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "detect", "sigma", "csv json jsonl positions table", "./hours.csv" }), outcome.Errors);
    }

    /// <summary>Types a command with the Tab key, and runs it.</summary>
    private ProcessOutcome TypeInto(params string[] shell)
    {
        string[] steps =
        [
            "READY ", "outliers de\\t", "detect", "--method si\\t", "gma", "hou\\t", "rs.csv", "--format jsonl\\t", "jsonl", "\\n", "among", "exit\\n",
        ];
        return InFolder(_folder.Path).Execute(Places.NumPyPython, [Path.Combine(Places.Fixtures, "terminal.py"), "200", .. steps, "--", .. shell]);
    }

    private ChildProcess InFolder(string folder)
    {
        ChildProcess process = ChildProcess.OnNumPyPython(folder);
        process.Environment["PATH"] = $"{_folder.In("bin")}:/usr/bin:/bin";
        process.Environment["TERM"] = "xterm";
        process.Environment["ZDOTDIR"] = _folder.Path;
        process.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        return process;
    }
}
