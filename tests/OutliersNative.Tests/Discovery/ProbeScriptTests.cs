using NUnit.Framework;
using OutliersNative.Discovery;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Discovery;

/// <summary>probe.py in real interpreters that are made to look like others.</summary>
public sealed class ProbeScriptTests
{
    private readonly string _probe = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "probe.py"));

    [Test]
    public void Probe_OnThePythonThatRuns_SaysWhatIsTrue()
    {
        ProbeAnswer answer = Ask("");

        Assert.That(answer.Reject(), Is.Null);
        Assert.That(answer.Implementation, Is.EqualTo("CPython"));
        Assert.That(answer.Executable, Is.EqualTo(Places.NumPyPython));
        Assert.That(answer.Library, Does.Exist);
        Assert.That(answer.NumPyVersion, Does.Match(@"^\d+\.\d+"));
    }

    [Test]
    public void Probe_OnPyPy_SaysPyPy()
    {
        ProbeAnswer answer = Ask(
            "import sys; sys.version = '3.10.14 (39dc8d3c85a7, Aug 27 2024, 14:33:00)\\n[PyPy 7.3.17 with GCC 10.2.1]'\n");

        Assert.That(answer.Implementation, Does.Contain("PyPy"));
    }

    [Test]
    public void Probe_WithModulesInTheCurrentDirectory_DoesNotImportThem()
    {
        using var folder = new TemporaryFolder();
        foreach (string module in new[] { "json", "os", "sysconfig", "numpy" })
        {
            folder.Write($"{module}.py", "raise SystemExit('planted')");
        }

        ProbeAnswer answer = Ask("", folder.Path);

        Assert.That(answer.Reject(), Is.Null);
    }

    private ProbeAnswer Ask(string before, string? currentDirectory = null)
    {
        var process = new ChildProcess { WorkingDirectory = currentDirectory ?? AppContext.BaseDirectory };
        ProcessOutcome outcome = process.Execute(Places.NumPyPython, "-c", before + _probe);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Errors);
        return ProbeAnswer.Parse(outcome.Output + "\n")!;
    }
}
