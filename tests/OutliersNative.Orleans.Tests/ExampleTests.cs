using NUnit.Framework;

namespace OutliersNative.Orleans.Tests;

public sealed class ExampleTests
{
    [Test]
    public void Page_OfTheRepository_HasTheExamplesThatAreCompiledHere()
    {
        string[] source = [.. Lines(File.ReadAllLines(Path.Combine(Places.Repository, "tests", "OutliersNative.Orleans.Tests", "Example.cs")))];
        string[] page = File.ReadAllLines(Path.Combine(Places.Repository, "docs", "ORLEANS.md"));

        int blocks = 0;
        for (int at = Array.IndexOf(page, "```cs"); at >= 0; at = Array.IndexOf(page, "```cs", at + 1), blocks++)
        {
            string[] block = [.. Lines(page[(at + 1)..Array.IndexOf(page, "```", at)])];
            Assert.That(string.Join('\n', source), Does.Contain(string.Join('\n', block)));
        }
        Assert.That(blocks, Is.EqualTo(4));
    }

    private static IEnumerable<string> Lines(IEnumerable<string> lines) => lines.Select(line => line.Trim());
}
