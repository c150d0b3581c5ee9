using System.Text.Json;
using NUnit.Framework;
using OutliersNative.Discovery;

namespace OutliersNative.Tests.Discovery;

/// <summary>Which answers of an interpreter are good enough, and what is said of the others.</summary>
public sealed class InterpreterAnswerTests
{
    private const string Good = """
        {"version": "3.11.2", "implementation": "CPython", "executable": "/opt/python/bin/python3", "prefix": "/opt/python",
         "library": "/opt/python/lib/libpython3.11.so.1.0", "bits": 64, "free_threaded": false,
         "numpy": "1.24.2", "numpy_error": null, "watched": ["/opt/python/lib", "/a b"]}
        """;

    [Test]
    public void Parse_OfAnAnswer_ReadsEveryMember()
    {
        InterpreterAnswer answer = InterpreterAnswer.Parse(Good);

        Assert.That(answer, Is.EqualTo(new InterpreterAnswer(
            "3.11.2", "CPython", "/opt/python/bin/python3", "/opt/python", "/opt/python/lib/libpython3.11.so.1.0", 64, false, "1.24.2", null,
            answer.Watched)));
        Assert.That(answer.Watched, Is.EqualTo(new[] { "/opt/python/lib", "/a b" }));
    }

    [TestCase("no JSON")]
    [TestCase("")]
    public void Parse_OfNoJson_ThrowsJson(string text)
    {
        Assert.Catch<JsonException>(() => InterpreterAnswer.Parse(text));
    }

    [Test]
    public void Refuse_OfAGoodPython_IsNull()
    {
        Assert.That(InterpreterAnswer.Parse(Good).Refuse(), Is.Null);
    }

    [TestCase("3.8.0")]
    [TestCase("3.9.18")]
    [TestCase("3.10.0")]
    [TestCase("3.15.0")]
    public void Refuse_OfAVersionThatIsNewEnough_IsNull(string version)
    {
        Assert.That(With("3.11.2", version).Refuse(), Is.Null);
    }

    [TestCase("3.7.16", "is Python 3.7.16; 3.8 or newer is needed")]
    [TestCase("3.0.1", "is Python 3.0.1; 3.8 or newer is needed")]
    [TestCase("2.7.18", "is Python 2.7.18; 3.8 or newer is needed")]
    public void Refuse_OfAnOldVersion_SaysWhichIsNeeded(string version, string reason)
    {
        Assert.That(With("3.11.2", version).Refuse(), Is.EqualTo((reason, Remedy.Python)));
    }

    [Test]
    public void Refuse_OfAnotherImplementation_SaysSo()
    {
        Assert.That(
            With("\"CPython\"", "\"PyPy 7.3.17\"").Refuse(),
            Is.EqualTo(("is PyPy 7.3.17; CPython is needed", Remedy.Python)));
    }

    [Test]
    public void Refuse_OfOtherBits_SaysBoth()
    {
        Assert.That(
            With("64", "32").Refuse(),
            Is.EqualTo(("is a 32-bit Python; this process has 64 bits", Remedy.Python)));
    }

    [Test]
    public void Refuse_OfAFreeThreadedPython_SaysWhatToUse()
    {
        Assert.That(
            With("\"free_threaded\": false", "\"free_threaded\": true").Refuse(),
            Is.EqualTo((
                "is a free-threaded Python 3.11.2, which is not supported yet; use the standard build, without the \"t\" in its name",
                Remedy.Python)));
    }

    [TestCase("null")]
    [TestCase("\"\"")]
    public void Refuse_OfAPythonThatDoesNotKnowItself_SaysSo(string executable)
    {
        Assert.That(
            With("\"/opt/python/bin/python3\"", executable).Refuse(),
            Is.EqualTo(("does not know its own path (sys.executable is empty)", (string?)null)));
    }

    [Test]
    public void Refuse_WithoutNumPy_GivesPythonsWordsAndTheCommand()
    {
        Assert.That(
            With(
                "\"numpy\": \"1.24.2\", \"numpy_error\": null",
                "\"numpy\": null, \"numpy_error\": \"ModuleNotFoundError: No module named 'numpy'\"").Refuse(),
            Is.EqualTo((
                "(Python 3.11.2) cannot import NumPy (ModuleNotFoundError: No module named 'numpy')",
                "/opt/python/bin/python3 -m pip install numpy")));
    }

    [Test]
    public void Refuse_WithABrokenNumPy_HasItInstalledAnew()
    {
        InterpreterAnswer answer = With("\"numpy\": \"1.24.2\", \"numpy_error\": null", "\"numpy\": null, \"numpy_error\": \"ImportError: no blas\"");

        Assert.That(answer.Refuse(), Is.EqualTo((
            "(Python 3.11.2) cannot import NumPy (ImportError: no blas)",
            "/opt/python/bin/python3 -m pip install --force-reinstall numpy")));
    }

    [TestCase("\"numpy_error\": null", "\"numpy_error\": null", true)]
    [TestCase("\"numpy_error\": null", "\"numpy_error\": \"ModuleNotFoundError: No module named 'numpy'\"", true)]
    [TestCase("\"numpy_error\": null", "\"numpy_error\": \"ImportError: libblas.so.3\"", false)]
    [TestCase("\"/opt/python/lib/libpython3.11.so.1.0\"", "null", false)]
    public void MayBeKept_OnlyIfWhatIsWatchedTellsWhenItIsOutOfDate(string part, string other, bool expected)
    {
        Assert.That(With(part, other).MayBeKept, Is.EqualTo(expected));
    }

    [Test]
    public void Refuse_WithoutSharedLibrary_GivesTheCommand()
    {
        Assert.That(
            With("\"/opt/python/lib/libpython3.11.so.1.0\"", "null").Refuse(),
            Is.EqualTo((
                "(Python 3.11.2) has no shared library",
                "install a Python that was built with --enable-shared (pyenv: PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install --force 3.11.2; "
                + "uv and conda: theirs has it)")));
    }

    [Test]
    public void Refuse_OfDebiansPythonWithoutNumPy_NamesItsPackage()
    {
        RequireDebian();

        (string Reason, string? Mend)? refusal = (InterpreterAnswer.Parse(Good) with
        {
            Executable = "/usr/bin/python3",
            NumPy = null,
        }).Refuse();

        Assert.That(refusal?.Mend, Is.EqualTo("sudo apt-get install python3-numpy"));
    }

    [Test]
    public void Refuse_OfDebiansPythonWithoutSharedLibrary_NamesItsPackage()
    {
        RequireDebian();

        (string Reason, string? Mend)? refusal = (InterpreterAnswer.Parse(Good) with
        {
            Executable = "/usr/bin/python3",
            Library = null,
        }).Refuse();

        Assert.That(refusal?.Mend, Is.EqualTo("sudo apt-get install libpython3.11"));
    }

    private static void RequireDebian()
    {
        if (!File.Exists("/etc/debian_version"))
        {
            Assert.Ignore("This is no Debian: there is no /etc/debian_version.");
        }
    }

    private static InterpreterAnswer With(string part, string other) =>
        InterpreterAnswer.Parse(Good.Replace(part, other, StringComparison.Ordinal));
}
