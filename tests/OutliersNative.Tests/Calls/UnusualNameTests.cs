using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>Names of modules and functions that are not ASCII, or not valid.</summary>
public sealed class UnusualNameTests
{
    private const string Decomposed = "gro\u0308\u00dfe"; // o and a combining diaeresis, as some file systems store it
    private const string Composed = "gr\u00f6\u00dfe";

    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void MakeModules()
    {
        _folder = new TemporaryFolder();
        string function = "def {0}(data): return [3, 1]\n";
        _folder.Write("Ünïcødé 日本/größe.py", string.Format(null, function, Decomposed));
        _folder.Write("日本語.py", string.Format(null, function, "検出") + string.Format(null, function, "\ufb01nd"));
        _folder.Write("with blank.py", string.Format(null, function, "detect"));
        _folder.Write("pa%s%n/cka%d.py", string.Format(null, function, "detect"));
        PythonRuntime.Start(new PythonRuntimeOptions { ModulePaths = [_folder.Path] });
    }

    [OneTimeTearDown]
    public void DeleteModules() => _folder.Dispose();

    [TestCase("日本語", "検出")]
    [TestCase("with blank", "detect")]
    [TestCase("Ünïcødé 日本.größe", Composed)]
    [TestCase("pa%s%n.cka%d", "detect")]
    public void Constructor_WithUnusualNames_FindsTheFunction(string module, string function)
    {
        using var outliers = new Outliers(module, function);

        Assert.That(outliers.Detect(Five.Values()), Is.EqualTo(new long[] { 3, 1 }));
    }

    /// <summary>Python normalizes names in source code (NFKC), but not names that are looked up.</summary>
    [TestCase("日本語", "find", "\ufb01nd")]
    [TestCase("Ünïcødé 日本.größe", Composed, Decomposed)]
    public void Constructor_WithANameThatIsNotNormalized_FindsOnlyTheNormalizedOne(string module, string normalized, string written)
    {
        using var outliers = new Outliers(module, normalized);

        var thrown = Assert.Throws<PythonException>(() => new Outliers(module, written).Dispose());

        Assert.That(outliers.Detect(Five.Values()), Is.EqualTo(new long[] { 3, 1 }));
        Assert.That(thrown.PythonType, Is.EqualTo("AttributeError"));
        Assert.That(thrown.Message, Is.EqualTo($"module '{module}' has no attribute '{written}'"));
    }

    [TestCase(".")]
    [TestCase("..outliers")]
    [TestCase("outliers.")]
    [TestCase("outliers..sigma")]
    [TestCase(".outliers")]
    [TestCase(" outliers")]
    [TestCase("outliers\n")]
    [TestCase("outliers/sigma")]
    [TestCase("%s%s%n")]
    [TestCase("\u200boutliers")]
    public void Constructor_WhenModuleIsNoName_ThrowsAPythonException(string module) =>
        Assert.Throws<PythonException>(() => new Outliers(module, "detect").Dispose());

    [TestCase(".")]
    [TestCase(".detect")]
    [TestCase("detect.")]
    [TestCase("sigma..detect")]
    [TestCase("detect()")]
    [TestCase(" detect")]
    [TestCase("%s%n")]
    public void Constructor_WhenFunctionIsNoName_ThrowsAttributeError(string function)
    {
        var thrown = Assert.Throws<PythonException>(() => new Outliers("outliers", function).Dispose());

        Assert.That(thrown.PythonType, Is.EqualTo("AttributeError"));
    }

    [Test]
    public void Constructor_WithAMillionCharacters_ThrowsAPythonException()
    {
        string name = new('é', 1_000_000);

        var module = Assert.Throws<PythonException>(() => new Outliers(name, "detect").Dispose());
        var function = Assert.Throws<PythonException>(() => new Outliers("outliers", name).Dispose());

        Assert.That(module.PythonType, Is.EqualTo("ModuleNotFoundError"));
        Assert.That(function.PythonType, Is.EqualTo("AttributeError"));
    }
}
