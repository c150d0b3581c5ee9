using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>How the constructor finds a function by name, and what it reports if there is none.</summary>
public sealed class LoadTests
{
    [TestCase("imports.dotted", "detect")]
    [TestCase("imports.dotted", "Detector.detect")]
    [TestCase("imports.dotted", "Detector.Inner.detect")]
    [TestCase("imports.dotted", "an_object")]
    [TestCase("outliers.sigma", "np.flatnonzero")]
    public void Constructor_WithDottedNames_FindsTheFunction(string module, string function)
    {
        using var outliers = new Outliers(module, function);

        long[] positions = outliers.Detect([0, 900, 0, 800, 0]);

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
    }

    [TestCase("no_such_module", "detect", "ModuleNotFoundError", "No module named 'no_such_module'")]
    [TestCase("imports.no_such_module", "detect", "ModuleNotFoundError", "No module named 'imports.no_such_module'")]
    [TestCase("outliers", "no_such_function", "AttributeError", "module 'outliers' has no attribute 'no_such_function'")]
    [TestCase("outliers", "detect.no_such_member", "AttributeError", "'function' object has no attribute 'no_such_member'")]
    [TestCase("callables", "not_a_function", "TypeError",
        "callables.not_a_function cannot be called: it is an object of <class 'int'>; name a function that takes one array")]
    [TestCase("imports.raises", "detect", "RuntimeError", "this module refuses to be imported")]
    public void Constructor_WithoutSuchAFunction_ThrowsInPythonsWords(string module, string function, string type, string message)
    {
        var thrown = Assert.Throws<PythonException>(() => new Outliers(module, function).Dispose());

        Assert.That(thrown.PythonType, Is.EqualTo(type));
        Assert.That(thrown.Message, Is.EqualTo(message));
    }

    [Test]
    public void Constructor_WhenModuleHasASyntaxError_NamesFileAndLine()
    {
        var thrown = Assert.Throws<PythonException>(() => new Outliers("imports.syntax_error", "detect").Dispose());

        Assert.That(thrown.PythonType, Is.EqualTo("SyntaxError"));
        Assert.That(thrown.Message, Does.Contain("syntax_error.py, line 4"));
        Assert.That(thrown.PythonTraceback, Does.Contain("def detect(data, data)"));
    }

    [Test]
    public void Constructor_WhenModuleRaises_GivesTheTraceback()
    {
        var thrown = Assert.Throws<PythonException>(() => new Outliers("imports.raises", "detect").Dispose());

        Assert.That(thrown.PythonTraceback, Does.Contain("raises.py\", line 3, in <module>"));
    }

    [Test]
    public void Constructor_AfterAFailedOne_Works()
    {
        Assert.Throws<PythonException>(() => new Outliers("imports.raises", "detect").Dispose());

        using var outliers = new Outliers("outliers", "detect");

        Assert.That(outliers.Detect([0, 0, 0, 0, 0, 0, 0, 9]), Is.EqualTo(new long[] { 7 }));
    }

    [Test]
    public void Constructor_WhenItFails_LeavesNoFunction()
    {
        Assert.Throws<PythonException>(() => new Outliers("callables", "not_a_function").Dispose());

        Assert.That(Counters.Now().functions, Is.Zero);
    }
}
