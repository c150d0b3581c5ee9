using NUnit.Framework;
using OutliersNative.Discovery;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Discovery;

/// <summary>Which places are tried, and in which order.</summary>
[Platform("Unix")]
public sealed class PythonPlacesTests
{
    private TemporaryFolder _folder = null!;
    private EnvironmentVariable[] _variables = null!;

    [SetUp]
    public void Isolate()
    {
        _folder = new TemporaryFolder();
        _variables =
        [
            new("OUTLIERS_PYTHON", null), new("VIRTUAL_ENV", null), new("PATH", null), new("CONDA_PREFIX", null),
            new("PYENV_ROOT", _folder.In("pyenv")), new("PYENV_VERSION", null), new("HOME", _folder.Path),
        ];
        PythonPlaces.SystemRoot = _folder.In("system");
    }

    [TearDown]
    public void Restore()
    {
        PythonPlaces.SystemRoot = "";
        Array.ForEach(_variables, variable => variable.Dispose());
        _folder.Dispose();
    }

    [Test]
    public void Candidates_WhenNothingIsSet_AreNone()
    {
        Assert.That(PythonPlaces.Candidates(new PythonRuntimeOptions()), Is.Empty);
    }

    [Test]
    public void Candidates_WhenAllIsSet_AreTheOptionsAlone()
    {
        SetAll();

        Assert.That(
            PythonPlaces.Candidates(new PythonRuntimeOptions { Python = "/named/python3" }),
            Is.EqualTo(new[] { new Candidate("/named/python3", "PythonRuntimeOptions.Python", Setting: "/named/python3") }));
    }

    [Test]
    public void Candidates_WithoutOptions_AreTheVariableAlone()
    {
        SetAll();

        Assert.That(
            PythonPlaces.Candidates(new PythonRuntimeOptions()),
            Is.EqualTo(new[] { new Candidate("/variable/python3", "OUTLIERS_PYTHON", Setting: "/variable/python3") }));
    }

    [TestCase(null)]
    [TestCase("")]
    public void Candidates_WithoutTheVariable_AreAllPlacesInOrder(string? variable)
    {
        SetAll();
        Environment.SetEnvironmentVariable("OUTLIERS_PYTHON", variable);

        Assert.That(PythonPlaces.Candidates(new PythonRuntimeOptions()), Is.EqualTo(new[]
        {
            new Candidate(_folder.In("venv", "bin", "python3"), "VIRTUAL_ENV"),
            new Candidate(_folder.In("conda", "bin", "python3"), "CONDA_PREFIX"),
            new Candidate(_folder.In("pyenv", "versions", "3.11.7", "bin", "python3"), "pyenv"),
            new Candidate(_folder.In("first", "python3"), "PATH"),
            new Candidate(_folder.In("second", "python3"), "PATH"),
            new Candidate(_folder.In("system", "usr", "local", "bin", "python3.12"), "the system's folders"),
            new Candidate(_folder.In("system", "usr", "bin", "python3"), "the system's folders"),
            new Candidate(_folder.In("system", "usr", "bin", "python3.11"), "the system's folders"),
            new Candidate(_folder.In("system", "usr", "bin", "python3.9"), "the system's folders"),
            new Candidate(_folder.In("miniconda3", "bin", "python3"), "conda"),
            new Candidate(_folder.In("pyenv", "versions", "3.12.1", "bin", "python3"), "pyenv"),
            new Candidate(_folder.In("pyenv", "versions", "3.9.18", "bin", "python3"), "pyenv"),
        }));
    }

    [Test]
    public void Candidates_WhenAFolderIsNamed_AreItsInterpreter()
    {
        _folder.Write("venv/bin/python3", "");

        Assert.That(
            PythonPlaces.Candidates(new PythonRuntimeOptions { Python = _folder.In("venv") }).Single().Path,
            Is.EqualTo(_folder.In("venv", "bin", "python3")));
    }

    [Test]
    public void Candidates_WhenTheVirtualEnvironmentIsOnPathToo_NameItOnce()
    {
        _folder.Write("venv/bin/python3", "");
        Environment.SetEnvironmentVariable("VIRTUAL_ENV", _folder.In("venv"));
        Environment.SetEnvironmentVariable("PATH", _folder.In("venv", "bin"));

        Assert.That(
            PythonPlaces.Candidates(new PythonRuntimeOptions()),
            Is.EqualTo(new[] { new Candidate(_folder.In("venv", "bin", "python3"), "VIRTUAL_ENV") }));
    }

    [Test]
    public void Beside_WithoutAnAppFolder_LooksNowhere()
    {
        _folder.Write(".venv/pyvenv.cfg", "home = /usr/bin");
        string before = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(_folder.Path);
        try
        {
            Assert.That(PythonPlaces.Beside("", ".venv"), Is.Empty);
            Assert.That(PythonPlaces.Beside(_folder.Path, ".venv"), Is.EqualTo(new[] { _folder.In(".venv", "bin", "python3") }));
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }
    }

    [TestCase("VIRTUAL_ENV", true)]
    [TestCase(".venv beside the app", true)]
    [TestCase("venv beside the app", true)]
    [TestCase("CONDA_PREFIX", true)]
    [TestCase("PATH", false)]
    [TestCase("pyenv", false)]
    public void IsIntended_OfAPlace_TellsWhetherSomebodyChoseItsPython(string source, bool expected)
    {
        Assert.That(PythonPlaces.IsIntended(new Candidate("/python3", source)), Is.EqualTo(expected));
    }

    private void SetAll()
    {
        string[] files =
        [
            "first/python3", "second/python3", "second/python", "venv/bin/python3", "conda/bin/python3", "miniconda3/bin/python3",
            "pyenv/versions/3.9.18/bin/python3", "pyenv/versions/3.12.1/bin/python3", "pyenv/versions/3.11.7/bin/python3",
            "system/usr/bin/python3", "system/usr/bin/python3.9", "system/usr/bin/python3.11", "system/usr/bin/python3.11-config",
            "system/usr/local/bin/python3.12", "system/usr/local/bin/python3.13t",
        ];
        Array.ForEach(files, file => _folder.Write(file, ""));
        _folder.Write("pyenv/version", "3.11.7\n");
        Environment.SetEnvironmentVariable("CONDA_PREFIX", _folder.In("conda"));
        Environment.SetEnvironmentVariable("OUTLIERS_PYTHON", "/variable/python3");
        Environment.SetEnvironmentVariable("VIRTUAL_ENV", _folder.In("venv"));
        Environment.SetEnvironmentVariable("PATH", $"{_folder.In("first")}:{_folder.In("second")}");
    }
}
