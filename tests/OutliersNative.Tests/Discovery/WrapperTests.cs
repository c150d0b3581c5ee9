using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Discovery;

/// <summary>Scripts that pass for an interpreter and give it what it does not have of its own, as those of nixpkgs, pyenv and
/// reticulate do. What such a script shows is what starts in this process, or the script is rejected with the cause.</summary>
[Platform("Linux")]
public sealed class WrapperTests
{
    private TemporaryFolder _folder = null!;
    private string _bare = null!;
    private string _numPy = null!;

    [OneTimeSetUp]
    public void MakePythons()
    {
        _folder = new TemporaryFolder();
        _bare = VirtualEnvironment.Python(VirtualEnvironment.MakeBare(_folder.In("bare")));
        _numPy = VirtualEnvironment.Ask(Places.NumPyPython, "-c", "import numpy, os; print(os.path.dirname(os.path.dirname(numpy.__file__)))");
        _folder.Write("broken/numpy.py", "raise ImportError('the wrong NumPy')");
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void Start_OfAScriptThatSetsPythonPath_HasItsModules()
    {
        _folder.Write("modules/far.py", "def detect(data): return [3]");
        string script = Script("sets_path", $"PYTHONPATH='{_numPy}:{_folder.In("modules")}' exec '{_bare}' \"$@\"");

        ProcessOutcome outcome = Child(script).Run("start", "current", "detect outliers.detect", "detect far.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", _bare, "7", "3" }), outcome.Errors);
    }

    [Test]
    public void Start_OfAScriptThatSetsPythonPathInASecondProcess_HasItsModules()
    {
        string script = Script("sets_path_twice", $"PYTHONPATH='{_numPy}' exec '{_bare}' \"$@\"");
        Child(script).Run("start");

        ProcessOutcome outcome = Child(script).Run("start", "detect outliers.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "7" }), outcome.Errors);
    }

    [Test]
    public void Diagnose_OfAScriptThatSetsPythonPath_IsHealthyAndListsItsModules()
    {
        string script = Script("diagnosed", $"PYTHONPATH='{_numPy}' exec '{_bare}' \"$@\"");

        var diagnosed = new Diagnosed(Child(script).Run("diagnose"));

        Assert.That(diagnosed.Problems, Is.Empty);
        Assert.That(diagnosed["python"].GetProperty("executable").GetString(), Is.EqualTo(_bare));
        Assert.That(diagnosed["modulePath"].EnumerateArray().Select(path => path.GetString()), Does.Contain(_numPy));
        Assert.That(diagnosed["candidates"][0].GetProperty("isTaken").GetBoolean(), Is.True);
    }

    [TestCase("PYTHONPATH", "-E")]
    [TestCase("PYTHONPATH", "-I")]
    public void Start_OfAScriptWhoseOptionsIgnoreAVariable_IgnoresItToo(string variable, string options)
    {
        string script = Script($"ignores{options}", $"exec '{Places.NumPyPython}' {options} \"$@\"");

        ProcessOutcome outcome = Child(script, (variable, _folder.In("broken"))).Run("start", "detect outliers.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "7" }), outcome.Errors);
    }

    [TestCase("PYTHONHOME", "/no/such/home")]
    [TestCase("PYTHONUTF8", "true")]
    public void Start_OfAScriptThatUnsetsAVariable_IsWithoutItToo(string variable, string value)
    {
        string script = Script($"unsets_{variable}", $"unset {variable}\nexec '{Places.NumPyPython}' \"$@\"");

        ProcessOutcome outcome = Child(script, (variable, value)).Run("start", "detect outliers.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "7" }), outcome.Errors);
    }

    [TestCase("exec '{0}' -s \"$@\"")]
    [TestCase("PYTHONNOUSERSITE=1 exec '{0}' \"$@\"")]
    public void Start_OfAScriptWithoutTheUsersPackages_IsWithoutThemToo(string text)
    {
        string userSite = VirtualEnvironment.Ask(Places.NumPyPython, "-c", "import site; print(site.getusersitepackages() if site.ENABLE_USER_SITE else '')");
        if (userSite.Length == 0)
        {
            Assert.Ignore($"{Places.NumPyPython} is in a virtual environment, which has no user's packages");
        }
        string inHome = Path.GetRelativePath(Places.Home, userSite);
        _folder.Write(Path.Combine("home", inHome, "numpy.py"), "raise ImportError('the NumPy of the user')");
        string script = Script("no_user_site", text.Replace("{0}", Places.NumPyPython, StringComparison.Ordinal));

        ProcessOutcome outcome = Child(script, ("HOME", _folder.In("home"))).Run("start", "detect outliers.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "7" }), outcome.Errors);
    }

    [Test]
    public void Start_OfAScriptThatRunsAScript_IsTheInnermost()
    {
        string inner = Script("inner", $"PYTHONPATH='{_numPy}' exec '{_bare}' \"$@\"");
        string script = Script("outer", $"exec '{inner}' \"$@\"");

        ProcessOutcome outcome = Child(script).Run("start", "current", "detect outliers.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", _bare, "7" }), outcome.Errors);
    }

    /// <summary>As a binary wrapper of nixpkgs does: sys.executable is the wrapper.</summary>
    [Test]
    public void Start_OfAScriptThatGivesItsOwnName_HasThatName()
    {
        if (!File.Exists("/bin/bash"))
        {
            Assert.Ignore("there is no bash, whose exec has -a");
        }
        string script = _folder.WriteScript("own_name/python3", $"PYTHONPATH='{_numPy}' exec -a \"$0\" '{BrokenPython.RealFile(Places.NumPyPython)}' \"$@\"");
        File.WriteAllText(script, File.ReadAllText(script).Replace("/bin/sh", "/bin/bash", StringComparison.Ordinal));

        ProcessOutcome outcome = Child(script).Run("start", "current", "detect outliers.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", script, "7" }), outcome.Errors);
    }

    [TestCase("LD_LIBRARY_PATH")]
    [TestCase("LD_BIND_NOW")]
    public void Start_OfAScriptThatSetsAVariableOfTheLoader_NamesItAndTakesTheNext(string variable)
    {
        _folder.Write($"needs_{variable}/numpy.py", $"import os\nif '{variable}' not in os.environ: raise ImportError('libneeded.so: no such file')\n__version__ = '1.26'");
        string script = Script($"sets_{variable}", $"{variable}=/opt/lib PYTHONPATH='{_folder.In($"needs_{variable}")}' exec '{_bare}' \"$@\"");
        string next = VirtualEnvironment.MakeWithNumPy(_folder.In($"next_{variable}"));

        ProcessOutcome rejected = Child(script).Run("start");
        ProcessOutcome taken = OnPath($"{Path.GetDirectoryName(script)}:{VirtualEnvironment.Programs(next)}").Run("without-system", "start", "current");

        Assert.That(rejected.Output, Does.Contain(
            $"{script} (from OUTLIERS_PYTHON) is a script or program that starts {BrokenPython.RealFile(_bare)} with {variable}=/opt/lib, "
            + $"which has no effect in a process that runs already: without it, it (Python {PythonRuntime.Current!.Version}) cannot import NumPy "
            + $"(ImportError: libneeded.so: no such file)\n    fix: export {variable}=/opt/lib"), rejected.Errors);
        Assert.That(taken.Lines, Is.EqualTo(new[] { "started", VirtualEnvironment.Python(next) }), taken.Errors);
    }

    /// <summary>What a start file makes of a variable of the script's own cannot be known; but what comes of it can.</summary>
    [Test]
    public void Start_OfAScriptWithAVariableForAStartFile_SaysWhatIsMissing()
    {
        _folder.Write("start_file/sitecustomize.py", "import os, sys\nif 'MORE_MODULES' in os.environ: sys.path.append(os.environ['MORE_MODULES'])");
        Directory.CreateDirectory(_folder.In("more"));
        string script = Script(
            "start_file_script", $"MORE_MODULES='{_folder.In("more")}' PYTHONPATH='{_folder.In("start_file")}:{_numPy}' exec '{_bare}' \"$@\"");

        ProcessOutcome outcome = Child(script).Run("start");

        Assert.That(outcome.Output, Does.Contain(
            $"{script} (from OUTLIERS_PYTHON) is a script or program that starts {BrokenPython.RealFile(_bare)} in a way that is not possible "
            + $"inside this process: here, it has no {_folder.In("more")} in sys.path"), outcome.Errors);
    }

    /// <summary>.NET shows the variable to child processes, but this process's loader has never seen it.</summary>
    [Test]
    public void Start_AfterTheProgramHasSetAVariableOfTheLoader_ProbesWithoutIt()
    {
        _folder.Write("needs_loader/numpy.py", "import os\nif 'LD_LIBRARY_PATH' not in os.environ: raise ImportError('libneeded.so: no such file')\n__version__ = '1.26'");

        ProcessOutcome outcome = Child(_bare, ("PYTHONPATH", _folder.In("needs_loader"))).Run("variable LD_LIBRARY_PATH=/opt/lib", "start");

        Assert.That(outcome.Output, Does.Contain($"{_bare} (from OUTLIERS_PYTHON) (Python ").And.Contains("libneeded.so: no such file"), outcome.Errors);
    }

    [Test]
    public void Start_WhenAScriptSetAVariableAndFailed_TheNextPythonIsWithoutIt()
    {
        string hides = _folder.Write("hides_library/sitecustomize.py", HidesLibrary);
        string script = Script("fails", $"PYTHONPATH='{Path.GetDirectoryName(hides)}:{_numPy}' PYTHONNOUSERSITE=1 exec '{_bare}' \"$@\"");
        string next = VirtualEnvironment.MakeWithNumPy(_folder.In("next_without"));
        _folder.Write("shows/shows.py", "import os\ndef detect(data): raise ValueError([name for name in os.environ if name.startswith('PYTHON')])");

        ProcessOutcome outcome = OnPath($"{Path.GetDirectoryName(script)}:{VirtualEnvironment.Programs(next)}").Run(
            $"modules {_folder.In("shows")}", "without-system", "start", "current", "detect shows.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", VirtualEnvironment.Python(next), "PythonException: []" }), outcome.Errors);
    }

    /// <summary>A start file that makes probe.py name a library that is not there.</summary>
    internal const string HidesLibrary = """
        import os.path
        real = os.path.realpath
        os.path.realpath = lambda path, **options: '/no/such/libpython.so' if 'libpython' in os.path.basename(path) else real(path, **options)
        """;

    private string Script(string name, string text) => _folder.WriteScript(Path.Combine(name, "python3"), text);

    private static ChildProcess Child(string python, params (string Name, string Value)[] environment)
    {
        var child = new ChildProcess();
        child.Environment["OUTLIERS_PYTHON"] = python;
        foreach ((string name, string value) in environment)
        {
            child.Environment[name] = value;
        }
        return child;
    }

    private static ChildProcess OnPath(string path)
    {
        var child = new ChildProcess();
        child.Environment["PATH"] = path;
        return child;
    }
}
