using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Errors;

/// <summary>The frames and the notes of a Python exception.</summary>
public sealed class FrameTests
{
    private static readonly string File = Path.Combine(Places.Fixtures, "raises.py");

    [Test]
    public void Frames_OfAnException_AreThoseOfTheTraceback()
    {
        PythonException thrown = Raised.By("value_error");

        Assert.That(thrown.Frames, Is.EqualTo(new[] { new PythonFrame(File, 12, "value_error") }));
        Assert.That(thrown.FramesLeftOut, Is.Zero);
    }

    [Test]
    public void Frames_OfNestedCalls_HaveTheRaisingOneLast()
    {
        PythonException thrown = Raised.By("odd_names");

        Assert.That(thrown.Frames.Select(frame => frame.Function), Is.EqualTo(new[] { "odd_names", "na\tme\n" }));
        Assert.That(thrown.Frames.Select(frame => frame.File), Is.EqualTo(new[] { File, "C:\\new\\\\udc80\ttab.py" }));
    }

    [Test]
    public void Frames_OfDeepRecursion_AreTheFirstAndTheLastFifty()
    {
        PythonException thrown = Raised.By("deep_recursion");

        Assert.That(thrown.PythonType, Is.EqualTo("RecursionError"));
        Assert.That(thrown.Frames, Has.Count.EqualTo(100));
        Assert.That(thrown.Frames.Select(frame => frame.Function), Has.All.EqualTo("deep_recursion"));
        Assert.That(thrown.FramesLeftOut, Is.GreaterThan(100));
    }

    [Test]
    public void Frames_OfAMillion_AreCountedAsLeftOut()
    {
        PythonException thrown = Raised.By("million_frames");

        Assert.That(thrown.Frames, Has.Count.EqualTo(100));
        Assert.That(thrown.Frames[0].Function, Is.EqualTo("million_frames"));
        Assert.That(thrown.FramesLeftOut, Is.EqualTo(999_901));
    }

    [Test]
    public void Frames_OfAModuleThatRaises_HaveThePlaceInTheModule()
    {
        var thrown = Assert.Throws<PythonException>(() => new Outliers("imports.raises", "detect").Dispose());

        Assert.That(thrown.Frames[^1].Function, Is.EqualTo("<module>"));
        Assert.That(thrown.Frames[^1].File, Is.EqualTo(Path.Combine(Places.Fixtures, "imports", "raises.py")));
    }

    /// <summary>No Python code was running.</summary>
    [TestCase("imports.syntax_error", "detect", "SyntaxError")]
    [TestCase("imports.missing", "detect", "ModuleNotFoundError")]
    [TestCase("raises", "missing", "AttributeError")]
    public void Frames_OfAnImportThatFails_AreEmpty(string module, string function, string type)
    {
        var thrown = Assert.Throws<PythonException>(() => new Outliers(module, function).Dispose());

        Assert.That(thrown.PythonType, Is.EqualTo(type));
        Assert.That(thrown.Frames, Is.Empty);
        Assert.That(thrown.PythonTraceback, Does.Contain(type + ": "));
    }

    [Test]
    public void Frames_OfAnExceptionWithoutATraceback_AreThere()
    {
        PythonException thrown = Raised.By("odd_notes");

        Assert.That(thrown.PythonTraceback, Is.Empty);
        Assert.That(thrown.Frames.Select(frame => frame.Function), Is.EqualTo(new[] { "odd_notes" }));
        Assert.That(thrown.ToString(), Does.StartWith("OutliersNative.PythonException: with notes").And.Not.Contain("--- Python ---"));
    }

    [Test]
    public void Notes_OfAnException_AreItsTexts()
    {
        Assert.That(Raised.By("noted").Notes, Is.EqualTo(new[] { "first", "2", "two\nlines, \ta tab, \\n, \\udc80 and a  " }));
    }

    [Test]
    public void Notes_OfACause_AreInTheCause()
    {
        PythonException thrown = Raised.By("noted_cause");

        Assert.That(thrown.Notes, Is.Empty);
        Assert.That(((PythonException)thrown.InnerException!).Notes, Is.EqualTo(new[] { "of the cause" }));
    }

    [TestCase("value_error")]
    [TestCase("text_as_notes")]
    [TestCase("odd_notes")]
    public void Notes_WithoutAList_AreEmpty(string function)
    {
        Assert.That(Raised.By(function).Notes, Is.Empty);
    }

    [TestCase("tuple_of_notes", "one", "two")]
    [TestCase("note_without_text", "before", "<the note's str() failed>", "after")]
    public void Notes_OfAnOddList_AreItsTexts(string function, params string[] notes)
    {
        Assert.That(Raised.By(function).Notes, Is.EqualTo(notes));
    }

    [Test]
    public void Notes_OfMany_AreTheFirstTwentyAndTheCount()
    {
        PythonException thrown = Raised.By("many_notes");

        Assert.That(thrown.Notes, Is.EqualTo(Enumerable.Range(0, 20).Select(i => $"note {i}").Append("[... 99980 notes left out ...]")));
    }

    [Test]
    public void Notes_OfManyMegabytes_AreCut()
    {
        PythonException thrown = Raised.By("long_notes");

        const string LeftOut = "\n[... 9991808 characters left out ...]\n";
        Assert.That(thrown.Notes.Select(note => note[4096..^4096]), Is.EqualTo(new[] { LeftOut, LeftOut, LeftOut }));
    }
}
