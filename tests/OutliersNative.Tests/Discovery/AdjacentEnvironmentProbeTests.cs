using NUnit.Framework;
using OutliersNative.Discovery.Probes;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Discovery;

/// <summary>Beside the app, and never in the current directory.</summary>
public sealed class AdjacentEnvironmentProbeTests
{
    [Test]
    public void Find_WithoutAFolderOfTheApp_LooksNowhere()
    {
        using var folder = new TemporaryFolder();
        folder.Write(".venv/pyvenv.cfg", "home = /usr/bin");
        string before = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(folder.Path);
        try
        {
            Assert.That(AdjacentEnvironmentProbe.Find(""), Is.Empty);
            Assert.That(AdjacentEnvironmentProbe.Find(folder.Path).Count(), Is.EqualTo(1));
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }
    }
}
