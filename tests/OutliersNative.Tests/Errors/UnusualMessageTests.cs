using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Errors;

/// <summary>Messages that are huge, not valid text, or not available.</summary>
public sealed class UnusualMessageTests
{
    [Test]
    public void Detect_WhenMessageIsHuge_GivesItsHeadAndTail()
    {
        using var outliers = new Outliers("raises", "long_message");

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()));

        string half = new('x', 32 * 1024);
        Assert.That(thrown.Message, Is.EqualTo($"{half}\n[... 9934464 characters left out ...]\n{half}"));
        Assert.That(thrown.PythonTraceback.Length, Is.LessThan(600_000));
    }

    [Test]
    public void Detect_WhenMessagesAreHuge_FreesThem()
    {
        using var outliers = new Outliers("raises", "long_message");

        long megabytes = ProcessMemory.GrowthMegabytes(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()));
            }
        });

        Assert.That(megabytes, Is.LessThan(40), "the texts alone were 57");
    }

    [Test]
    public void Detect_WhenMessageHasALoneSurrogate_WritesItAsPythonDoes()
    {
        using var outliers = new Outliers("raises", "with_surrogates");

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.Message, Is.EqualTo(@"café \udc80 end"));
        Assert.That(thrown.PythonTraceback, Does.EndWith("ValueError: café \\udc80 end\n"));
    }

    [Test]
    public void Detect_WhenMessageHasANul_GivesWhatFollowsToo()
    {
        using var outliers = new Outliers("raises", "with_nul_in_message");

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.Message, Is.EqualTo("before after"));
    }

    [Test]
    public void Detect_WhenStrRaises_StillGivesTypeAndTraceback()
    {
        using var outliers = new Outliers("raises", "with_bad_str");

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()));

        Assert.That(thrown.PythonType, Is.EqualTo("raises.BadStr"));
        Assert.That(thrown.Message, Is.EqualTo("<the exception's str() failed>"));
        Assert.That(thrown.PythonTraceback, Does.Contain("in with_bad_str"));
    }
}
