using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests;

/// <summary>The first start of Python in a process: each test is a process of its own.</summary>
public sealed class FirstStartTests
{
    private const string Unicode = "Ünïcødé 日本";

    [Test]
    public void Outliers_WithoutStart_StartsPythonAndFindsTheBundledDetector()
    {
        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Run("current", "detect outliers.detect", "current");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "none", "7", Places.NumPyPython }), outcome.Errors);
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    [Test]
    public void Start_InAnEmptyEnvironment_RunsInUtf8Mode()
    {
        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Run(
            $"modules {Places.Fixtures}", "start", "tell utf8_mode", "tell file_name_encoding");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "1", "utf-8" }), outcome.Errors);
    }

    [Test]
    public void Start_InAnEmptyEnvironmentWithUnicodeModulePath_FindsTheModule()
    {
        using var folder = new TemporaryFolder();
        folder.Write($"{Unicode}/far.py", "def detect(data): return [len(__file__.split('日本')) - 1]");

        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Run($"modules {folder.In(Unicode)}", "start", "detect far.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "1" }), outcome.Errors);
    }

    [Test]
    public void Start_InAnEmptyEnvironmentWithUnicodeInterpreter_RunsIt()
    {
        using var folder = new TemporaryFolder();
        string python = VirtualEnvironment.Python(VirtualEnvironment.MakeWithNumPy(folder.In(Unicode)));

        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Run(
            $"python {python}", $"modules {Places.Fixtures}", "start", "tell executable");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", python }), outcome.Errors);
    }

    [Test]
    public void Start_OfAVirtualEnvironment_MakesItsInterpreterSysExecutableAndFindsItsPackages()
    {
        using var folder = new TemporaryFolder();
        string venv = VirtualEnvironment.MakeWithNumPy(folder.In("venv"));
        File.WriteAllText(Path.Combine(VirtualEnvironment.SitePackages(venv), "installed.py"), "def detect(data): return [3]");

        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Run(
            $"python {venv}", $"modules {Places.Fixtures}", "start", "tell executable", "detect installed.detect", "current");

        string python = VirtualEnvironment.Python(venv);
        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", python, "3", python }), outcome.Errors);
    }

    [Test]
    public void Start_WhenANumPyFailsOnlyInThisProcess_SaysSoAndNotThatAPythonRuns()
    {
        using var folder = new TemporaryFolder();
        string venv = VirtualEnvironment.MakeWithNumPy(folder.In("venv"));
        folder.Write("broken/numpy.py", "import sys\nassert sys.argv[0] == '-c', 'not here'\n__version__ = '9.9'");
        ChildProcess child = ChildProcess.OnNumPyPython();
        child.Environment["PYTHONPATH"] = folder.In("broken");
        child.Environment["PATH"] = VirtualEnvironment.Programs(venv);

        ProcessOutcome outcome = child.Run("start");

        Assert.That(outcome.Output, Does.StartWith("PythonNotFoundException: No usable Python was found."), outcome.Errors);
        Assert.That(outcome.Output, Does.Contain("not here"));
    }

    [Test]
    public void Detect_WhenPythonPrints_TheLineIsThereWhenTheProcessEnds()
    {
        ChildProcess child = ChildProcess.OnNumPyPython();
        child.Environment["PYTHONUNBUFFERED"] = "";

        ProcessOutcome outcome = child.Run($"modules {Places.Fixtures}", "start", "detect unfinished.prints");

        Assert.That(outcome.Lines, Does.Contain("printed by Python"), outcome.Errors);
    }

    [Test]
    public void Start_WhenNumPyFailsToImport_SaysWhyAndMayBeTriedAgain()
    {
        string broken = Path.Combine(Places.Fixtures, "broken_numpy");

        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Run(
            $"modules {broken}", "start", "forget", "start", "detect outliers.detect");

        Assert.That(outcome.Output, Does.StartWith("PythonNotFoundException: ").And.Contains("this NumPy is broken"), outcome.Errors);
        Assert.That(outcome.Lines.TakeLast(2), Is.EqualTo(new[] { "started", "7" }), outcome.Errors);
    }

    [Test, Platform("Unix")]
    public void Start_Whatever_LeavesCtrlCToDotNet()
    {
        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Run(
            $"modules {Places.Fixtures}", "start", "tell imports_signal", "interrupt", "detect outliers.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "signal", "interrupted", "7" }), outcome.Errors);
    }

    [TestCase("raises.system_exit", "PythonException: 3")]
    [TestCase("raises.keyboard_interrupt", "PythonException: KeyboardInterrupt")]
    public void Detect_WhenFunctionExitsTheProcess_TheProcessContinues(string function, string said)
    {
        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Run(
            $"modules {Places.Fixtures}", "start", $"detect {function}", "detect outliers.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", said, "7" }), outcome.Errors);
        Assert.That(outcome.ExitCode, Is.Zero);
    }
}
