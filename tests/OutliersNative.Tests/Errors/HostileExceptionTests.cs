using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Errors;

/// <summary>Exceptions that cannot be fully described: type and message arrive as far as they exist.</summary>
public sealed class HostileExceptionTests
{
    private const string NoText = "<the exception's str() failed>";

    /// <summary>Some exceptions are in reference cycles, which retain the input until a collection.</summary>
    [TearDown]
    public void Collect()
    {
        using var collector = new Outliers("retains", "collect");
        collector.Detect([0]);
    }

    [TestCase("exiting_text", "raises.ExitingText", NoText)]
    [TestCase("endless_text", "raises.EndlessText", NoText)]
    [TestCase("never_ending_text", "raises.NeverEndingText", NoText)]
    [TestCase("number_text", "raises.NumberText", NoText)]
    [TestCase("subclass_text", "raises.SubclassText", "text of a subclass")]
    [TestCase("nameless", "Exception", "still has a text")]
    [TestCase("number_module", "NumberModule", "still has a text")]
    [TestCase("refuses_to_be_made", "LookupError", "made no exception")]
    [TestCase("raises_when_freed", "raises.RaisesWhenFreed", "freed later")]
    [TestCase("odd_notes", "raises.OddNotes", "with notes")]
    [TestCase("no_exception", "TypeError", "exceptions must derive from BaseException")]
    [TestCase("caused_by_itself", "ValueError", "its own cause")]
    [TestCase("long_chain", "ValueError", "link 4999")]
    [TestCase("odd_syntax_error", "SyntaxError", @"odd (\udc80 , line -5)")]
    [TestCase("without_arguments", "UnicodeDecodeError", "UnicodeDecodeError")]
    [TestCase("stop_iteration", "StopIteration", "5")]
    [TestCase("generator_exit", "GeneratorExit", "from no generator")]
    [TestCase("warning", "RuntimeWarning", "invalid value encountered in sqrt")]
    [TestCase("empty_message", "ValueError", "ValueError")]
    public void Detect_WhenExceptionIsOdd_GivesTypeAndMessage(string function, string type, string message)
    {
        using var raising = new Outliers("raises", function);
        using var outliers = new Outliers("good_results", "int64");

        var thrown = Assert.Throws<PythonException>(() => raising.Detect(Five.Values()));

        Assert.That(thrown.PythonType, Is.EqualTo(type));
        Assert.That(thrown.Message, Is.EqualTo(message));
        Assert.That(outliers.Detect(Five.Values()), Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public void Detect_WhenNumPyHasNoMemory_ThrowsItsExceptionAndTheProcessContinues()
    {
        using var raising = new Outliers("raises", "memory_error");
        using var outliers = new Outliers("good_results", "int64");

        var thrown = Assert.Throws<PythonException>(() => raising.Detect(Five.Values()));

        Assert.That(thrown.PythonType, Does.EndWith("MemoryError"));
        Assert.That(thrown.Message, Does.StartWith("Unable to allocate "));
        Assert.That(outliers.Detect(Five.Values()), Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public void Detect_WhenExceptionsGoInACircle_TheTracebackEnds()
    {
        using var outliers = new Outliers("raises", "caused_by_itself");

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.PythonTraceback, Does.EndWith("\nValueError: its own cause\n"));
    }
}
