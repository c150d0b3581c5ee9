using NUnit.Framework;
using OutliersNative.Discovery;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Discovery;

/// <summary>Asking things that are a Python, and things that are not.</summary>
public sealed class InterpreterProbeTests
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void TryAsk_OfThePythonThatRuns_DescribesIt()
    {
        bool usable = InterpreterProbe.TryAsk(new Candidate(Places.NumPyPython, "test"), out PythonInstallation? installation, out Refusal? refusal);

        Assert.That(usable, Is.True);
        Assert.That(refusal, Is.Null);
        Assert.That(installation, Is.EqualTo(PythonRuntime.Current));
    }

    [Test]
    public void TryAsk_OfAMissingFile_SaysThatItCannotBeRun()
    {
        Refusal refusal = Refused(_folder.In("no_such_python"));

        Assert.That(refusal.Reason, Does.StartWith("cannot be run: "));
    }

    [Test]
    public void TryAsk_OfAVirtualEnvironmentWithoutNumPy_GivesTheCommand()
    {
        string python = VirtualEnvironment.Python(VirtualEnvironment.MakeBare(_folder.In("bare")));

        Refusal refusal = Refused(python);

        Assert.That(refusal.Reason, Is.EqualTo(
            $"(Python {PythonRuntime.Current!.Version}) cannot import NumPy (ModuleNotFoundError: No module named 'numpy')"));
        Assert.That(refusal.Mend, Is.EqualTo($"{python} -m pip install numpy"));
    }

    [Test, Platform("Unix")]
    public void TryAsk_OfAProgramThatFails_GivesItsExitCode()
    {
        Refusal refusal = Refused("/bin/false");

        Assert.That(refusal.Reason, Is.EqualTo("ended with exit code 1: it printed nothing"));
    }

    [Test, Platform("Unix")]
    public void TryAsk_OfAProgramThatComplains_GivesTheLastLine()
    {
        Refusal refusal = Refused(_folder.WriteScript("complains", "echo first >&2; echo last >&2; exit 3"));

        Assert.That(refusal.Reason, Is.EqualTo("ended with exit code 3: last"));
    }

    [Test, Platform("Unix")]
    public void TryAsk_OfATextFile_SaysThatItIsNotExecutable()
    {
        Refusal refusal = Refused(_folder.Write("text", "no program"));

        Assert.That(refusal.Reason, Is.EqualTo("is not an executable file"));
    }

    [Test, Platform("Unix")]
    public void TryAsk_OfAProgramThatSaysNothing_SaysSo()
    {
        Refusal refusal = Refused("/bin/true");

        Assert.That(refusal.Reason, Is.EqualTo("does not answer as a Python does, but: it printed nothing"));
    }

    [TestCase("hello")]
    [TestCase("{\"version\": ")]
    [TestCase("42")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("{\"version\": 3}")]
    [Platform("Unix")]
    public void TryAsk_OfAProgramThatPrintsSomethingElse_QuotesIt(string text)
    {
        Refusal refusal = Refused(_folder.WriteScript("prints", $"echo '{text}'"));

        Assert.That(refusal.Reason, Is.EqualTo($"does not answer as a Python does, but: {text.Trim()}"));
    }

    [Test, Platform("Unix")]
    public void TryAsk_OfAProgramThatPrintsMuch_ShortensIt()
    {
        Refusal refusal = Refused(_folder.WriteScript("prints_much", "yes | tr -d '\\n' | head -c 200000"));

        Assert.That(refusal.Reason, Is.EqualTo($"does not answer as a Python does, but: {new string('y', 300)}…"));
    }

    [Test, Platform("Unix")]
    public void TryAsk_OfAPythonWhoseStartFilePrints_StillUnderstandsIt()
    {
        string python = _folder.WriteScript("greets", $"echo 'Welcome!'\nexec '{Places.NumPyPython}' \"$@\"");

        bool usable = InterpreterProbe.TryAsk(new Candidate(python, "test"), out PythonInstallation? installation, out _);

        Assert.That(usable, Is.True);
        Assert.That(installation, Is.EqualTo(PythonRuntime.Current));
    }

    [Test, Platform("Unix")]
    public void TryAsk_OfAProgramThatLeavesOneBehindOnItsOutput_DoesNotWaitForThat()
    {
        string program = _folder.WriteScript("leaves", "sleep 20 & echo hi");

        bool usable = InterpreterProbe.TryAsk(
            new Candidate(program, "test"), out _, out Refusal? refusal, patience: TimeSpan.FromSeconds(1));

        Assert.That(usable, Is.False);
        Assert.That(refusal!.Reason, Is.EqualTo("did not answer within 1 seconds"));
    }

    private static Refusal Refused(string path)
    {
        bool usable = InterpreterProbe.TryAsk(new Candidate(path, "test"), out PythonInstallation? installation, out Refusal? refusal);
        Assert.That(usable, Is.False);
        Assert.That(installation, Is.Null);
        return refusal!;
    }
}
