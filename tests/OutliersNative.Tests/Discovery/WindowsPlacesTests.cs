using NUnit.Framework;
using OutliersNative.Discovery;

namespace OutliersNative.Tests.Discovery;

/// <summary>The list that the py launcher prints, in the forms of several versions.</summary>
public sealed class WindowsPlacesTests
{
    private const string Printed = """
         -V:3.13 *        C:\Program Files\Python313\python.exe
         -V:ContinuumAnalytics/Anaconda39-64 C:\conda\python.exe
         -3.9-64        D:\old python\python.exe
        No suitable Python runtime found
         *               active venv
        """;

    [Test]
    public void ParseLauncherList_OfAList_GivesEveryInterpreter()
    {
        Assert.That(
            WindowsPlaces.ParseLauncherList(Printed),
            Is.EqualTo(new[] { @"C:\Program Files\Python313\python.exe", @"C:\conda\python.exe", @"D:\old python\python.exe" }));
    }

    [Test]
    public void ParseLauncherList_OfNothing_GivesNone()
    {
        Assert.That(WindowsPlaces.ParseLauncherList(""), Is.Empty);
    }
}
