using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Discovery;

/// <summary>Which Python a fresh process ends up with, and what it says when there is none.</summary>
[Platform("Unix")]
public sealed class FindingPythonTests
{
    private TemporaryFolder _folder = null!;
    private string _withNumPy = null!;
    private string _bare = null!;

    [OneTimeSetUp]
    public void MakeVirtualEnvironments()
    {
        _folder = new TemporaryFolder();
        _withNumPy = VirtualEnvironment.MakeWithNumPy(_folder.In("with_numpy"));
        _bare = VirtualEnvironment.MakeBare(_folder.In("bare"));
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void Start_WhenFirstPythonOnPathLacksNumPy_TakesTheNext()
    {
        ProcessOutcome outcome = Start(("PATH", $"{Programs(_bare)}:{Programs(_withNumPy)}"));

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", Python(_withNumPy) }), outcome.Errors);
    }

    [Test]
    public void Start_WithSeveralPythonsOnPath_TakesTheFirstThatWorks()
    {
        ProcessOutcome outcome = Start(("PATH", $"/bin/no_such_folder:{Programs(_withNumPy)}:{Path.GetDirectoryName(Places.NumPyPython)}"));

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", Python(_withNumPy) }), outcome.Errors);
    }

    [Test]
    public void Start_WhenNoPythonOnPathHasNumPy_NamesEachAndTheCommand()
    {
        ProcessOutcome outcome = Start(("PATH", Programs(_bare)));

        Assert.That(outcome.Output, Is.EqualTo(
            "PythonNotFoundException: No usable Python was found. Needed is CPython 3.8 or newer with NumPy and a shared library (libpython).\n"
            + $"  {Python(_bare)} (from PATH) (Python {PythonRuntime.Current!.Version}) cannot import NumPy "
            + "(ModuleNotFoundError: No module named 'numpy')\n"
            + $"    fix: {Python(_bare)} -m pip install numpy\n"
            + "To name a Python, set PythonRuntimeOptions.Python or OUTLIERS_PYTHON to an interpreter (such as /usr/bin/python3), "
            + "the folder of an installation or virtual environment, or a libpython.\n"
            + "none"), outcome.Errors);
    }

    [Test]
    public void Start_WithNoPythonAtAll_SaysThatNothingWasThere()
    {
        ProcessOutcome outcome = Start(("PATH", _folder.Path));

        Assert.That(outcome.Output, Does.StartWith("PythonNotFoundException: No usable Python was found."), outcome.Errors);
        Assert.That(outcome.Output, Does.Contain("There is no Python: OUTLIERS_PYTHON, VIRTUAL_ENV and CONDA_PREFIX are not set"));
    }

    [Test]
    public void Start_WithoutPath_SaysThatNothingWasThere()
    {
        ProcessOutcome outcome = Start();

        Assert.That(outcome.Output, Does.Contain("There is no Python: "), outcome.Errors);
    }

    [Test]
    public void Start_WithAVirtualEnvironment_PrefersItToPath()
    {
        ProcessOutcome outcome = Start(("VIRTUAL_ENV", _withNumPy), ("PATH", Path.GetDirectoryName(Places.NumPyPython)!));

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", Python(_withNumPy) }), outcome.Errors);
    }

    [Test]
    public void Start_WhenTheVirtualEnvironmentLacksNumPy_GoesOnWithPath()
    {
        ProcessOutcome outcome = Start(("VIRTUAL_ENV", _bare), ("PATH", Programs(_withNumPy)));

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", Python(_withNumPy) }), outcome.Errors);
    }

    [TestCase(".venv")]
    [TestCase("venv")]
    public void Start_WithAVirtualEnvironmentBesideTheApp_PrefersItToPath(string name)
    {
        using var app = new TemporaryFolder();
        app.CopyFrom(Places.Child);
        string venv = VirtualEnvironment.MakeWithNumPy(app.In(name));
        var child = new ChildProcess { Folder = app.Path };
        child.Environment["PATH"] = Path.GetDirectoryName(Places.NumPyPython)!;

        ProcessOutcome outcome = child.Run("start", "current");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", Python(venv) }), outcome.Errors);
    }

    [Test]
    public void Start_WithALibrary_LoadsThatOne()
    {
        ProcessOutcome outcome = Start(("OUTLIERS_PYTHON", PythonRuntime.Current!.Library));

        Assert.That(outcome.Lines[0], Is.EqualTo("started"), outcome.Errors);
    }

    [Test]
    public void Start_WithTheVariable_PrefersItToAllElse()
    {
        ProcessOutcome outcome = Start(
            ("OUTLIERS_PYTHON", Python(_withNumPy)), ("VIRTUAL_ENV", _bare), ("PATH", Path.GetDirectoryName(Places.NumPyPython)!));

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", Python(_withNumPy) }), outcome.Errors);
    }

    [Test]
    public void Start_WhenTheVariableNamesABadPython_TriesNoOther()
    {
        ProcessOutcome outcome = Start(("OUTLIERS_PYTHON", "/bin/false"), ("PATH", Programs(_withNumPy)));

        Assert.That(outcome.Output, Is.EqualTo(
            "PythonNotFoundException: No usable Python was found. OUTLIERS_PYTHON names one, and then no other is tried.\n"
            + "  /bin/false (from OUTLIERS_PYTHON) ended with exit code 1: it printed nothing; set it to an interpreter (such as /usr/bin/python3), "
            + "the folder of an installation or virtual environment, or a libpython\n"
            + "none"), outcome.Errors);
    }

    [Test]
    public void Start_WithOptions_PrefersThemToTheVariable()
    {
        ChildProcess child = Child(("OUTLIERS_PYTHON", "/bin/false"), ("PATH", Programs(_bare)));

        ProcessOutcome outcome = child.Run($"python {_withNumPy}", "start", "current");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", Python(_withNumPy) }), outcome.Errors);
    }

    [Test]
    public void Start_WhenOptionsNameABadPython_TriesNoOther()
    {
        ChildProcess child = Child(("OUTLIERS_PYTHON", Python(_withNumPy)), ("PATH", Programs(_withNumPy)));

        ProcessOutcome outcome = child.Run($"python {_bare}", "start", "current");

        Assert.That(outcome.Output, Does.Contain($"  {Python(_bare)} (from PythonRuntimeOptions.Python) "), outcome.Errors);
        Assert.That(outcome.Lines[^1], Is.EqualTo("none"));
    }

    [TestCase("nope", " does not exist, and no program on PATH has that name; OUTLIERS_PYTHON is \"nope\"; set it to an interpreter (such as ")]
    [TestCase("./nope", " does not exist; OUTLIERS_PYTHON is \"./nope\"; set it to an interpreter (such as ")]
    [TestCase("/nope", "/nope (from OUTLIERS_PYTHON) does not exist; set it to an interpreter (such as ")]
    [TestCase("/nope/libpython3.11.so.1.0", "/nope/libpython3.11.so.1.0 (from OUTLIERS_PYTHON) does not exist; set it to an interpreter (such as ")]
    [TestCase("/bin", "/bin (from OUTLIERS_PYTHON) is a folder without an interpreter: expected bin/python3 or bin/python in it; set it to an interpreter (such as ")]
    [TestCase("/etc/passwd", "/etc/passwd (from OUTLIERS_PYTHON) is not an executable file; set it to an interpreter (such as ")]
    [TestCase("/bin/cat", "/bin/cat (from OUTLIERS_PYTHON) ended with exit code 1: ")]
    public void Start_WhenTheVariableNamesNoPython_NamesTheVariableAndWhatItShouldBe(string value, string said)
    {
        if (value == "/bin" && File.Exists("/bin/python3"))
        {
            value = _folder.Path;
            said = said.Replace("/bin (", $"{value} (", StringComparison.Ordinal);
        }

        ChildProcess child = Child(("OUTLIERS_PYTHON", value), ("PATH", Programs(_withNumPy)));

        ProcessOutcome outcome = child.Run("start");

        Assert.That(outcome.Output, Does.StartWith("PythonNotFoundException: No usable Python was found. OUTLIERS_PYTHON names one, and then no other is tried.\n"));
        Assert.That(outcome.Lines[1], Does.Contain(said).And.EndsWith("the folder of an installation or virtual environment, or a libpython"));
    }

    [Test]
    public void Start_WhenAPythonFailsOnlyInThisProcess_TakesNoOtherEnvironmentOfTheSameLibrary()
    {
        string fails = VirtualEnvironment.MakeBare(_folder.In("fails_inside"));
        File.WriteAllText(
            Path.Combine(VirtualEnvironment.SitePackages(fails), "numpy.py"), "import sys\nassert sys.argv[0] == '-c', 'not here'\n__version__ = '9.9'");

        ProcessOutcome outcome = Start(("PATH", $"{Programs(fails)}:{Programs(_withNumPy)}"));

        Assert.That(outcome.Output, Does.Contain($"  {Python(fails)} (from PATH) ").And.Contains("not here"), outcome.Errors);
        Assert.That(outcome.Output, Does.Contain(
            $"  {Python(_withNumPy)} (from PATH) has the same shared library as {Python(fails)}, which has failed in this process; restart the process to use this one"));
    }

    /// <summary>Its sys.executable and packages would still be the first one's.</summary>
    [Test]
    public void Start_WithAnotherEnvironmentAfterOneFailedInThisProcess_AsksForARestart()
    {
        string fails = VirtualEnvironment.MakeBare(_folder.In("fails_first"));
        File.WriteAllText(
            Path.Combine(VirtualEnvironment.SitePackages(fails), "numpy.py"),
            "import os, sys\nassert sys.argv[0] == '-c' or 'NOW' in os.environ, 'not here'\n__version__ = '9.9'");

        ProcessOutcome outcome = Child().Run($"python {fails}", "start", $"python {_withNumPy}", "start", "current");

        Assert.That(outcome.Output, Does.Contain(
            $"{Python(_withNumPy)} (from PythonRuntimeOptions.Python) has the same shared library as {Python(fails)}, which has failed in this process; "
            + "restart the process to use this one"), outcome.Errors);
        Assert.That(outcome.Lines[^1], Is.EqualTo("none"));
    }

    [Test]
    public void PassedOver_WhenTheVirtualEnvironmentLacksNumPy_NamesItWithTheFix()
    {
        ProcessOutcome outcome = Child(("VIRTUAL_ENV", _bare), ("PATH", $"{_folder.In("nothing")}:{Programs(_withNumPy)}"))
            .Run("without-system", "passed-over", "start", "passed-over");

        Assert.That(outcome.Lines, Is.EqualTo(new[]
        {
            "0",
            "started",
            "1",
            $"{Python(_bare)} (VIRTUAL_ENV) (Python {PythonRuntime.Current!.Version}) cannot import NumPy (ModuleNotFoundError: No module named 'numpy')",
            $"{Python(_bare)} -m pip install numpy",
        }), outcome.Errors);
    }

    [Test]
    public void PassedOver_OfAPythonThatNobodyChose_IsEmpty()
    {
        ProcessOutcome outcome = Child(("PATH", $"{Programs(_bare)}:{Programs(_withNumPy)}")).Run("without-system", "start", "passed-over");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "0" }), outcome.Errors);
    }

    [Test]
    public void Start_AfterAFailedStart_MayNameAnotherPython()
    {
        ProcessOutcome outcome = Child().Run("python /bin/false", "start", $"python {_withNumPy}", "start", "detect outliers.detect");

        Assert.That(outcome.Lines.TakeLast(2), Is.EqualTo(new[] { "started", "7" }), outcome.Errors);
    }

    [Test]
    public void Start_WhenTheLibraryCannotBeLoaded_SaysWhyAndTakesTheNext()
    {
        string liar = VirtualEnvironment.MakeWithNumPy(_folder.In("liar"));
        File.WriteAllText(Path.Combine(VirtualEnvironment.SitePackages(liar), "hides_library.py"), WrapperTests.HidesLibrary);
        File.WriteAllText(Path.Combine(VirtualEnvironment.SitePackages(liar), "hides_library.pth"), "import hides_library");

        ProcessOutcome rejected = Start(("OUTLIERS_PYTHON", liar));
        ProcessOutcome next = Start(("PATH", $"{Programs(liar)}:{Programs(_withNumPy)}:/usr/bin:/bin"));

        Assert.That(rejected.Output, Does.Contain($"  {Python(liar)} (from OUTLIERS_PYTHON) ").And.Contains("/no/such/libpython.so"), rejected.Errors);
        Assert.That(next.Lines, Is.EqualTo(new[] { "started", Python(_withNumPy) }), next.Errors);
    }

    private static string Python(string folder) => VirtualEnvironment.Python(folder);

    private static string Programs(string folder) => VirtualEnvironment.Programs(folder);

    private static ProcessOutcome Start(params (string Name, string Value)[] environment) => Child(environment).Run("without-system", "start", "current");

    private static ChildProcess Child(params (string Name, string Value)[] environment)
    {
        var child = new ChildProcess();
        foreach ((string name, string value) in environment)
        {
            child.Environment[name] = value;
        }
        return child;
    }
}
