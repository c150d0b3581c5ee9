using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Errors;

/// <summary>What of a Python exception arrives in .NET: its type, its message, its traceback.</summary>
public sealed class PythonExceptionTests
{
    [TestCaseSource(typeof(Road), nameof(Road.All))]
    public void Detect_WhenFunctionRaises_GivesTypeAndMessage(Road road)
    {
        using var outliers = new Outliers("raises_value_error", "detect");

        var thrown = Assert.Throws<PythonException>(() => road.Detect(outliers, Five.Values()));

        Assert.That(thrown.PythonType, Is.EqualTo("ValueError"));
        Assert.That(thrown.Message, Is.EqualTo("the detector refuses 5 values"));
    }

    [Test]
    public void Detect_WhenFunctionRaises_GivesTheTracebackAsPythonPrintsIt()
    {
        string file = Path.Combine(Places.Fixtures, "raises_value_error.py");
        using var outliers = new Outliers("raises_value_error", "detect");

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.PythonTraceback, Does.StartWith(
            $"Traceback (most recent call last):\n  File \"{file}\", line 5, in detect\n    raise ValueError("));
        Assert.That(thrown.PythonTraceback, Does.EndWith("\nValueError: the detector refuses 5 values\n"));
    }

    [Test]
    public void ToString_WhenFunctionRaised_ShowsBothStacks()
    {
        using var outliers = new Outliers("raises_value_error", "detect");

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.ToString(), Does.StartWith("OutliersNative.PythonException: the detector refuses 5 values"));
        Assert.That(thrown.ToString(), Does.Contain(nameof(ToString_WhenFunctionRaised_ShowsBothStacks)));
        Assert.That(thrown.ToString(), Does.EndWith(
            $"{Environment.NewLine}--- Python ---{Environment.NewLine}{thrown.PythonTraceback}"));
    }

    [Test]
    public void Detect_WhenExceptionHasACause_TheTracebackTellsBoth()
    {
        using var outliers = new Outliers("raises_chained", "detect");

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.PythonType, Is.EqualTo("ValueError"));
        Assert.That(thrown.Message, Is.EqualTo("no threshold was given"));
        Assert.That(thrown.PythonTraceback, Does.Contain(
            "KeyError: 'threshold'\n\nThe above exception was the direct cause of the following exception:\n\n"));
    }

    [Test]
    public void Detect_WhenExceptionIsTheModulesOwn_TypeIsItsFullName()
    {
        using var outliers = new Outliers("raises_custom_type", "detect");

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.PythonType, Is.EqualTo("raises_custom_type.Detector.Failed"));
        Assert.That(thrown.Message, Is.EqualTo("own type"));
    }

    [TestCase("raises_system_exit", "SystemExit", "3")]
    [TestCase("raises_keyboard_interrupt", "KeyboardInterrupt", "KeyboardInterrupt")]
    public void Detect_WhenFunctionWantsToEndTheProcess_IsAnExceptionLikeAnyOther(string module, string type, string message)
    {
        using var outliers = new Outliers(module, "detect");

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.PythonType, Is.EqualTo(type));
        Assert.That(thrown.Message, Is.EqualTo(message));
    }

    [Test]
    public void Detect_AfterTheFunctionRaised_NoErrorIsPending()
    {
        using var raising = new Outliers("raises_value_error", "detect");
        using var outliers = new Outliers("good_results", "int64");
        Assert.Throws<PythonException>(() => raising.Detect(Five.Values()));

        long[] positions = outliers.Detect(Five.Values());

        Assert.That(positions, Is.EqualTo(new long[] { 1, 3 }));
    }
}
