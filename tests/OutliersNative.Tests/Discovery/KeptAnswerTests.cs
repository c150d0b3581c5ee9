using NUnit.Framework;
using OutliersNative.Discovery;

namespace OutliersNative.Tests.Discovery;

/// <summary>Answers that were written down and read again.</summary>
public sealed class KeptAnswerTests
{
    private static readonly InterpreterAnswer Good = new(
        "3.11.2", "CPython", "/opt/a b/bin/python3", "/opt/日本", "/opt/lib/libpython3.11.so.1.0", 64, false, "1.24.2", null, []);

    private static readonly InterpreterAnswer Poor = Good with { FreeThreaded = true, Library = null, NumPy = null, NumPyError = "No module" };

    [Test]
    public void Read_OfWhatWasWritten_GivesTheSame([Values] bool isPoor)
    {
        InterpreterAnswer answer = isPoor ? Poor : Good;

        InterpreterAnswer? read = KeptAnswer.Read(KeptAnswer.Write(answer)!);

        Assert.That(read, Is.EqualTo(answer with { Watched = read!.Watched }));
    }

    [TestCase("/opt/two\nlines")]
    [TestCase("/opt/two\rlines")]
    public void Write_OfAPathWithALineBreak_GivesUp(string path)
    {
        string[]? lines = KeptAnswer.Write(Good with { Prefix = path });

        Assert.That(lines, Is.Null);
    }

    [TestCase(0, "")]
    [TestCase(0, "3.11")]
    [TestCase(0, "3.11.2rc1")]
    [TestCase(5, "")]
    [TestCase(5, "sixty-four")]
    [TestCase(5, "99999999999")]
    [TestCase(6, "perhaps")]
    public void Read_OfADamagedLine_GivesNothing(int at, string damage)
    {
        string[] lines = KeptAnswer.Write(Good)!;
        lines[at] = damage;

        InterpreterAnswer? read = KeptAnswer.Read(lines);

        Assert.That(read, Is.Null);
    }
}
