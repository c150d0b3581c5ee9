using System.Text.RegularExpressions;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Discovery;

/// <summary>How often an interpreter is probed, over several processes: the virtual environment here logs each of its starts.</summary>
[Platform("Unix")]
public sealed class AnswerCacheTests
{
    private const string Probed = "probed", Started = "started";

    private TemporaryFolder _folder = null!;
    private string _venv = null!;

    [SetUp]
    public void MakeVirtualEnvironment()
    {
        _folder = new TemporaryFolder();
        _venv = VirtualEnvironment.MakeWithNumPy(_folder.In("venv"));
        Directory.CreateDirectory(_folder.In("home"));
        File.WriteAllText(Path.Combine(VirtualEnvironment.SitePackages(_venv), "log.pth"), LogsStarts);
    }

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void Start_InASecondProcess_RunsNoInterpreter()
    {
        Start(_venv);
        Start(_venv);

        Assert.That(Log(), Is.EqualTo(new[] { Probed, Started, Started }));
    }

    /// <summary>Each would take longer to load than everything else that discovery does in a warm start.</summary>
    [TestCase("OUTLIERS_PYTHON")]
    [TestCase("VIRTUAL_ENV")]
    [TestCase("PATH")]
    public void Start_InASecondProcess_LoadsNeitherJsonNorLinqNorIcu(string variable)
    {
        string value = variable == "PATH" ? VirtualEnvironment.Programs(_venv) : _venv;
        Child((variable, value)).Run("start");

        ProcessOutcome outcome = Child((variable, value)).Run("start-and-list-libraries");

        Assert.That(outcome.Output, Does.StartWith("System.Private.CoreLib"), outcome.Errors);
        Assert.That(outcome.Output.Split(' '), Has.None.AnyOf(
            "System.Text.Json", "System.Linq", "System.Text.RegularExpressions", "System.Security.Cryptography",
            "System.Diagnostics.Process", "ICU"));
    }

    [Test]
    public void Start_OfAnInstallation_RunsNoInterpreterInASecondProcessEither()
    {
        _folder.Write("starts/sitecustomize.py", LogsStarts);

        Start(Places.NumPyPython, ("PYTHONPATH", _folder.In("starts")));
        Start(Places.NumPyPython, ("PYTHONPATH", _folder.In("starts")));

        Assert.That(Log(), Is.EqualTo(new[] { Probed, Started, Started }));
    }

    [Test]
    public void Start_AfterAPackageWasInstalled_ProbesAgain()
    {
        Start(_venv);
        File.WriteAllText(Path.Combine(VirtualEnvironment.SitePackages(_venv), "installed.py"), "");
        File.Delete(_folder.In("log"));

        Start(_venv);

        Assert.That(Log(), Is.EqualTo(new[] { Probed, Started }));
    }

    [Test]
    public void Start_AfterTheInterpreterChanged_ProbesAgain()
    {
        string python = VirtualEnvironment.Python(_venv);
        string real = BrokenPython.RealFile(python);
        File.Delete(python);
        File.Copy(real, python);
        Start(_venv);
        File.SetLastWriteTimeUtc(python, DateTime.UnixEpoch);

        Start(_venv);

        Assert.That(Log(), Is.EqualTo(new[] { Probed, Started, Probed, Started }));
    }

    [Test]
    public void Start_WithOtherVariablesForPython_ProbesAgain()
    {
        Start(_venv);

        Start(_venv, ("PYTHONPATH", _folder.Path));

        Assert.That(Log(), Is.EqualTo(new[] { Probed, Started, Probed, Started }));
    }

    [Test]
    public void Start_AfterNumPyWasInstalled_TakesThatPython()
    {
        string bare = VirtualEnvironment.MakeBare(_folder.In("bare"));
        (string, string) path = ("PATH", $"{VirtualEnvironment.Programs(bare)}:{VirtualEnvironment.Programs(_venv)}");
        Assert.That(Child(path).Run("without-system", "start", "current").Lines[^1], Is.EqualTo(VirtualEnvironment.Python(_venv)));
        File.Copy(
            Path.Combine(VirtualEnvironment.SitePackages(_venv), "numpy.pth"), Path.Combine(VirtualEnvironment.SitePackages(bare), "numpy.pth"));

        ProcessOutcome outcome = Child(path).Run("without-system", "start", "current");

        Assert.That(outcome.Lines[^1], Is.EqualTo(VirtualEnvironment.Python(bare)), outcome.Errors);
    }

    [TestCase(@"(?s).*", "")]
    [TestCase(@"(?s).*", "no answer")]
    [TestCase(@"\nend\n", "\n")]
    [TestCase(@"version=.*", "version=3")]
    [TestCase(@"watched=.*\n", "")]
    [TestCase(@"watched=\d+", "watched=")]
    [TestCase(@"watched=.*", "watched=0")]
    public void Start_WhenTheStoredAnswerIsDamaged_ProbesAgain(string part, string damage)
    {
        Start(_venv);
        string stored = Directory.GetFiles(_folder.In("home"), "*", SearchOption.AllDirectories).Single();
        File.WriteAllText(stored, Regex.Replace(File.ReadAllText(stored), part, damage));

        Start(_venv);

        Assert.That(Log(), Is.EqualTo(new[] { Probed, Started, Probed, Started }));
    }

    [Test]
    public void Start_WithoutAHome_ProbesEachTime()
    {
        Start(_venv, ("HOME", "/no/such/home"));
        Start(_venv, ("HOME", "/no/such/home"));

        Assert.That(Log(), Is.EqualTo(new[] { Probed, Started, Probed, Started }));
    }

    /// <summary>A script stays the same file while it comes to mean another Python, as pyenv's shims do. The interpreter that it runs
    /// is probed once.</summary>
    [Test]
    public void Start_OfAScript_ProbesEachTime()
    {
        string script = _folder.WriteScript("python3", $"exec '{VirtualEnvironment.Python(_venv)}' \"$@\"");

        Start(script);
        Start(script);

        Assert.That(Log(), Is.EqualTo(new[] { Probed, Probed, Started, Probed, Started }));
    }

    private void Start(string python, params (string, string)[] environment)
    {
        ProcessOutcome outcome = Child(environment).Run($"python {python}", "start");
        Assert.That(outcome.Output, Is.EqualTo("started"), outcome.Errors);
    }

    private ChildProcess Child(params (string Name, string Value)[] environment)
    {
        var child = new ChildProcess();
        child.Environment["HOME"] = _folder.In("home");
        foreach ((string name, string value) in environment)
        {
            child.Environment[name] = value;
        }
        return child;
    }

    private string[] Log() => File.ReadAllLines(_folder.In("log"));

    /// <summary>As a line of a .pth file, which runs at each start if it begins with import; twice where lib64 is a link to lib.</summary>
    private string LogsStarts =>
        $"import sys; getattr(sys, 'told', 0) or open({Quote(_folder.In("log"))}, 'a').write('{Probed}\\n' if getattr(sys, 'argv', [''])[:1] == ['-c'] else '{Started}\\n'); sys.told = 1\n";

    private static string Quote(string text) => $"'{text}'";
}
