using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests;

/// <summary>Where modules are taken from, and where never: each test is a process of its own.</summary>
public sealed class ModulePathTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Start_WhenModulePathAndSitePackagesHaveAModule_TheModulePathWins()
    {
        string venv = VirtualEnvironment.MakeWithNumPy(_folder.In("venv"));
        File.WriteAllText(Path.Combine(VirtualEnvironment.SitePackages(venv), "twice.py"), "def detect(data): return [1]");
        _folder.Write("mine/twice.py", "def detect(data): return [2]");

        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Run(
            $"python {venv}", $"modules {_folder.In("mine")}", "start", "detect twice.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "2" }), outcome.Errors);
    }

    [Test]
    public void Start_WhenModulePathHasAModuleOfTheBundledName_TheModulePathWins()
    {
        _folder.Write("outliers.py", "def detect(data): return [2]");

        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Run($"modules {_folder.Path}", "start", "detect outliers.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "2" }), outcome.Errors);
    }

    [Test]
    public void Start_WithTwoModulePaths_TheFirstWins()
    {
        _folder.Write("one/twice.py", "def detect(data): return [1]");
        _folder.Write("two/twice.py", "def detect(data): return [2]");

        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Run(
            $"modules {_folder.In("one")}", $"modules {_folder.In("two")}", "start", "detect twice.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "1" }), outcome.Errors);
    }

    [Test]
    public void Start_WithAKnownModulePathAndANewOne_PutsTheNewOneBehind()
    {
        _folder.Write("one/twice.py", "def detect(data): return [1]");
        _folder.Write("two/twice.py", "def detect(data): return [2]");

        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Run(
            $"modules {_folder.In("one")}", "start", $"modules {_folder.In("two")}", "start", "detect twice.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "started", "1" }), outcome.Errors);
    }

    [Test]
    public void Start_WhenModulePathIsOnPythonPathBehindOthers_ItIsPutInFrontAllTheSame()
    {
        _folder.Write("one/twice.py", "def detect(data): return [1]");
        _folder.Write("two/twice.py", "def detect(data): return [2]");
        ChildProcess child = ChildProcess.OnNumPyPython();
        child.Environment["PYTHONPATH"] = _folder.In("one") + Path.PathSeparator + _folder.In("two");

        ProcessOutcome outcome = child.Run($"modules {_folder.In("two")}", "start", "detect twice.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "2" }), outcome.Errors);
    }

    [Test]
    public void Start_WithRelativeModulePath_TakesItFromTheCurrentDirectory()
    {
        _folder.Write("mine/far.py", "def detect(data): return [4]");

        ProcessOutcome outcome = ChildProcess.OnNumPyPython(_folder.Path).Run("modules mine", "start", "detect far.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "4" }), outcome.Errors);
    }

    [Test]
    public void Start_WithModulesPlantedInTheCurrentDirectory_TakesNone()
    {
        _folder.Write("numpy.py", "raise SystemExit('planted')");
        _folder.Write("outliers.py", "raise SystemExit('planted')");
        _folder.Write("planted.py", "def detect(data): return [0]");

        ProcessOutcome outcome = ChildProcess.OnNumPyPython(_folder.Path).Run(
            $"modules {Places.Fixtures}", "start", "detect outliers.detect", "detect planted.detect", "tell empty_entries_of_path", "tell path");

        Assert.That(outcome.Lines.Take(4), Is.EqualTo(new[]
        {
            "started", "7", "PythonException: No module named 'planted'", "0",
        }), outcome.Errors);
        Assert.That(outcome.Lines.Skip(4), Does.Not.Contain(_folder.Path));
    }

    [TestCase(":/no/such/folder")]
    [TestCase("/no/such/folder:")]
    [TestCase("/no/such/folder::/nor/this")]
    [TestCase("::")]
    [Platform("Unix")] // Windows keeps a copy of the variables for each C library, so there Python would not see the change
    public void Start_WithAnEmptyEntryInPythonPath_TakesNothingFromTheCurrentDirectory(string pythonPath)
    {
        _folder.Write("sitecustomize.py", "import os; os.write(1, b'planted\\n')");
        _folder.Write("numpy.py", "raise SystemExit('planted')");
        _folder.Write("planted.py", "def detect(data): return [0]");
        ChildProcess child = ChildProcess.OnNumPyPython(_folder.Path);
        child.Environment["PYTHONPATH"] = pythonPath;

        ProcessOutcome outcome = child.Run("start", "detect outliers.detect", "detect planted.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "7", "PythonException: No module named 'planted'" }), outcome.Errors);
    }
}
