using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Diagnosis;

/// <summary>What is said when a good Python cannot be used, or is not the intended one: what is wrong, and what fixes it.</summary>
[Platform("Unix")]
public sealed class BrokenEnvironmentTests
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void Diagnose_WithNoPythonAtAll_SaysWhatToInstall()
    {
        Diagnosed diagnosed = Diagnosed.With();

        diagnosed.Says("There is no Python: OUTLIERS_PYTHON, VIRTUAL_ENV and CONDA_PREFIX are not set", "numpy");
    }

    [Test]
    public void Diagnose_WithTheNumPyOfAnotherPythonInPythonPath_NamesTheVariable()
    {
        _folder.Write("others/numpy/__init__.py", "raise ImportError('compiled for another Python')");

        Diagnosed diagnosed = Diagnosed.With(("OUTLIERS_PYTHON", Places.NumPyPython), ("PYTHONPATH", _folder.In("others")));

        diagnosed.Says(
            $"does not work with PYTHONPATH={_folder.In("others")} (ImportError: compiled for another Python); it works without", "unset PYTHONPATH");
    }

    [Test]
    public void Diagnose_WithoutTheBundledDetector_SaysWhereItIsExpected()
    {
        _folder.CopyFrom(Places.Child, "bare_app");
        Directory.Delete(_folder.In("bare_app", "python"), recursive: true);

        var diagnosed = new Diagnosed(ChildProcess.OnNumPyPython(folder: _folder.In("bare_app")).Run("diagnose"));

        diagnosed.Says($"expected its module in {_folder.In("bare_app", "python")}", "dotnet publish");
    }

    [Test]
    public void Diagnose_WithAWrongPythonHome_NamesIt()
    {
        Diagnosed diagnosed = Diagnosed.With(("OUTLIERS_PYTHON", Places.NumPyPython), ("PYTHONHOME", "/no/such/home"));

        diagnosed.Says("does not work with PYTHONHOME=/no/such/home (ended with exit code 1: ModuleNotFoundError: No module named 'encodings'); it works without", "unset PYTHONHOME");
    }

    [TestCase("bin/python3")]
    [TestCase("pyvenv.cfg")]
    public void Diagnose_OfAVirtualEnvironmentWhoseBaseVanished_RemakesIt(string file)
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

        Diagnosed diagnosed = Diagnosed.With(("OUTLIERS_PYTHON", venv));

        diagnosed.Says("is of a virtual environment whose base Python is missing", $"python3 -m venv --clear {venv} && {venv}/bin/python3 -m pip install numpy");
    }

    [Test]
    public void Diagnose_WhenTheActiveVirtualEnvironmentIsPassedOver_IsNotHealthy()
    {
        string bare = VirtualEnvironment.MakeBare(_folder.In("active"));

        Diagnosed diagnosed = Diagnosed.With(("VIRTUAL_ENV", bare), ("PATH", Path.GetDirectoryName(Places.NumPyPython)!));

        Assert.That(diagnosed["python"].GetProperty("executable").GetString(), Is.EqualTo(Places.NumPyPython));
        diagnosed.Says($"{bare}/bin/python3 (from VIRTUAL_ENV) ", $"{bare}/bin/python3 -m pip install numpy");
    }

    [TestCase("VIRTUAL_ENV")]
    [TestCase("CONDA_PREFIX")]
    public void Diagnose_WhenTheActiveEnvironmentIsMissing_NamesTheVariable(string variable)
    {
        Diagnosed diagnosed = Diagnosed.With((variable, "/no/such/venv"), ("PATH", Path.GetDirectoryName(Places.NumPyPython)!));

        diagnosed.Says($"/no/such/venv/bin/python3 (from {variable}) does not exist", $"unset {variable}");
    }

    [Test]
    public void Diagnose_WithoutTheNativeLibrary_SaysForWhichPlatform()
    {
        _folder.CopyFrom(Places.Child, "app");
        Directory.Delete(_folder.In("app", "runtimes"), recursive: true);

        var diagnosed = new Diagnosed(ChildProcess.OnNumPyPython(folder: _folder.In("app")).Run("diagnose"));

        string rid = diagnosed["runtimeIdentifier"].GetString()!;
        diagnosed.Says($"The native library of OutliersNative for {rid} was not found", $"dotnet publish -r {rid}");
    }

    [Test]
    public void Diagnose_WhenAnotherPythonIsAskedForThanRuns_NamesBoth()
    {
        string venv = VirtualEnvironment.MakeWithNumPy(_folder.In("second"));

        var diagnosed = new Diagnosed(new ChildProcess().Run($"python {Places.NumPyPython}", "start", $"python {venv}", "diagnose"));

        diagnosed.Says($"This process runs the Python of {Places.NumPyPython} already, and can run only that one; {venv}/bin/python3 was asked for", null);
    }
}
