using NUnit.Framework;
using OutliersNative.Discovery;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Discovery;

/// <summary>Which places are tried, and in which order.</summary>
[Platform("Unix")]
public sealed class PythonLocatorTests
{
    private TemporaryFolder _folder = null!;
    private EnvironmentVariable[] _variables = null!;

    [SetUp]
    public void Isolate()
    {
        _folder = new TemporaryFolder();
        _variables = [new("OUTLIERS_PYTHON", null), new("VIRTUAL_ENV", null), new("PATH", null)];
    }

    [TearDown]
    public void Restore()
    {
        Array.ForEach(_variables, variable => variable.Dispose());
        _folder.Dispose();
    }

    [Test]
    public void Candidates_WhenNothingIsSet_AreNone()
    {
        Assert.That(PythonLocator.Candidates(new PythonRuntimeOptions()), Is.Empty);
    }

    [Test]
    public void Candidates_WhenAllIsSet_AreTheOptionsAlone()
    {
        SetAll();

        Assert.That(
            PythonLocator.Candidates(new PythonRuntimeOptions { Python = "/named/python3" }),
            Is.EqualTo(new[] { new Candidate("/named/python3", "PythonRuntimeOptions.Python") }));
    }

    [Test]
    public void Candidates_WithoutOptions_AreTheVariableAlone()
    {
        SetAll();

        Assert.That(
            PythonLocator.Candidates(new PythonRuntimeOptions()),
            Is.EqualTo(new[] { new Candidate("/variable/python3", "OUTLIERS_PYTHON") }));
    }

    [TestCase(null)]
    [TestCase("")]
    public void Candidates_WithoutTheVariable_AreTheVirtualEnvironmentThenPath(string? variable)
    {
        SetAll();
        Environment.SetEnvironmentVariable("OUTLIERS_PYTHON", variable);

        Assert.That(PythonLocator.Candidates(new PythonRuntimeOptions()), Is.EqualTo(new[]
        {
            new Candidate(_folder.In("venv", "bin", "python3"), "VIRTUAL_ENV"),
            new Candidate(_folder.In("first", "python3"), "PATH"),
            new Candidate(_folder.In("second", "python3"), "PATH"),
        }));
    }

    [Test]
    public void Candidates_WhenAFolderIsNamed_AreItsInterpreter()
    {
        Directory.CreateDirectory(_folder.In("venv"));

        Assert.That(
            PythonLocator.Candidates(new PythonRuntimeOptions { Python = _folder.In("venv") }).Single().Path,
            Is.EqualTo(_folder.In("venv", "bin", "python3")));
    }

    [Test]
    public void Candidates_WhenTheVirtualEnvironmentIsOnPathToo_NameItOnce()
    {
        _folder.Write("venv/bin/python3", "");
        Environment.SetEnvironmentVariable("VIRTUAL_ENV", _folder.In("venv"));
        Environment.SetEnvironmentVariable("PATH", _folder.In("venv", "bin"));

        Assert.That(
            PythonLocator.Candidates(new PythonRuntimeOptions()),
            Is.EqualTo(new[] { new Candidate(_folder.In("venv", "bin", "python3"), "VIRTUAL_ENV") }));
    }

    private void SetAll()
    {
        _folder.Write("first/python3", "");
        _folder.Write("second/python3", "");
        _folder.Write("venv/bin/python3", "");
        Environment.SetEnvironmentVariable("OUTLIERS_PYTHON", "/variable/python3");
        Environment.SetEnvironmentVariable("VIRTUAL_ENV", _folder.In("venv"));
        Environment.SetEnvironmentVariable("PATH", $"{_folder.In("first")}:{_folder.In("second")}");
    }
}
