using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Discovery;

/// <summary>How often an interpreter is asked, over several processes: a virtual environment here writes down each time that it starts.</summary>
[Platform("Unix")]
public sealed class AnswerStoreTests
{
    private const string Asked = "asked", Started = "started";

    private TemporaryFolder _folder = null!;
    private string _venv = null!;

    [SetUp]
    public void MakeVirtualEnvironment()
    {
        _folder = new TemporaryFolder();
        _venv = VirtualEnvironment.MakeWithNumPy(_folder.In("venv"));
        Directory.CreateDirectory(_folder.In("home"));
        WriteDown(_venv);
    }

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void Start_InASecondProcess_AsksNobody()
    {
        Start(_venv);
        Start(_venv);

        Assert.That(Log(), Is.EqualTo(new[] { Asked, Started, Started }));
    }

    [Test]
    public void Start_OfAPythonThatIsNoVirtualEnvironment_AsksNobodyInASecondProcessEither()
    {
        _folder.Write("starts/sitecustomize.py", Told);

        Start(Places.NumPyPython, ("PYTHONPATH", _folder.In("starts")));
        Start(Places.NumPyPython, ("PYTHONPATH", _folder.In("starts")));

        Assert.That(Log(), Is.EqualTo(new[] { Asked, Started, Started }));
    }

    [Test]
    public void Start_AfterAPackageWasInstalled_AsksAgain()
    {
        Start(_venv);
        File.WriteAllText(Path.Combine(VirtualEnvironment.SitePackages(_venv), "installed.py"), "");
        File.Delete(_folder.In("log"));

        Start(_venv);

        Assert.That(Log(), Is.EqualTo(new[] { Asked, Started }));
    }

    [Test]
    public void Start_AfterTheInterpreterChanged_AsksAgain()
    {
        string python = VirtualEnvironment.Python(_venv);
        string real = BrokenPython.RealFile(python);
        File.Delete(python);
        File.Copy(real, python);
        Start(_venv);
        File.SetLastWriteTimeUtc(python, DateTime.UnixEpoch);

        Start(_venv);

        Assert.That(Log(), Is.EqualTo(new[] { Asked, Started, Asked, Started }));
    }

    [Test]
    public void Start_WithOtherVariablesForPython_AsksAgain()
    {
        Start(_venv);

        Start(_venv, ("PYTHONPATH", _folder.Path));

        Assert.That(Log(), Is.EqualTo(new[] { Asked, Started, Asked, Started }));
    }

    [Test]
    public void Start_AfterNumPyCameToOneThatLackedIt_TakesIt()
    {
        string bare = VirtualEnvironment.MakeBare(_folder.In("bare"));
        (string, string) path = ("PATH", $"{VirtualEnvironment.Programs(bare)}:{VirtualEnvironment.Programs(_venv)}");
        Assert.That(Child(path).Run("without-system", "start", "current").Lines[^1], Is.EqualTo(VirtualEnvironment.Python(_venv)));
        File.Copy(
            Path.Combine(VirtualEnvironment.SitePackages(_venv), "numpy.pth"), Path.Combine(VirtualEnvironment.SitePackages(bare), "numpy.pth"));

        ProcessOutcome outcome = Child(path).Run("without-system", "start", "current");

        Assert.That(outcome.Lines[^1], Is.EqualTo(VirtualEnvironment.Python(bare)), outcome.Errors);
    }

    [TestCase("no answer")]
    [TestCase("")]
    [TestCase("{}\n")]
    [TestCase("{}\n0")]
    [TestCase("null\n0 /no/such/file\n")]
    [TestCase("3.11.2\nCPython\n\n\n\n64\nno\n1.24.2\n\n")]
    [TestCase("3\nCPython\n\n\n\n64\nno\n1.24.2\n\n0 /no/such/file\n")]
    public void Start_WhenWhatWasKeptIsDamaged_AsksAgain(string text)
    {
        Start(_venv);
        string kept = Directory.GetFiles(_folder.In("home"), "*", SearchOption.AllDirectories).Single();
        File.WriteAllText(kept, text);

        Start(_venv);

        Assert.That(Log(), Is.EqualTo(new[] { Asked, Started, Asked, Started }));
    }

    [Test]
    public void Start_WithoutAHome_AsksEachTime()
    {
        Start(_venv, ("HOME", "/no/such/home"));
        Start(_venv, ("HOME", "/no/such/home"));

        Assert.That(Log(), Is.EqualTo(new[] { Asked, Started, Asked, Started }));
    }

    /// <summary>It stays the same file while it comes to mean another Python, as pyenv's do.</summary>
    [Test]
    public void Start_OfAScript_AsksEachTime()
    {
        string script = _folder.WriteScript("python3", $"exec '{VirtualEnvironment.Python(_venv)}' \"$@\"");

        Start(script);
        Start(script);

        Assert.That(Log(), Is.EqualTo(new[] { Asked, Started, Asked, Started }));
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

    /// <summary>A line in a .pth file that begins with import is run at each start; twice where lib64 is a link to lib.</summary>
    private void WriteDown(string venv) => File.WriteAllText(Path.Combine(VirtualEnvironment.SitePackages(venv), "log.pth"), Told);

    private string Told =>
        $"import sys; getattr(sys, 'told', 0) or open({Quote(_folder.In("log"))}, 'a').write('{Asked}\\n' if getattr(sys, 'argv', [''])[:1] == ['-c'] else '{Started}\\n'); sys.told = 1\n";

    private static string Quote(string text) => $"'{text}'";
}
