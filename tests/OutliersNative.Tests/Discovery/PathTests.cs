using System.Runtime.Versioning;
using NUnit.Framework;
using OutliersNative.Discovery;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Discovery;

/// <summary>The interpreters on PATH, for every form that PATH may have.</summary>
[Platform("Unix"), UnsupportedOSPlatform("windows")]
public sealed class PathTests
{
    private TemporaryFolder _folder = null!;
    private EnvironmentVariable _path = null!;

    [SetUp]
    public void Isolate()
    {
        _folder = new TemporaryFolder();
        _folder.Write("a/python3", "");
        _folder.Write("b/python3", "");
        _path = new EnvironmentVariable("PATH", null);
    }

    [TearDown]
    public void Restore()
    {
        _path.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void OnPath_WithTwoPythons_GivesBothInOrder()
    {
        Assert.That(Found("{0}/b:{0}/a"), Is.EqualTo(new[] { _folder.In("b", "python3"), _folder.In("a", "python3") }));
    }

    [TestCase("", TestName = "OnPath_WithEmptyPath_GivesNone")]
    [TestCase(":::", TestName = "OnPath_WithEmptyEntries_GivesNone")]
    [TestCase("{0}", TestName = "OnPath_WithoutPythonInFolder_GivesNone")]
    [TestCase("{0}/no_such_folder", TestName = "OnPath_WithMissingFolder_GivesNone")]
    [TestCase("{0}/a/python3", TestName = "OnPath_WithAFileAsFolder_GivesNone")]
    public void OnPath_WithoutPythons_GivesNone(string path)
    {
        Assert.That(Found(path), Is.Empty);
    }

    [TestCase("{0}/a ", TestName = "OnPath_WithSpaceAfterFolder_TrimsIt")]
    [TestCase(" {0}/a", TestName = "OnPath_WithSpaceBeforeFolder_TrimsIt")]
    [TestCase("::{0}/a:", TestName = "OnPath_WithEmptyEntriesBesides_SkipsThem")]
    [TestCase("{0}/no_such_folder:{0}/a", TestName = "OnPath_WithMissingFolderBefore_SkipsIt")]
    public void OnPath_WithAPythonAfterAll_GivesIt(string path)
    {
        Assert.That(Found(path), Is.EqualTo(new[] { _folder.In("a", "python3") }));
    }

    [Test]
    public void OnPath_WithRelativeEntries_SkipsThem()
    {
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = _folder.Path;
        try
        {
            Assert.That(Found("a:./b:."), Is.Empty);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Test]
    public void OnPath_WithALinkToAFolder_GivesTheRealOne()
    {
        Directory.CreateSymbolicLink(_folder.In("link"), _folder.In("a"));

        Assert.That(Found("{0}/link:{0}/a").Distinct(), Is.EqualTo(new[] { _folder.In("a", "python3") }));
    }

    [Test]
    public void OnPath_WithALinkToItself_SkipsIt()
    {
        Directory.CreateSymbolicLink(_folder.In("loop"), _folder.In("loop"));

        Assert.That(Found("{0}/loop:{0}/a"), Is.EqualTo(new[] { _folder.In("a", "python3") }));
    }

    /// <summary>As the pyenv shims of root stay on the PATH of somebody who became another user with su.</summary>
    [Test]
    public void OnPath_WithAFolderThatMayNotBeEntered_SkipsIt()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("root may enter every folder");
        }
        _folder.Write("closed/bin/python3", "");
        File.SetUnixFileMode(_folder.In("closed"), UnixFileMode.None);
        try
        {
            Assert.That(Found("{0}/closed/bin:{0}/a"), Is.EqualTo(new[] { _folder.In("a", "python3") }));
        }
        finally
        {
            File.SetUnixFileMode(_folder.In("closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private List<string> Found(string path)
    {
        Environment.SetEnvironmentVariable("PATH", path.Replace("{0}", _folder.Path, StringComparison.Ordinal));
        return [.. PythonPlaces.OnPath()];
    }
}
