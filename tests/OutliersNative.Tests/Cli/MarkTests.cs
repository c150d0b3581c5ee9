using NUnit.Framework;
using OutliersNative.Tests.Support;
using static OutliersNative.Tests.Cli.Command;

namespace OutliersNative.Tests.Cli;

/// <summary>Commas and other marks that may be a decimal mark, a separator of thousands or a delimiter: none is guessed silently,
/// and each option that an error names reads the file.</summary>
[Parallelizable(ParallelScope.Children)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class MarkTests
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [TestCase("1,234.5\n2,345.6\n", "line 1: '1,234.5' may be one number with a comma. Pass --thousands , if it separates thousands, or --delimiter , if it is between two fields.")]
    [TestCase("999\n1,234\n", "line 2: '1,234' may be one number with a comma. Pass --decimal , if it is the decimal mark or --thousands , if it separates thousands, or --delimiter , if it is between two fields.")]
    [TestCase("value\n1,234\n2,345\n", "line 2: '1,234' may be one number with a comma. Pass --decimal , if it is the decimal mark or --thousands , if it separates thousands.")]
    [TestCase("1,234,567\n2,345,678\n", "line 1: '1,234,567' may be one number with a comma. Pass --thousands , if it separates thousands, or")]
    [TestCase("value\n1,5\nNA\n1,6\n", "line 2: '1,5' may be one number with a comma. Pass --decimal , if it is the decimal mark.")]
    [TestCase("Wert\n1.234,5\n2.345,6\n", "line 2: '1.234,5' may be one number with a comma. Pass --thousands . if it separates thousands.")]
    [TestCase("a,b\n1,5,2,5\n3,5,4,5\n", "line 2: 4 fields, and the table has 2 columns ('a', 'b'). If the comma is also in numbers, quote them, or separate the fields by another delimiter; else correct the row,")]
    [TestCase("time,value\n2024-01-01,1,234.5\n", "line 2: 3 fields, and the table has 2 columns ('time', 'value'). If the comma is also in numbers,")]
    [TestCase("value\n1\n2\n1,5,6\n", "line 4: 3 fields, and the table has 1 column ('value'). Pass --thousands , if the comma separates thousands, or --decimal , if it is the decimal mark;")]
    [TestCase("Zeit;Wert\n01.01.2024;1.234,5\n", "line 2, column 2 'Wert': '1.234,5' is a number with another mark than expected. Pass --thousands . if it separates thousands,")]
    [TestCase("01.01.2024;1.234,5\n02.01.2024;2.345,6\n", "line 1, column 2 'column 2': '1.234,5' is a number with another mark than expected. Pass --thousands .")]
    [TestCase("Zeit;Wert\n01.01.2024;234,5\n02.01.2024;1.345,6\n", "line 3, column 2 'Wert': '1.345,6' is a number with another mark than expected. Pass --thousands .")]
    [TestCase("time;value\n2024-01-01;1.234\n2024-01-02;2.345\n", "line 2, column 2 'value': '1.234' may be read in two ways. Pass --decimal . if it is the decimal mark or --thousands . if it separates thousands.")]
    [TestCase("time;value\n2024-01-01;1,234\n", "line 2, column 2 'value': '1,234' may be read in two ways. Pass --decimal , if it is the decimal mark or --thousands ,")]
    [TestCase("time,value\n2024-01-01,\"1,234.5\"\n", "line 2, column 2 'value': '1,234.5' is a number with another mark than expected. Pass --thousands , if it separates thousands,")]
    [TestCase("1\u00a0234,5\n2\u00a0345,5\n", "line 1: '1\u00a0234,5' may be one number with a comma. Pass --thousands space if it separates thousands,")]
    [TestCase("1 234\n2 345\n", "line 1, column 1 'column 1': '1 234' is a number with another mark than expected. Pass --thousands space")]
    [TestCase("v\n1'234\n", "line 2, column 1 'v': '1'234' is a number with another mark than expected. Pass --thousands \"'\"")]
    [TestCase("v\n1.5 2.5\n", "line 2, column 1 'v': '1.5 2.5' holds 2 numbers; expected one. Pass --delimiter space.")]
    [TestCase("t;v\na;1,5\nb;1.5\n", "line 2, column 2 'v': '1,5' is a number with another mark than expected. Pass --decimal , if it is the decimal mark, or --skip-bad-rows")]
    [TestCase("t;v\na;1,5\nb;2,5\nc;1.234\n", "line 4, column 2 'v': '1.234' is a number with another mark than expected. Pass --thousands . if it separates thousands,")]
    [TestCase("t,v\n2024-01-01,12 ms\n", "line 2, column 2 'v': '12 ms' has the unit 'ms'; expected a number alone. Remove the unit, or")]
    [TestCase("v\n5%\n", "line 2, column 1 'v': '5%' has the unit '%'; expected a number alone.")]
    [TestCase("v\n€5.00\n", "line 2, column 1 'v': '€5.00' has the unit '€'; expected a number alone.")]
    public void Detect_OfAnAmbiguousMark_NamesTheOptions(string text, string said)
    {
        string file = _folder.Write($"{Guid.NewGuid()}.csv", text);

        ProcessOutcome outcome = Run("detect", file);

        Assert.That(outcome.Errors, Does.StartWith($"outliers: {file}, {said}"));
        Assert.That(outcome.Errors.Trim(), Does.Not.Contain("\n"));
        Assert.That(outcome.Output, Is.Empty);
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }

    [TestCase("1,234.5\n2,345.6\n", new[] { "--thousands", "," }, "1234.5 2345.6")]
    [TestCase("1,234.5\n2,345.6\n", new[] { "--delimiter", "," }, "234.5 345.6")]
    [TestCase("1,5\n2,5\n", new[] { "--decimal", "," }, "1.5 2.5")]
    [TestCase("v\n999\n1,234\n", new[] { "--thousands", "," }, "999 1234")]
    [TestCase("1.234,5\n2.345,6\n", new[] { "--thousands", "." }, "1234.5 2345.6")]
    [TestCase("a;b\nx;1\u00a0234,5\ny;2\u202f345,5\n", new[] { "--thousands", "space" }, "1234.5 2345.5")]
    [TestCase("a;b\nx;1'234\ny;1'234'567.5\n", new[] { "--thousands", "'" }, "1234 1234567.5")]
    [TestCase("a;b\nx;12,34,567\ny;-1,000\n", new[] { "--thousands", "," }, "1234567 -1000")]
    [TestCase("a;b\nx;1.234\ny;2.345\n", new[] { "--decimal", "." }, "1.234 2.345")]
    [TestCase("a,b\nx,\"1,5\"\ny,\"2,5\"\n", new[] { "--decimal", "," }, "1.5 2.5")]
    [TestCase("1.5 2.5\n3.5 4.5\n", new[] { "--delimiter", "space", "--column", "2" }, "2.5 4.5")]
    [TestCase("Date;Température (°C)\n01/01/2024;20,5\n02/01/2024;21,25\n", new string[0], "20.5 21.25")]
    [TestCase("time;value\nt0;0,5\nt1;1,5\n", new string[0], "0.5 1.5")]
    [TestCase("01.01.2024;1234,5\n02.01.2024;2345,6\n", new string[0], "1234.5 2345.6")]
    [TestCase("a,b,c\nx;y,1.5,\nz;u,2.5,\n", new string[0], "1.5 2.5")]
    [TestCase("value\n0.234\n2.345\n", new string[0], "0.234 2.345")]
    [TestCase("time,value\n2024-01-01,1.5,\n2024-01-02,2.5,\n", new string[0], "1.5 2.5")]
    public void Detect_WithMarksThatAreClear_ReadsTheNumbers(string text, string[] options, string values)
    {
        string file = _folder.Write($"{Guid.NewGuid()}.csv", text);

        ProcessOutcome outcome = Run(["detect", file, "--all", "--time", "none", .. options]);

        Assert.That(outcome.Lines.Skip(1).Select(line => line.Split(',')[1]), Is.EqualTo(values.Split(' ')), outcome.Errors);
    }

    [TestCase("v;x\n1,5;\n2,5;\n", "--thousands", "line 2, column 1 'v': '1,5' is a number with another mark than expected. Pass --decimal ,")]
    [TestCase("v;x\n1,2345;\n2,5;\n", "--thousands", "line 2, column 1 'v': '1,2345' is a number with another mark than expected. Pass --decimal ,")]
    [TestCase("v;x\n1.5;\n2,5;\n", "--decimal", "line 2, column 1 'v': '1.5' is a number with another mark than expected. Pass --decimal .")]
    public void Detect_OfAMarkThatTheOptionDoesNotAllow_SaysSo(string text, string option, string said)
    {
        string file = _folder.Write($"{Guid.NewGuid()}.csv", text);

        ProcessOutcome outcome = Run("detect", file, option, ",");

        Assert.That(outcome.Errors, Does.StartWith($"outliers: {file}, {said}"));
    }

    [Test]
    public void Detect_OfOneColumnWithThreeDecimals_SaysHowItIsRead()
    {
        ProcessOutcome outcome = Run("detect", _folder.Write("three.csv", "1.234\n2.345\n"));

        Assert.That(outcome.Errors, Does.Contain("three.csv: the decimal mark is a point; --thousands . reads it as the separator of thousands."));
    }

    [TestCase("--decimal", ",", "--thousands", ",", "--decimal and --thousands are both ','; expected two marks.")]
    [TestCase("--delimiter", "é", "--decimal", ",", "--delimiter is 'é'; expected one punctuation character of ASCII, 'tab' or 'space'.")]
    public void Detect_WithMarksThatCannotBe_SaysWhatIsExpected(string first, string mark, string second, string other, string said)
    {
        ProcessOutcome outcome = Run("detect", _folder.Write($"{first}.csv", Hours), first, mark, second, other);

        Assert.That(outcome.Errors.Trim(), Is.EqualTo($"outliers: {said}"));
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }
}
