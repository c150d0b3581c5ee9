using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Errors;

/// <summary>The type, message and traceback of a Python exception in .NET.</summary>
public sealed class PythonExceptionTests
{
    [TestCaseSource(typeof(InputKind), nameof(InputKind.All))]
    public void Detect_WhenFunctionRaises_GivesTypeAndMessage(InputKind kind)
    {
        using var outliers = new Outliers("raises", "value_error");

        var thrown = Assert.Throws<PythonException>(() => kind.Detect(outliers, Five.Values()));

        Assert.That(thrown.PythonType, Is.EqualTo("ValueError"));
        Assert.That(thrown.Message, Is.EqualTo("the detector refuses 5 values"));
    }

    [Test]
    public void Detect_WhenFunctionRaises_GivesTheTracebackAsPythonPrintsIt()
    {
        string file = Path.Combine(Places.Fixtures, "raises.py");
        using var outliers = new Outliers("raises", "value_error");

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.PythonTraceback, Does.StartWith(
            $"Traceback (most recent call last):\n  File \"{file}\", line 12, in value_error\n    raise ValueError("));
        Assert.That(thrown.PythonTraceback, Does.EndWith("\nValueError: the detector refuses 5 values\n"));
    }

    [Test]
    public void ToString_WhenFunctionRaised_ShowsBothStacks()
    {
        using var outliers = new Outliers("raises", "value_error");

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.ToString(), Does.StartWith("OutliersNative.PythonException: the detector refuses 5 values"));
        Assert.That(thrown.ToString(), Does.Contain(nameof(ToString_WhenFunctionRaised_ShowsBothStacks)));
        Assert.That(thrown.ToString(), Does.EndWith(
            $"{Environment.NewLine}--- Python ---{Environment.NewLine}{thrown.PythonTraceback}"));
    }

    [Test]
    public void Detect_WhenExceptionHasACause_TheTracebackTellsBoth()
    {
        using var outliers = new Outliers("raises", "chained");

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.PythonType, Is.EqualTo("ValueError"));
        Assert.That(thrown.Message, Is.EqualTo("no threshold was given"));
        Assert.That(thrown.PythonTraceback, Does.Contain(
            "KeyError: 'threshold'\n\nThe above exception was the direct cause of the following exception:\n\n"));
    }

    [Test]
    public void Detect_WhenExceptionIsTheModulesOwn_TypeIsItsFullName()
    {
        using var outliers = new Outliers("raises", "custom_type");

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.PythonType, Is.EqualTo("raises.Detector.Failed"));
        Assert.That(thrown.Message, Is.EqualTo("own type"));
    }

    [TestCase("system_exit", "SystemExit", "3")]
    [TestCase("keyboard_interrupt", "KeyboardInterrupt", "KeyboardInterrupt")]
    public void Detect_WhenFunctionExitsTheProcess_ThrowsAsForAnyException(string function, string type, string message)
    {
        using var outliers = new Outliers("raises", function);

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.PythonType, Is.EqualTo(type));
        Assert.That(thrown.Message, Is.EqualTo(message));
    }

    [Test]
    public void Detect_AfterTheFunctionRaised_NoErrorIsPending()
    {
        using var raising = new Outliers("raises", "value_error");
        using var outliers = new Outliers("good_results", "int64");
        Assert.Throws<PythonException>(() => raising.Detect(Five.Values()));

        long[] positions = outliers.Detect(Five.Values());

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
    }
}
