using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Diagnosis;

/// <summary>What is said of each environment that cannot work: what is wrong, and the command that mends it.</summary>
[Platform("Unix")]
public sealed class BrokenPythonTests
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void Diagnose_WithNoPythonAtAll_SaysWhatToInstall()
    {
        Diagnosed diagnosed = Diagnose();

        Says(diagnosed, "There is no Python: OUTLIERS_PYTHON, VIRTUAL_ENV and CONDA_PREFIX are not set", "numpy");
    }

    [Test]
    public void Diagnose_OfAPythonWithoutNumPy_GivesTheCommand()
    {
        string python = VirtualEnvironment.Python(VirtualEnvironment.MakeBare(_folder.In("bare")));

        Diagnosed diagnosed = Diagnose(("OUTLIERS_PYTHON", python));

        Says(diagnosed, "cannot import NumPy (ModuleNotFoundError: No module named 'numpy')", $"{python} -m pip install numpy");
    }

    [Test]
    public void Diagnose_OfANumPyThatFailsToImport_GivesItsReasonAndTheCommand()
    {
        string python = VirtualEnvironment.Python(BrokenPython.WithBrokenNumPy(_folder.In("broken")));

        Diagnosed diagnosed = Diagnose(("OUTLIERS_PYTHON", python));

        Says(diagnosed, "cannot import NumPy (ImportError: ", $"{python} -m pip install --force-reinstall numpy");
        Assert.That(diagnosed.Problems[0].Text, Does.Contain("invalid ELF header").Or.Contain("file too short"));
    }

    [Test]
    public void Diagnose_OfAPythonWithoutSharedLibrary_SaysHowToGetOne()
    {
        if (BrokenPython.WithoutLibrary(_folder.In("static")) is not { } python)
        {
            Assert.Ignore("the interpreter of the tests does not run without its shared library");
            return;
        }

        Diagnosed diagnosed = Diagnose(("OUTLIERS_PYTHON", python), ("PYTHONPATH", NumPyPath()));

        Says(diagnosed, "has no shared library", "--enable-shared");
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

        Diagnosed diagnosed = Diagnose(("OUTLIERS_PYTHON", python));

        Says(diagnosed, $"is Python {version}.", "numpy");
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

        Diagnosed diagnosed = Diagnose(("OUTLIERS_PYTHON", python));

        Says(diagnosed, "is a free-threaded Python 3.13", "numpy");
        Assert.That(diagnosed.Problems[0].Text, Does.Contain("use the standard build, without the \"t\" in its name"));
    }

    [Test]
    public void Diagnose_OfAnInterpreterForAnotherProcessor_NamesBoth()
    {
        string python = _folder.In("foreign", "bin", "python3");
        BrokenPython.CopyForAnotherProcessor(Places.NumPyPython, python);

        Diagnosed diagnosed = Diagnose(("OUTLIERS_PYTHON", python));

        Says(diagnosed, $"{python} (from OUTLIERS_PYTHON) is for ", "numpy");
        Assert.That(diagnosed.Problems[0].Text, Does.Match("is for (x64|arm64); this process is (x64|arm64)$"));
    }

    [Test]
    public void Diagnose_OfALibraryForAnotherProcessor_NamesIt()
    {
        string library = PutBeside("foreign_library", path => BrokenPython.CopyForAnotherProcessor(PythonRuntime.Current!.Library, path));

        Diagnosed diagnosed = Diagnose(("OUTLIERS_PYTHON", library));

        Says(diagnosed, $"has a library, {library}, that is for ", "numpy");
    }

    [Test]
    public void Diagnose_OfAFileThatIsNoLibrary_NamesIt()
    {
        string library = PutBeside("no_library", path => File.WriteAllText(path, "no library"));

        Diagnosed diagnosed = Diagnose(("OUTLIERS_PYTHON", library));

        Says(diagnosed, $"cannot open the Python library {library}: ", null);
        Assert.That(diagnosed.Problems[0].Text, Does.Contain("file too short").Or.Contain("invalid ELF header"));
    }

    [Test]
    public void Diagnose_OfALibraryWithoutInterpreter_SaysWhereItWasLookedFor()
    {
        string library = _folder.Write("alone/libpython3.99.so.1.0", "no library");

        Diagnosed diagnosed = Diagnose(("OUTLIERS_PYTHON", library));

        Says(diagnosed, $"{library} (from OUTLIERS_PYTHON) has no interpreter beside it", null);
    }

    [Test]
    public void Diagnose_OfATextFile_SaysThatItCannotBeRun()
    {
        Diagnosed diagnosed = Diagnose(("OUTLIERS_PYTHON", _folder.Write("python.txt", "no program")));

        Says(diagnosed, "cannot be run: ", null);
    }

    [Test]
    public void Diagnose_OfAFolderWithoutInterpreter_SaysWhatWasExpected()
    {
        Directory.CreateDirectory(_folder.In("empty"));

        Diagnosed diagnosed = Diagnose(("OUTLIERS_PYTHON", _folder.In("empty")));

        Says(diagnosed, $"{_folder.In("empty")} (from OUTLIERS_PYTHON) is a folder without an interpreter: expected a file", "numpy");
    }

    [Test]
    public void Diagnose_WithAWrongPythonHome_NamesIt()
    {
        Diagnosed diagnosed = Diagnose(("OUTLIERS_PYTHON", Places.NumPyPython), ("PYTHONHOME", "/no/such/home"));

        Says(diagnosed, "cannot start with PYTHONHOME=/no/such/home, which is not its home; it starts without", "unset PYTHONHOME");
    }

    [TestCase("bin/python3")]
    [TestCase("pyvenv.cfg")]
    public void Diagnose_OfAVirtualEnvironmentWhoseBaseVanished_HasItMadeAnew(string file)
    {
        string venv = VirtualEnvironment.MakeWithNumPy(_folder.In($"vanished_{Path.GetFileName(file)}"));
        File.Delete(Path.Combine(venv, file));
        if (file == "pyvenv.cfg")
        {
            File.WriteAllText(Path.Combine(venv, file), "home = /gone/bin\nversion = 3.11.2\n");
        }
        else
        {
            File.CreateSymbolicLink(Path.Combine(venv, file), "/gone/bin/python3");
        }

        Diagnosed diagnosed = Diagnose(("OUTLIERS_PYTHON", venv));

        Says(diagnosed, "is of a virtual environment whose Python is gone", $"python3 -m venv --clear {venv} && {venv}/bin/python3 -m pip install numpy");
    }

    [Test]
    public void Diagnose_WhenTheActiveVirtualEnvironmentIsPassedOver_IsNotHealthy()
    {
        string bare = VirtualEnvironment.MakeBare(_folder.In("active"));

        Diagnosed diagnosed = Diagnose(("VIRTUAL_ENV", bare), ("PATH", Path.GetDirectoryName(Places.NumPyPython)!));

        Assert.That(diagnosed["python"].GetProperty("executable").GetString(), Is.EqualTo(Places.NumPyPython));
        Says(diagnosed, $"{bare}/bin/python3 (from VIRTUAL_ENV) ", $"{bare}/bin/python3 -m pip install numpy");
    }

    [Test]
    public void Diagnose_WithoutTheNativeLibrary_SaysForWhichPlatform()
    {
        _folder.CopyFrom(Places.Child, "app");
        Directory.Delete(_folder.In("app", "runtimes"), recursive: true);

        var diagnosed = new Diagnosed(ChildProcess.OnNumPyPython(folder: _folder.In("app")).Run("diagnose"));

        string rid = diagnosed["runtimeIdentifier"].GetString()!;
        Says(diagnosed, $"The native library of OutliersNative for {rid} was not found", $"dotnet publish -r {rid}");
    }

    [Test]
    public void Diagnose_WhenAnotherPythonIsAskedForThanRuns_NamesBoth()
    {
        string venv = VirtualEnvironment.MakeWithNumPy(_folder.In("second"));

        var diagnosed = new Diagnosed(new ChildProcess().Run($"python {Places.NumPyPython}", "start", $"python {venv}", "diagnose"));

        Says(diagnosed, $"This process runs the Python of {Places.NumPyPython} already, and can run only that one; {venv}/bin/python3 was asked for", null);
    }

    private static Diagnosed Diagnose(params (string Name, string Value)[] environment)
    {
        var child = new ChildProcess();
        foreach ((string name, string value) in environment)
        {
            child.Environment[name] = value;
        }
        return new Diagnosed(child.Run("without-system", "diagnose"));
    }

    private static void Says(Diagnosed diagnosed, string text, string? remedy)
    {
        Assert.That(diagnosed.IsHealthy, Is.False);
        Assert.That(diagnosed.Problems, Has.Count.EqualTo(1), string.Join('\n', diagnosed.Problems));
        Assert.That(diagnosed.Problems[0].Text, Does.Contain(text));
        Assert.That(diagnosed.Problems[0].Remedy, remedy is null ? Is.Null : Does.Contain(remedy));
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
