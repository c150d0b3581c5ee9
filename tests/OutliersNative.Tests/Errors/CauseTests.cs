using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Errors;

/// <summary>The chain of Python's causes as <see cref="Exception.InnerException"/>.</summary>
public sealed class CauseTests
{
    private const string Cause = "\nThe above exception was the direct cause of the following exception:\n\n";

    private const string Context = "\nDuring handling of the above exception, another exception occurred:\n\n";

    /// <summary>Some exceptions are in reference cycles, which retain the input until a collection.</summary>
    [TearDown]
    public void Collect()
    {
        using var collector = new Outliers("retains", "collect");
        collector.Detect([0]);
    }

    [TestCase("chained")]
    [TestCase("in_a_handler")]
    public void InnerException_OfACauseOrContext_IsThatException(string function)
    {
        PythonException thrown = Raised.By(function);

        var cause = (PythonException)thrown.InnerException!;
        Assert.That(cause.PythonType, Is.EqualTo("KeyError"));
        Assert.That(cause.Message, Is.EqualTo("'threshold'"));
        Assert.That(cause.Frames, Has.Count.EqualTo(1));
        Assert.That(cause.Frames[0], Is.EqualTo(thrown.Frames[0] with { Line = cause.Frames[0].Line }));
        Assert.That(cause.InnerException, Is.Null);
    }

    [TestCase("value_error")]
    [TestCase("from_none")]
    [TestCase("caused_by_itself")]
    public void InnerException_WithoutACause_IsNull(string function)
    {
        Assert.That(Raised.By(function).InnerException, Is.Null);
    }

    [Test]
    public void InnerException_OfCauseAndContext_IsTheCause()
    {
        PythonException thrown = Raised.By("three_links");

        Assert.That(Messages(thrown), Is.EqualTo(new[] { "last", "no threshold was given", "'threshold'" }));
        Assert.That(thrown.GetBaseException(), Has.Message.EqualTo("'threshold'"));
    }

    [Test]
    public void InnerException_OfExceptionsInACircle_Ends()
    {
        Assert.That(Messages(Raised.By("two_that_cause_each_other")), Is.EqualTo(new[] { "one", "two" }));
    }

    [Test]
    public void InnerException_OfALongChain_HasTheFirstAndTheLastTen()
    {
        IEnumerable<int> links = [.. Enumerable.Range(4990, 10).Reverse(), .. Enumerable.Range(0, 10).Reverse()];

        Assert.That(Messages(Raised.By("long_chain")), Is.EqualTo(links.Select(i => $"link {i}")));
    }

    [Test]
    public void InnerException_OfALongChainOfLongMessages_IsBounded()
    {
        string[] messages = [.. Messages(Raised.By("long_chain_of_long_messages"))];

        Assert.That(messages.Sum(message => message.Length), Is.LessThan(600_000));
        Assert.That(messages.Select(message => message.Contains(" characters left out ", StringComparison.Ordinal)), Has.All.True);
    }

    [TestCase("odd_cause", "Exception", "inside")]
    [TestCase("cause_without_text", "raises.BadStr", "<the exception's str() failed>")]
    [TestCase("odd_text_in_cause", "KeyError", @"'\udc80 🐍 \\n\n\t\x00 end'")]
    public void InnerException_OfAnOddCause_HasItsTypeAndMessage(string function, string type, string message)
    {
        var cause = (PythonException)Raised.By(function).InnerException!;

        Assert.That(cause.PythonType, Is.EqualTo(type));
        Assert.That(cause.Message, Is.EqualTo(message));
    }

    [Test]
    public void InnerException_OfAGroup_IsTheCauseOfTheGroup()
    {
        RequireNewPython();
        PythonException thrown = Raised.By("group_with_a_cause");

        Assert.That(thrown.PythonType, Is.EqualTo("ExceptionGroup"));
        Assert.That(thrown.PythonTraceback, Does.Contain("ValueError: member").And.Contain("TypeError: other member"));
        Assert.That(Messages(thrown), Is.EqualTo(new[] { "a group (2 sub-exceptions)", "'threshold'" }));
        Assert.That(((PythonException)thrown.InnerException!).PythonTraceback, Is.EqualTo("KeyError: 'threshold'\n"));
    }

    [TestCase("chained", Cause)]
    [TestCase("in_a_handler", Context)]
    public void PythonTraceback_OfACause_IsWhatPythonPrintsOfIt(string function, string between)
    {
        PythonException thrown = Raised.By(function);

        var cause = (PythonException)thrown.InnerException!;
        Assert.That(cause.PythonTraceback, Does.StartWith("Traceback (most recent call last):\n").And.EndWith("\nKeyError: 'threshold'\n"));
        Assert.That(thrown.PythonTraceback, Does.StartWith(cause.PythonTraceback + between + "Traceback (most recent call last):\n"));
    }

    [Test]
    public void PythonTraceback_OfACause_HasItsOwnCauses()
    {
        PythonException thrown = Raised.By("three_links");

        var second = (PythonException)thrown.InnerException!;
        var first = (PythonException)second.InnerException!;
        Assert.That(second.PythonTraceback, Does.StartWith(first.PythonTraceback + Context));
        Assert.That(thrown.PythonTraceback, Does.StartWith(second.PythonTraceback + Cause));
    }

    [TestCase("message_like_a_traceback", "still inside'\n")]
    [TestCase("odd_text_in_cause", "end'\n")]
    public void PythonTraceback_OfACauseWithOddText_EndsWithIt(string function, string end)
    {
        PythonException thrown = Raised.By(function);

        string inside = ((PythonException)thrown.InnerException!).PythonTraceback;
        Assert.That(inside, Does.StartWith("KeyError: ").And.EndWith(end));
        Assert.That(thrown.PythonTraceback, Does.StartWith(inside + Cause));
    }

    [Test]
    public void ToString_WithACause_HasEachTracebackOnce()
    {
        string text = Raised.By("three_links").ToString();

        Assert.That(text.Split("KeyError: 'threshold'\n"), Has.Length.EqualTo(2));
        Assert.That(text.Split("--- Python ---"), Has.Length.EqualTo(2));
        Assert.That(text, Does.EndWith("\nTypeError: last\n"));
    }

    [Test]
    public void ToString_OfACause_HasItsTypeMessageAndTraceback()
    {
        var cause = (PythonException)Raised.By("chained").InnerException!;

        Assert.That(cause.ToString(), Is.EqualTo(
            $"OutliersNative.PythonException: 'threshold'{Environment.NewLine}--- Python ---{Environment.NewLine}{cause.PythonTraceback}"));
    }

    [Test]
    public void DetectMany_WhenTheExceptionHasACause_NamesTheArrayInTheOuterOneOnly()
    {
        using var outliers = new Outliers("raises", "chained");

        var thrown = Assert.Throws<PythonException>(() => outliers.DetectMany([Five.Values()]));

        Assert.That(thrown.SeriesIndex, Is.Zero);
        Assert.That(Messages(thrown), Is.EqualTo(new[] { "arrays[0]: no threshold was given", "'threshold'" }));
        Assert.That(((PythonException)thrown.InnerException!).SeriesIndex, Is.Null);
    }

    private static IEnumerable<string> Messages(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception.Message;
        }
    }

    private static void RequireNewPython()
    {
        if (Version.Parse(PythonRuntime.Current!.Version) < new Version(3, 11))
        {
            Assert.Ignore("exception groups exist since Python 3.11");
        }
    }
}
