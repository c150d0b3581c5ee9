using NUnit.Framework;
using OutliersNative.Discovery;

namespace OutliersNative.Tests.Discovery;

/// <summary>Which answers of an interpreter can be read, which are good enough, and what is said of the others.</summary>
public sealed class ProbeAnswerTests
{
    private const string Good = """
        outliersnative-probe=1
        version=3.11.2
        implementation=CPython
        executable=/opt/python/bin/python3
        prefix=/opt/python
        library=/opt/python/lib/libpython3.11.so.1.0
        bits=64
        free_threaded=no
        numpy=1.24.2
        numpy_folder=/opt/numpy
        numpy_error=
        path=/opt/python/lib
        path=/opt/a=b
        watched=17783121390000000 /opt/python/lib
        watched=0 /a b
        end

        """;

    [Test]
    public void Parse_OfAnAnswer_ReadsEveryLine()
    {
        ProbeAnswer answer = ProbeAnswer.Parse(Good)!;

        Assert.That(answer.Text, Is.EqualTo(Good));
        Assert.That(answer.Version, Is.EqualTo(new Version(3, 11, 2)));
        Assert.That(answer.Implementation, Is.EqualTo("CPython"));
        Assert.That(answer.Executable, Is.EqualTo("/opt/python/bin/python3"));
        Assert.That(answer.Prefix, Is.EqualTo("/opt/python"));
        Assert.That(answer.Library, Is.EqualTo("/opt/python/lib/libpython3.11.so.1.0"));
        Assert.That(answer.Bits, Is.EqualTo(64));
        Assert.That(answer.IsFreeThreaded, Is.False);
        Assert.That(answer.NumPyVersion, Is.EqualTo("1.24.2"));
        Assert.That(answer.NumPyFolder, Is.EqualTo("/opt/numpy"));
        Assert.That(answer.NumPyError, Is.Null);
        Assert.That(answer.ModulePath, Is.EqualTo(new[] { "/opt/python/lib", "/opt/a=b" }));
        Assert.That(answer.Watched, Is.EqualTo(new[] { "17783121390000000 /opt/python/lib", "0 /a b" }));
    }

    [TestCase("Welcome!", "")]
    [TestCase("outliersnative-probe=1\nversion=2.0.0\nend\n", "")]
    [TestCase("Welcome!\n", "Good bye!\nend\n")]
    public void Parse_OfAnAnswerBetweenOtherLines_ReadsTheAnswer(string before, string after)
    {
        ProbeAnswer? answer = ProbeAnswer.Parse(before + "\n" + Good + after);

        Assert.That(answer?.Text, Is.EqualTo(Good));
    }

    [TestCase("/opt/two%0Alines", "/opt/two\nlines")]
    [TestCase("/opt/two%0Dlines", "/opt/two\rlines")]
    [TestCase("/opt/100%25", "/opt/100%")]
    [TestCase("/opt/%250A", "/opt/%0A")]
    [TestCase("/opt/日本", "/opt/日本")]
    public void Parse_OfAPathWithEscapes_GivesThePath(string escaped, string path)
    {
        Assert.That(With("prefix=/opt/python", $"prefix={escaped}").Prefix, Is.EqualTo(path));
    }

    [TestCase("outliersnative-probe=1", "outliersnative-probe=0")]
    [TestCase("\nend\n", "\n")]
    [TestCase("version=3.11.2", "version=")]
    [TestCase("version=3.11.2", "version=3.11")]
    [TestCase("version=3.11.2", "version=3.11.2rc1")]
    [TestCase("version=3.11.2\n", "")]
    [TestCase("implementation=CPython\n", "")]
    [TestCase("prefix=/opt/python\n", "")]
    [TestCase("bits=64", "bits=")]
    [TestCase("bits=64", "bits=sixty-four")]
    [TestCase("bits=64", "bits=99999999999")]
    [TestCase("free_threaded=no", "free_threaded=perhaps")]
    [TestCase(Good, "")]
    [TestCase(Good, "no answer")]
    public void Parse_OfADamagedAnswer_GivesNull(string part, string other)
    {
        Assert.That(ProbeAnswer.Parse(Good.Replace(part, other, StringComparison.Ordinal)), Is.Null);
    }

    [Test]
    public void Reject_OfAGoodPython_IsNull()
    {
        Assert.That(ProbeAnswer.Parse(Good)!.Reject(), Is.Null);
    }

    [TestCase("3.8.0")]
    [TestCase("3.9.18")]
    [TestCase("3.10.0")]
    [TestCase("3.15.0")]
    public void Reject_OfAVersionThatIsNewEnough_IsNull(string version)
    {
        Assert.That(With("3.11.2", version).Reject(), Is.Null);
    }

    [TestCase("3.7.16", "is Python 3.7.16; 3.8 or newer is needed")]
    [TestCase("3.0.1", "is Python 3.0.1; 3.8 or newer is needed")]
    [TestCase("2.7.18", "is Python 2.7.18; 3.8 or newer is needed")]
    public void Reject_OfAnOldVersion_SaysWhichIsNeeded(string version, string reason)
    {
        Assert.That(With("3.11.2", version).Reject(), Is.EqualTo(new Rejection(reason, FixCommands.InstallPython)));
    }

    [Test]
    public void Reject_OfAnotherImplementation_SaysSo()
    {
        Assert.That(
            With("CPython", "PyPy 7.3.17").Reject(),
            Is.EqualTo(new Rejection("is PyPy 7.3.17; CPython is needed", FixCommands.InstallPython)));
    }

    [Test]
    public void Reject_OfOtherBits_SaysBoth()
    {
        Assert.That(
            With("bits=64", "bits=32").Reject(),
            Is.EqualTo(new Rejection("is a 32-bit Python; this process has 64 bits", FixCommands.InstallPython)));
    }

    [Test]
    public void Reject_OfAFreeThreadedPython_SaysWhatToUse()
    {
        Assert.That(
            With("free_threaded=no", "free_threaded=yes").Reject(),
            Is.EqualTo(new Rejection(
                "is a free-threaded Python 3.11.2, which is not supported yet; use the standard build, without the \"t\" in its name",
                FixCommands.InstallPython)));
    }

    [Test]
    public void Reject_OfAPythonThatDoesNotKnowItself_SaysSo()
    {
        Assert.That(
            With("executable=/opt/python/bin/python3", "executable=").Reject(),
            Is.EqualTo(new Rejection("does not know its own path (sys.executable is empty)", null)));
    }

    [Test]
    public void Reject_WithoutNumPy_GivesPythonsWordsAndTheCommand()
    {
        Assert.That(
            WithoutNumPy("ModuleNotFoundError: No module named 'numpy'").Reject(),
            Is.EqualTo(new Rejection(
                "(Python 3.11.2) cannot import NumPy (ModuleNotFoundError: No module named 'numpy')",
                "/opt/python/bin/python3 -m pip install numpy")));
    }

    [Test]
    public void Reject_WithABrokenNumPy_ReinstallsIt()
    {
        Assert.That(WithoutNumPy("ImportError: no blas").Reject(), Is.EqualTo(new Rejection(
            "(Python 3.11.2) cannot import NumPy (ImportError: no blas)",
            "/opt/python/bin/python3 -m pip install --force-reinstall numpy")));
    }

    [TestCase("1.24.2", "", true)]
    [TestCase("", "ModuleNotFoundError: No module named 'numpy'", true)]
    [TestCase("", "ImportError: libblas.so.3", false)]
    public void IsCacheable_OfANumPy_OnlyIfWhatIsWatchedTellsWhenTheAnswerExpires(string version, string error, bool expected)
    {
        Assert.That(With("numpy=1.24.2", $"numpy={version}", "numpy_error=", $"numpy_error={error}").IsCacheable, Is.EqualTo(expected));
    }

    [Test]
    public void IsCacheable_WithoutSharedLibrary_IsFalse()
    {
        Assert.That(With("/opt/python/lib/libpython3.11.so.1.0", "").IsCacheable, Is.False);
    }

    [Test]
    public void Reject_WithoutSharedLibrary_GivesTheCommand()
    {
        Assert.That(
            With("/opt/python/lib/libpython3.11.so.1.0", "").Reject(),
            Is.EqualTo(new Rejection(
                "(Python 3.11.2) has no shared library",
                "install a Python that was built with --enable-shared (pyenv: PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install --force 3.11.2; "
                + "those of uv and conda are)")));
    }

    [Test]
    public void Reject_WithALibraryOfAnotherVersion_SaysWhatToName()
    {
        Assert.That(ProbeAnswer.Parse(Good)!.Reject("/opt/lib/libpython3.12.so.1.0"), Is.EqualTo(new Rejection(
            "is Python 3.11.2, which /opt/lib/libpython3.12.so.1.0 is not; name its interpreter instead of the library", null)));
    }

    [Test]
    public void Reject_OfDebiansPythonWithoutNumPy_NamesItsPackage()
    {
        RequireDebian();

        Rejection? rejection = (WithoutNumPy("ModuleNotFoundError: No module named 'numpy'") with { Executable = "/usr/bin/python3" }).Reject();

        Assert.That(rejection?.Fix, Is.EqualTo($"{AptGet} install -y python3-numpy"));
    }

    [Test]
    public void Reject_OfDebiansPythonWithoutSharedLibrary_NamesItsPackage()
    {
        RequireDebian();

        Rejection? rejection = (ProbeAnswer.Parse(Good)! with { Executable = "/usr/bin/python3", Library = null }).Reject();

        Assert.That(rejection?.Fix, Is.EqualTo($"{AptGet} install -y libpython3.11"));
    }

    [Test]
    public void Reject_OfDebiansPythonWithNeither_NamesBothPackagesInOneCommand()
    {
        RequireDebian();
        ProbeAnswer answer = WithoutNumPy("ModuleNotFoundError: No module named 'numpy'") with { Executable = "/usr/bin/python3", Library = null };

        Assert.That(answer.Reject()?.Fix, Is.EqualTo($"{AptGet} install -y python3-numpy libpython3.11"));
    }

    [Test]
    public void InstallPython_OnDebian_NamesTheSmallestPackages()
    {
        RequireDebian();

        Assert.That(FixCommands.InstallPython, Does.Match(@"install -y python3-numpy libpython3\.\d+$"));
    }

    /// <summary>Without sudo for root, and with an update where there are no package lists yet.</summary>
    private static string AptGet
    {
        get
        {
            string sudo = Environment.IsPrivilegedProcess ? "" : "sudo ";
            bool hasLists = Directory.EnumerateFiles("/var/lib/apt/lists", "*Packages*").Any();
            return hasLists ? $"{sudo}apt-get" : $"{sudo}apt-get update && {sudo}apt-get";
        }
    }

    private static void RequireDebian()
    {
        if (!File.Exists("/etc/debian_version"))
        {
            Assert.Ignore("This is no Debian: there is no /etc/debian_version.");
        }
    }

    private static ProbeAnswer WithoutNumPy(string error) => With("numpy=1.24.2", "numpy=", "numpy_error=", $"numpy_error={error}");

    private static ProbeAnswer With(string part, string other) => ProbeAnswer.Parse(Good.Replace(part, other, StringComparison.Ordinal))!;

    private static ProbeAnswer With(string part, string other, string part2, string other2) =>
        ProbeAnswer.Parse(Good.Replace(part, other, StringComparison.Ordinal).Replace(part2, other2, StringComparison.Ordinal))!;
}
