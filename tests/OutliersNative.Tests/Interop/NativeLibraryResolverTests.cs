using NUnit.Framework;
using OutliersNative.Interop;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Interop;

/// <summary>Where the native library may lie, tried with copies of the child program.</summary>
public sealed class NativeLibraryResolverTests
{
    private TemporaryFolder _app = null!;

    /// <summary>Where this very process has it from, in the copy: there may be some for other machines too.</summary>
    private string InRuntimes => _app.In(Path.GetRelativePath(AppContext.BaseDirectory, NativeLibraryResolver.LoadedFrom!));

    private string Beside => _app.In(Path.GetFileName(InRuntimes));

    [SetUp]
    public void CopyChild()
    {
        _app = new TemporaryFolder();
        _app.CopyFrom(Places.Child);
    }

    [TearDown]
    public void DeleteCopy() => _app.Dispose();

    [Test]
    public void Resolve_WhenLibraryIsInRuntimes_FindsIt()
    {
        ProcessOutcome outcome = Detect();

        Assert.That(outcome.Output, Is.EqualTo("7"), outcome.Errors);
    }

    [Test]
    public void Resolve_WhenLibraryIsBesideTheApp_FindsIt()
    {
        File.Move(InRuntimes, Beside);

        ProcessOutcome outcome = Detect();

        Assert.That(outcome.Output, Is.EqualTo("7"), outcome.Errors);
    }

    [Test]
    public void Resolve_WhenLibraryIsMissing_SaysWhereItLooked()
    {
        string inRuntimes = InRuntimes;
        string beside = Beside;
        File.Delete(inRuntimes);

        ProcessOutcome outcome = Detect();

        Assert.That(outcome.Output, Does.StartWith("DllNotFoundException: The native library of OutliersNative for "), outcome.Errors);
        Assert.That(outcome.Output, Does.Contain($" was not found. Looked for: {inRuntimes}, {beside}"));
        Assert.That(outcome.Output, Does.Contain("Reference the OutliersNative package from the app itself, or publish with -r "));
    }

    [Test]
    public void Resolve_WhenLibraryIsNoLibrary_NamesTheFile()
    {
        string file = InRuntimes;
        File.WriteAllText(file, "no library");

        ProcessOutcome outcome = Detect();

        Assert.That(outcome.Output, Does.StartWith("DllNotFoundException: ").And.Contains(file), outcome.Errors);
    }

    [Test]
    public void Resolve_WhenALibraryLiesInTheCurrentDirectory_DoesNotTakeIt()
    {
        using var current = new TemporaryFolder();
        File.Move(InRuntimes, current.In(Path.GetFileName(InRuntimes)));

        ProcessOutcome outcome = Detect(current.Path);

        Assert.That(outcome.Output, Does.StartWith("DllNotFoundException: "), outcome.Errors);
    }

    [Test]
    public void Resolve_WhenALibraryLiesInRuntimesOfTheCurrentDirectory_DoesNotTakeIt()
    {
        using var current = new TemporaryFolder();
        string planted = current.In(Path.GetRelativePath(_app.Path, InRuntimes));
        Directory.CreateDirectory(Path.GetDirectoryName(planted)!);
        File.Move(InRuntimes, planted);

        ProcessOutcome outcome = Detect(current.Path);

        Assert.That(outcome.Output, Does.StartWith("DllNotFoundException: "), outcome.Errors);
    }

    [TestCase("LD_LIBRARY_PATH")]
    [TestCase("DYLD_LIBRARY_PATH")]
    [TestCase("PATH")]
    public void Resolve_WhenALibraryLiesWhereTheSystemLooks_DoesNotTakeIt(string variable)
    {
        using var planted = new TemporaryFolder();
        File.Move(InRuntimes, planted.In(Path.GetFileName(InRuntimes)));

        ProcessOutcome outcome = Detect(environment: (variable, planted.Path));

        Assert.That(outcome.Output, Does.StartWith("DllNotFoundException: "), outcome.Errors);
    }

    private ProcessOutcome Detect(string? currentDirectory = null, (string Name, string Value)? environment = null)
    {
        ChildProcess child = ChildProcess.OnNumPyPython(currentDirectory ?? _app.Path, _app.Path);
        if (environment is var (name, value))
        {
            child.Environment[name] = value;
        }
        return child.Run("detect outliers.detect");
    }
}
