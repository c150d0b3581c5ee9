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
            + "To name a Python, set OUTLIERS_PYTHON, or PythonRuntimeOptions.Python, to its interpreter.\n"
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
            "PythonNotFoundException: No usable Python was found. Needed is CPython 3.8 or newer with NumPy and a shared library (libpython).\n"
            + "  /bin/false (from OUTLIERS_PYTHON) ended with exit code 1: it printed nothing\n"
            + "To name a Python, set OUTLIERS_PYTHON, or PythonRuntimeOptions.Python, to its interpreter.\n"
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
