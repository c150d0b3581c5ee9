using NUnit.Framework;
using OutliersNative.Interop;

namespace OutliersNative.Tests.Interop;

/// <summary>Beside what the package's files lie.</summary>
[Platform("Unix")]
public sealed class PackageFoldersTests
{
    [TestCase("/app", "/app")]
    [TestCase("/app/plug-in/runtimes/linux-x64/lib/net10.0", "/app/plug-in")]
    [TestCase("/app/runtimes/linux-x64/native", "/app/runtimes/linux-x64/native")]
    [TestCase("", "")]
    public void Above_OfTheAssemblysFolder_IsThePackages(string folder, string expected)
    {
        string above = PackageFolders.Above(folder);

        Assert.That(above, Is.EqualTo(expected));
    }

    [TestCase("/app/", "/app", new[] { "/app" })]
    [TestCase("/app/", "/app/plug-in", new[] { "/app", "/app/plug-in" })]
    [TestCase("/app/", "/app/runtimes/linux-x64/lib/net10.0", new[] { "/app" })]
    [TestCase("/app/", "", new[] { "/app" }, Description = "a single file")]
    [TestCase("", "/component", new[] { "/component" }, Description = "a native host")]
    [TestCase("", "", new string[0])]
    public void Of_AppAndAssembly_AreThoseThatAreKnown(string app, string assembly, string[] expected)
    {
        string[] folders = PackageFolders.Of(app, assembly);

        Assert.That(folders, Is.EqualTo(expected));
    }
}
