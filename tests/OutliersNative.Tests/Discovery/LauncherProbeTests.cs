using NUnit.Framework;
using OutliersNative.Discovery.Probes;

namespace OutliersNative.Tests.Discovery;

/// <summary>What Windows' py launcher prints, as launchers of several versions do.</summary>
public sealed class LauncherProbeTests
{
    private const string Printed = """
         -V:3.13 *        C:\Program Files\Python313\python.exe
         -V:ContinuumAnalytics/Anaconda39-64 C:\conda\python.exe
         -3.9-64        D:\old python\python.exe
        No suitable Python runtime found
         *               active venv
        """;

    [Test]
    public void Parse_OfAList_GivesEveryInterpreter()
    {
        Assert.That(
            LauncherProbe.Parse(Printed).Select(candidate => candidate.Path),
            Is.EqualTo(new[] { @"C:\Program Files\Python313\python.exe", @"C:\conda\python.exe", @"D:\old python\python.exe" }));
    }

    [Test]
    public void Parse_OfNothing_GivesNone()
    {
        Assert.That(LauncherProbe.Parse(""), Is.Empty);
    }
}
