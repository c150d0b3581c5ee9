using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Diagnosis;

/// <summary>What is said of each Python that cannot be used: what is wrong, and the command that fixes it.</summary>
[Platform("Unix")]
public sealed class BrokenPythonTests
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void Diagnose_OfAPythonWithoutNumPy_GivesTheCommand()
    {
        string python = VirtualEnvironment.Python(VirtualEnvironment.MakeBare(_folder.In("bare")));

        Diagnosed diagnosed = Diagnosed.With(("OUTLIERS_PYTHON", python));

        diagnosed.Says("cannot import NumPy (ModuleNotFoundError: No module named 'numpy')", $"{python} -m pip install numpy");
    }

    [Test]
    public void Diagnose_OfANumPyThatFailsToImport_GivesItsReasonAndTheCommand()
    {
        string python = VirtualEnvironment.Python(BrokenPython.WithBrokenNumPy(_folder.In("broken")));

        Diagnosed diagnosed = Diagnosed.With(("OUTLIERS_PYTHON", python));

        diagnosed.Says("cannot import NumPy (ImportError: ", $"{python} -m pip install --force-reinstall numpy");
    }

    [Test]
    public void Diagnose_OfAPythonWithoutSharedLibrary_SaysHowToGetOne()
    {
        if (BrokenPython.WithoutLibrary(_folder.In("static")) is not { } python)
        {
            Assert.Ignore("the interpreter of the tests does not run without its shared library");
            return;
        }

        Diagnosed diagnosed = Diagnosed.With(("OUTLIERS_PYTHON", python), ("PYTHONPATH", NumPyPath()));

        diagnosed.Says("has no shared library", "--enable-shared");
    }

    [TestCase("2.7")]
    [TestCase("3.7")]
    public void Diagnose_OfAnOldPython_SaysWhichIsNeeded(string version)
    {
        if (OtherPythons.Find(version) is not { } python)
        {
            Assert.Ignore($"this machine has no Python {version} in ~/.pyenv");
            return;
        }

        Diagnosed diagnosed = Diagnosed.With(("OUTLIERS_PYTHON", python));

        diagnosed.Says($"is Python {version}.", "numpy");
        Assert.That(diagnosed.Problems[0].Text, Does.EndWith("; 3.8 or newer is needed"));
    }

    [Test]
    public void Diagnose_OfAFreeThreadedPython_SaysWhichBuildToUse()
    {
        if (OtherPythons.FreeThreaded is not { } python)
        {
            Assert.Ignore("this machine has no free-threaded Python; ./build.sh matrix builds one");
            return;
        }

        Diagnosed diagnosed = Diagnosed.With(("OUTLIERS_PYTHON", python));

        diagnosed.Says("is a free-threaded Python 3.13", "numpy");
        Assert.That(diagnosed.Problems[0].Text, Does.Contain("use the standard build, without the \"t\" in its name"));
    }

    [Test]
    public void Diagnose_OfAnInterpreterForAnotherProcessor_NamesBoth()
    {
        string python = _folder.In("foreign", "bin", "python3");
        BrokenPython.CopyForAnotherProcessor(Places.NumPyPython, python);

        Diagnosed diagnosed = Diagnosed.With(("OUTLIERS_PYTHON", python));

        diagnosed.Says($"{python} (from OUTLIERS_PYTHON) is for ", "numpy");
        Assert.That(diagnosed.Problems[0].Text, Does.Match("is for (x64|arm64); this process is (x64|arm64)$"));
    }

    [Test]
    public void Diagnose_OfALibraryForAnotherProcessor_NamesIt()
    {
        string library = PutBeside("foreign_library", path => BrokenPython.CopyForAnotherProcessor(PythonRuntime.Current!.Library, path));

        Diagnosed diagnosed = Diagnosed.With(("OUTLIERS_PYTHON", library));

        diagnosed.Says($"has a library, {library}, that is for ", "numpy");
    }

    /// <summary>Where no start succeeded, nothing is taken.</summary>
    [Test]
    public void Diagnose_WhenTheStartFails_SaysOfNoPythonThatItIsTaken()
    {
        string venv = VirtualEnvironment.MakeBare(_folder.In("no_start"));
        File.WriteAllText(
            Path.Combine(VirtualEnvironment.SitePackages(venv), "numpy.py"), "import sys\nassert sys.argv[0] == '-c', 'not here'\n__version__ = '9.9'");
        string good = VirtualEnvironment.MakeWithNumPy(_folder.In("next"));

        var child = new ChildProcess { Environment = { ["PATH"] = $"{VirtualEnvironment.Programs(venv)}:{VirtualEnvironment.Programs(good)}" } };
        var diagnosed = new Diagnosed(child.Run("without-system", "diagnose"));

        Assert.That(diagnosed["candidates"].EnumerateArray().Select(candidate => candidate.GetProperty("isTaken").GetBoolean()), Is.All.False);
        Assert.That(diagnosed["candidates"][0].GetProperty("reason").GetString(), Does.Contain("not here"));
        Assert.That(diagnosed["candidates"][1].GetProperty("reason").GetString(), Does.StartWith("has the same shared library as "));
        Assert.That(diagnosed.Problems, Has.Count.EqualTo(2));
        Assert.That(diagnosed.Problems[0].Text, Does.StartWith($"{VirtualEnvironment.Python(venv)} (from PATH) ").And.Contains("not here"));
    }

    [Test]
    public void Diagnose_OfAFileThatIsNoLibrary_NamesIt()
    {
        string library = PutBeside("no_library", path => File.WriteAllText(path, "no library"));

        Diagnosed diagnosed = Diagnosed.With(("OUTLIERS_PYTHON", library));

        diagnosed.Says($"cannot open the Python library {library}: ", null);
        Assert.That(diagnosed.Problems[0].Text, Does.Contain("file too short").Or.Contain("invalid ELF header"));
    }

    [Test]
    public void Diagnose_OfALibraryWithoutInterpreter_SaysWhereItWasLookedFor()
    {
        string library = _folder.Write("alone/libpython3.99.so.1.0", "no library");

        Diagnosed diagnosed = Diagnosed.With(("OUTLIERS_PYTHON", library));

        diagnosed.Says($"{library} (from OUTLIERS_PYTHON) has no interpreter beside it", null);
    }

    [Test]
    public void Diagnose_OfATextFile_SaysThatItCannotBeRun()
    {
        Diagnosed diagnosed = Diagnosed.With(("OUTLIERS_PYTHON", _folder.Write("python.txt", "no program")));

        diagnosed.Says("python.txt (from OUTLIERS_PYTHON) is not an executable file", "chmod +x ");
    }

    [Test]
    public void Diagnose_OfALinkToItself_SaysThatItCannotBeRun()
    {
        string loop = _folder.In("loop");
        File.CreateSymbolicLink(loop, loop);

        Diagnosed diagnosed = Diagnosed.With(("OUTLIERS_PYTHON", loop));

        diagnosed.Says($"{loop} (from OUTLIERS_PYTHON) cannot be run: ", null);
    }

    [Test]
    public void Diagnose_OfAMissingFile_SaysThatItDoesNotExist()
    {
        Diagnosed diagnosed = Diagnosed.With(("OUTLIERS_PYTHON", "/no/such/python3"));

        diagnosed.Says("/no/such/python3 (from OUTLIERS_PYTHON) does not exist; set it to ", null);
    }

    [Test]
    public void Diagnose_OfAFolderWithoutInterpreter_SaysWhatWasExpected()
    {
        Directory.CreateDirectory(_folder.In("empty"));

        Diagnosed diagnosed = Diagnosed.With(("OUTLIERS_PYTHON", _folder.In("empty")));

        diagnosed.Says($"{_folder.In("empty")} (from OUTLIERS_PYTHON) is a folder without an interpreter: expected ", null);
    }

    /// <summary>A libpython of the right name, with the interpreter of the tests beside it.</summary>
    private string PutBeside(string name, Action<string> make)
    {
        string library = _folder.In(name, "lib", Path.GetFileName(PythonRuntime.Current!.Library));
        Directory.CreateDirectory(Path.GetDirectoryName(library)!);
        make(library);
        Directory.CreateDirectory(_folder.In(name, "bin"));
        File.CreateSymbolicLink(_folder.In(name, "bin", "python3"), Places.NumPyPython);
        return library;
    }

    private static string NumPyPath() =>
        VirtualEnvironment.Ask(Places.NumPyPython, "-c", "import numpy, os; print(os.path.dirname(os.path.dirname(numpy.__file__)))");
}
