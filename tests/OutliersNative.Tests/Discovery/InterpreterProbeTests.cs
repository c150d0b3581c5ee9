using NUnit.Framework;
using OutliersNative.Discovery;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Discovery;

/// <summary>Probing programs that are a Python, and programs that are not.</summary>
public sealed class InterpreterProbeTests
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void Probe_OfThePythonThatRuns_DescribesIt()
    {
        ProbeResult result = InterpreterProbe.Probe(new Candidate(Places.NumPyPython, "test"));

        Assert.That(result.Rejection, Is.Null);
        Assert.That(result.Installation, Is.EqualTo(PythonRuntime.Current));
    }

    [Test]
    public void Probe_OfAMissingFile_SaysThatItDoesNotExist()
    {
        Rejection rejection = Rejected(_folder.In("no_such_python"));

        Assert.That(rejection.Reason, Is.EqualTo("does not exist"));
    }

    [Test]
    public void Probe_OfAVirtualEnvironmentWithoutNumPy_GivesTheCommand()
    {
        string python = VirtualEnvironment.Python(VirtualEnvironment.MakeBare(_folder.In("bare")));

        Rejection rejection = Rejected(python);

        Assert.That(rejection.Reason, Is.EqualTo(
            $"(Python {PythonRuntime.Current!.Version}) cannot import NumPy (ModuleNotFoundError: No module named 'numpy')"));
        Assert.That(rejection.Fix, Is.EqualTo($"{python} -m pip install numpy"));
    }

    [Test, Platform("Unix")]
    public void Probe_OfAProgramThatFails_GivesItsExitCode()
    {
        Rejection rejection = Rejected("/bin/false");

        Assert.That(rejection.Reason, Is.EqualTo("ended with exit code 1: it printed nothing"));
    }

    [Test, Platform("Unix")]
    public void Probe_OfAProgramThatComplains_GivesTheLastLine()
    {
        Rejection rejection = Rejected(_folder.WriteScript("complains", "echo first >&2; echo last >&2; exit 3"));

        Assert.That(rejection.Reason, Is.EqualTo("ended with exit code 3: last"));
    }

    [Test, Platform("Unix")]
    public void Probe_OfATextFile_SaysThatItIsNotExecutable()
    {
        Rejection rejection = Rejected(_folder.Write("text", "no program"));

        Assert.That(rejection.Reason, Is.EqualTo("is not an executable file"));
    }

    [Test, Platform("Unix")]
    public void Probe_OfAProgramThatSaysNothing_SaysSo()
    {
        Rejection rejection = Rejected("/bin/true");

        Assert.That(rejection.Reason, Is.EqualTo("does not answer as a Python does, but: it printed nothing"));
    }

    [TestCase("hello")]
    [TestCase("version=3.11.2")]
    [TestCase("outliersnative-probe=1")]
    [TestCase("outliersnative-probe=1\nend")]
    [Platform("Unix")]
    public void Probe_OfAProgramThatPrintsSomethingElse_QuotesIt(string text)
    {
        Rejection rejection = Rejected(_folder.WriteScript("prints", $"echo '{text}'"));

        Assert.That(rejection.Reason, Is.EqualTo($"does not answer as a Python does, but: {text.Split('\n')[^1]}"));
    }

    [Test, Platform("Unix")]
    public void Probe_OfAProgramThatPrintsMuch_ShortensIt()
    {
        Rejection rejection = Rejected(_folder.WriteScript("prints_much", "yes | tr -d '\\n' | head -c 200000"));

        Assert.That(rejection.Reason, Is.EqualTo($"does not answer as a Python does, but: {new string('y', 300)}…"));
    }

    [Test, Platform("Unix")]
    public void Probe_OfAPythonWhoseStartFilePrints_StillUnderstandsIt()
    {
        string python = _folder.WriteScript("greets", $"echo 'Welcome!'\nexec '{Places.NumPyPython}' \"$@\"");

        ProbeResult result = InterpreterProbe.Probe(new Candidate(python, "test"));

        Assert.That(result.Rejection, Is.Null);
        Assert.That(result.Installation, Is.EqualTo(PythonRuntime.Current));
    }

    [Test, Platform("Unix")]
    public void Probe_OfAProgramThatLeavesOneBehindOnItsOutput_DoesNotWaitForThat()
    {
        string program = _folder.WriteScript("leaves", "sleep 20 & echo hi");

        ProbeResult result = InterpreterProbe.Probe(new Candidate(program, "test"), timeout: TimeSpan.FromSeconds(1));

        Assert.That(result.Rejection, Is.EqualTo(new Rejection("did not answer within 1 s", null, IsNoPython: true)));
    }

    private static Rejection Rejected(string path)
    {
        ProbeResult result = InterpreterProbe.Probe(new Candidate(path, "test"));
        Assert.That(result.IsUsable, Is.False);
        Assert.That(result.Installation, Is.Null);
        return result.Rejection!;
    }
}
