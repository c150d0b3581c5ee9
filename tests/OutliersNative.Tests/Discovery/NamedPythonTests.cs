using NUnit.Framework;
using OutliersNative.Discovery;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Discovery;

/// <summary>Which interpreter is meant by what a user named.</summary>
[Platform("Unix")]
public sealed class NamedPythonTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("bin/python3", "")]
    [TestCase("bin/python", "")]
    [TestCase("python3", "")]
    [TestCase("venv/bin/python3", "venv")]
    public void Named_OfAFolder_IsTheInterpreterInIt(string file, string named)
    {
        string python = _folder.Write(file, "");

        Assert.That(Named(_folder.In(named)), Is.EqualTo(new Candidate(python, "test", Setting: _folder.In(named))));
    }

    [Test]
    public void Named_OfAFolderWithBoth_IsTheThird()
    {
        _folder.Write("bin/python", "");
        string python = _folder.Write("bin/python3", "");

        Assert.That(Named(_folder.Path).Path, Is.EqualTo(python));
    }

    [TestCase("lib/libpython3.12.so.1.0", "bin/python3.12")]
    [TestCase("lib/libpython3.12.so", "bin/python3.12")]
    [TestCase("lib/x86_64-linux-gnu/libpython3.12.so.1.0", "bin/python3.12")]
    [TestCase("lib/libpython3.12.dylib", "bin/python3")]
    [TestCase("lib/libpython3.13t.so.1.0", "bin/python3.13")]
    public void Named_OfALibrary_IsTheInterpreterOfItsVersionAndTheLibrary(string library, string interpreter)
    {
        string named = _folder.Write(library, "");
        string python = _folder.Write(interpreter, "");

        Assert.That(Named(named), Is.EqualTo(new Candidate(python, "test", named, named)));
    }

    [TestCase("lib/libpython3.so")]
    [TestCase("lib/libfoo.so")]
    [TestCase("bin/python3.12")]
    public void Named_OfAnotherFile_IsThatFile(string file)
    {
        string named = _folder.Write(file, "");

        Assert.That(Named(named), Is.EqualTo(new Candidate(named, "test", Setting: named)));
    }

    [Test]
    public void Named_OfABareName_IsTheProgramOnPath()
    {
        string python = _folder.Write("python3.12", "");
        using var path = new EnvironmentVariable("PATH", $"relative:/no/such/folder:{_folder.Path}");

        Assert.That(Named("python3.12").Path, Is.EqualTo(python));
    }

    [Test]
    public void Named_OfARelativePath_IsTakenFromTheCurrentDirectory()
    {
        Assert.That(Named("no/such/python3").Path, Is.EqualTo(Path.Combine(Environment.CurrentDirectory, "no", "such", "python3")));
    }

    private static Candidate Named(string path) => PythonPlaces.Named(path, "test");
}
