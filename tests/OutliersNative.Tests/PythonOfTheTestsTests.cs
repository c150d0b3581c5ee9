using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests;

/// <summary>The Python that the tests run on is the one that build.sh has chosen, and tested for what the tests need.</summary>
public sealed class PythonOfTheTestsTests
{
    /// <summary>This process has its Python already: that another one is refused shows that it was asked for.</summary>
    [Test]
    public void Start_WhenAnotherPythonIsNamedForTheTests_AsksForThatOne()
    {
        using var folder = new TemporaryFolder();
        string other = VirtualEnvironment.Python(VirtualEnvironment.MakeWithNumPy(folder.In("other")));
        using var named = new EnvironmentVariable(PythonForAllTests.Variable, other);

        var thrown = Assert.Throws<PythonStateException>(() => new PythonForAllTests().Start());

        Assert.That(thrown.Message, Does.Contain($"; {other} was asked for."));
    }
}
