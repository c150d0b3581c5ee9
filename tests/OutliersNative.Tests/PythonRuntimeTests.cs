using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests;

/// <summary>Starting Python when it runs already. What the first start does is in FirstStartTests.</summary>
public sealed class PythonRuntimeTests
{
    [Test]
    public void Start_Again_ChangesNothing()
    {
        PythonInstallation before = PythonRuntime.Current!;

        PythonRuntime.Start();
        PythonRuntime.Start(new PythonRuntimeOptions { Python = before.Executable });

        Assert.That(PythonRuntime.Current, Is.SameAs(before));
    }

    [Test]
    public void IsStarted_OnceStarted_IsTrue()
    {
        Assert.That(PythonRuntime.IsStarted, Is.True);
    }

    [Test]
    public void Current_OnceStarted_DescribesThePythonThatRuns()
    {
        using var outliers = new Outliers("tells", "executable");

        var told = Assert.Throws<PythonException>(() => outliers.Detect([0]));

        Assert.That(PythonRuntime.Current!.Executable, Is.EqualTo(told.Message));
        Assert.That(PythonRuntime.Current.Library, Does.Exist);
        Assert.That(PythonRuntime.Current.Version, Does.Match(@"^3\.\d+\.\d+$"));
        Assert.That(PythonRuntime.Current.NumPyVersion, Does.Match(@"^\d+\.\d+"));
    }

    [Test]
    public void Start_WithAnotherPython_SaysThatOneRunsAlready()
    {
        using var folder = new TemporaryFolder();
        string other = VirtualEnvironment.MakeWithNumPy(folder.In("other"));

        var thrown = Assert.Throws<PythonStateException>(() => PythonRuntime.Start(new PythonRuntimeOptions { Python = other }));

        Assert.That(thrown.Message, Is.EqualTo(
            $"This process runs the Python of {PythonRuntime.Current!.Executable} already, and can run only that one; "
            + $"{VirtualEnvironment.Python(other)} was asked for. Choose one Python for the whole process."));
    }

    [Test]
    public void Start_WithAPythonThatIsNotThere_SaysThatOneRunsAlready()
    {
        string missing = Path.GetFullPath("/no/such/python3");

        var thrown = Assert.Throws<PythonStateException>(() => PythonRuntime.Start(new PythonRuntimeOptions { Python = missing }));

        Assert.That(thrown.Message, Does.Contain($" already, and can run only that one; {missing} was asked for."));
    }

    [Test, Platform("Unix")]
    public void Start_WithAScriptThatRunsTheSamePython_IsFine()
    {
        using var folder = new TemporaryFolder();
        string script = folder.WriteScript("python3", $"exec '{Places.NumPyPython}' \"$@\"");

        Assert.DoesNotThrow(() => PythonRuntime.Start(new PythonRuntimeOptions { Python = script }));
    }

    [Test]
    public void Start_WithMoreModulePaths_AddsThem()
    {
        using var folder = new TemporaryFolder();
        folder.Write("added_later.py", "def detect(data): return [0]");
        Assert.Throws<PythonException>(() => new Outliers("added_later", "detect").Dispose());

        PythonRuntime.Start(new PythonRuntimeOptions { ModulePaths = [folder.Path] });

        using var outliers = new Outliers("added_later", "detect");
        Assert.That(outliers.Detect([1, 2, 3]), Is.EqualTo(new long[] { 0 }));
    }

    [Test]
    public void Start_WithMissingModulePath_NamesIt()
    {
        string missing = Path.GetFullPath("/no/such/folder");

        var thrown = Assert.Throws<ArgumentException>(() => PythonRuntime.Start(new PythonRuntimeOptions { ModulePaths = [missing] }));

        Assert.That(thrown.Message, Is.EqualTo(
            $"PythonRuntimeOptions.ModulePaths[0] is {missing}, which does not exist; expected a folder that holds Python modules. (Parameter 'options')"));
    }

    [TestCase("")]
    [TestCase("\0")]
    [TestCase("folder\0")]
    public void Start_WithUnusableModulePath_ThrowsArgument(string path)
    {
        Assert.Catch<ArgumentException>(() => PythonRuntime.Start(new PythonRuntimeOptions { ModulePaths = [path] }));
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase(null)]
    public void Start_WithEmptyModulePath_SaysWhich(string? path)
    {
        using var folder = new TemporaryFolder();

        var thrown = Assert.Throws<ArgumentException>(
            () => PythonRuntime.Start(new PythonRuntimeOptions { ModulePaths = [folder.Path, path!] }));

        Assert.That(thrown.Message, Does.StartWith(
            "PythonRuntimeOptions.ModulePaths[1] is empty; expected a folder that holds Python modules."));
    }

    [Test]
    public void Start_WithNullForModulePaths_SaysSo()
    {
        var thrown = Assert.Throws<ArgumentException>(() => PythonRuntime.Start(new PythonRuntimeOptions { ModulePaths = null! }));

        Assert.That(thrown.Message, Does.StartWith("PythonRuntimeOptions.ModulePaths is null; expected a list, empty for no folders."));
    }

    [Test]
    public void Start_WithEmptyPython_SaysSo()
    {
        var thrown = Assert.Throws<ArgumentException>(() => PythonRuntime.Start(new PythonRuntimeOptions { Python = "" }));

        Assert.That(thrown.Message, Does.StartWith("PythonRuntimeOptions.Python is empty; expected an interpreter"));
    }

    [TestCase(0)]
    [TestCase(-1)]
    public void Start_WithACollectBoundBelowOne_SaysSo(long bytes)
    {
        var thrown = Assert.Throws<ArgumentException>(() => PythonRuntime.Start(new PythonRuntimeOptions { CollectAboveBytes = bytes }));

        Assert.That(thrown.Message, Does.StartWith($"PythonRuntimeOptions.CollectAboveBytes is {bytes}; expected 1 or more"));
    }

    [Test]
    public void Start_WithNoCallAtOnce_SaysSo()
    {
        var thrown = Assert.Throws<ArgumentException>(() => PythonRuntime.Start(new PythonRuntimeOptions { CallsAtOnce = 0 }));

        Assert.That(thrown.Message, Does.StartWith("PythonRuntimeOptions.CallsAtOnce is 0; expected 1 or more"));
    }

    [Test]
    public void Start_WithOneBadModulePath_AddsNone()
    {
        using var folder = new TemporaryFolder();
        folder.Write("never_added.py", "def detect(data): return [0]");

        Assert.Throws<ArgumentException>(
            () => PythonRuntime.Start(new PythonRuntimeOptions { ModulePaths = [folder.Path, folder.In("missing")] }));

        Assert.Throws<PythonException>(() => new Outliers("never_added", "detect").Dispose());
    }
}
