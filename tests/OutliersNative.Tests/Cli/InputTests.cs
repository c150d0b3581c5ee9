using System.IO.Compression;
using System.Text;
using NUnit.Framework;
using OutliersNative.Tests.Support;
using static OutliersNative.Tests.Cli.Command;

namespace OutliersNative.Tests.Cli;

/// <summary>Tables as text, as people have them: what outliers detect reads, and what it says about those it cannot read.</summary>
[Parallelizable(ParallelScope.Children)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class InputTests
{
    private static readonly string Values = Hours.Replace("time,value\n", "", StringComparison.Ordinal);

    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    private static IEnumerable<TestCaseData> Readable()
    {
        static TestCaseData Case(string name, byte[] content) => new TestCaseData(name, content).SetArgDisplayNames(name);
        static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
        string semicolons = Hours.Replace(",", ";", StringComparison.Ordinal).Replace(".", ",", StringComparison.Ordinal);
        yield return Case("plain.csv", Utf8(Hours));
        yield return Case("crlf.csv", Utf8(Hours.Replace("\n", "\r\n", StringComparison.Ordinal)));
        yield return Case("cr.csv", Utf8(Hours.Replace('\n', '\r')));
        yield return Case("bom.csv", [.. Encoding.UTF8.Preamble, .. Utf8(Hours)]);
        yield return Case("utf-16.csv", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Hours)]);
        yield return Case("utf-16-big-endian.csv", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Hours)]);
        yield return Case("utf-16-without-bom.csv", Encoding.Unicode.GetBytes(Hours));
        yield return Case("latin1.csv", Encoding.Latin1.GetBytes(Hours.Replace("value", "Größe", StringComparison.Ordinal)));
        yield return Case("semicolons-and-commas.csv", Utf8(semicolons));
        yield return Case("quoted-commas.csv", Utf8(Hours.Replace("1.5", "\"1,5\"", StringComparison.Ordinal).Replace("1.25", "\"1,25\"", StringComparison.Ordinal)));
        yield return Case("sep.csv", Utf8("sep=;\n" + semicolons));
        yield return Case("tabs.tsv", Utf8(Hours.Replace(',', '\t')));
        yield return Case("bars.txt", Utf8(Hours.Replace(',', '|')));
        yield return Case("comments.csv", Utf8("# from \"here\n# 1,2,3\n" + Hours + "# the end\n"));
        yield return Case("preamble.csv", Utf8("Station 5\nExported, by me\n\n" + Hours));
        yield return Case("without-header.csv", Utf8(Values));
        yield return Case("header-in-comment.csv", Utf8("# time,value\n" + Values));
        yield return Case("blank-lines-at-the-end.csv", Utf8(Hours + "\n\n"));
        yield return Case("without-last-newline.csv", Utf8(Hours.TrimEnd()));
        yield return Case("quoted-header.csv", Utf8(Hours.Replace("value", "\"the, value\"", StringComparison.Ordinal)));
        yield return Case("compressed.csv.gz", Compress(Utf8(Hours)));
        yield return Case("archive.zip", Archive(("hours.csv", Hours)));
        yield return Case("objects.json", Utf8("[" + string.Join(",\n", Values.Trim().Split('\n').Select(Object)) + "]"));
        yield return Case("lines.jsonl", Utf8(string.Join('\n', Values.Trim().Split('\n').Select(Object))));
        yield return Case("columns.json", Utf8($"{{\"time\": [{Joined(0, "\"")}], \"value\": [{Joined(1, "")}]}}"));
        yield return Case("wrapped.json", Utf8("{\"data\": [" + string.Join(",", Values.Trim().Split('\n').Select(Object)) + "], \"count\": 24}"));
    }

    [TestCaseSource(nameof(Readable))]
    public void Detect_OfATableOfAnyShape_FindsTheOutlierAndItsTime(string name, byte[] content)
    {
        string file = _folder.In(name);
        File.WriteAllBytes(file, content);

        ProcessOutcome outcome = Run("detect", file);

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Errors);
        Assert.That(outcome.Lines, Has.Count.EqualTo(2), outcome.Output + outcome.Errors);
        Assert.That(outcome.Lines[0], Is.EqualTo("position,time,value,score,expected,lower,upper"));
        Assert.That(outcome.Lines[1], Does.StartWith(Found + ","));
    }

    [TestCase("more-fields.csv", "time,value\n1,2\n2,3,4\n", "line 3: 3 fields, and the table has 2 columns ('time', 'value').")]
    [TestCase("decimal-comma-and-separator.csv", "time,value\n2024-01-01,1,5\n2024-01-02,1,6\n", "line 2: 3 fields, and the table has 2 columns ('time', 'value'). If the comma is also in numbers,")]
    [TestCase("fewer-fields.csv", "time,value\n2024-01-01,1\n2024-01-02\n", "line 3: 1 field, and the table has 2 columns")]
    [TestCase("all-in-a-quote.csv", "note,value\n\"a,1\nb,2\n", "line 2: a quote that is opened in this row is never closed")]
    [TestCase("excel-error.csv", "value\n1\n#N/A\n2\n", "line 3, column 1 'value': '#N/A' is no finite number. Pass --nan omit")]
    [TestCase("text-after-quote.csv", "a,value\n\"x\"y,1\n", "line 2: there is text after the closing quote of a field")]
    [TestCase("open-quote.csv", "time,value\n2024-01-01,1\n2024-01-02,\"2\n2024-01-03,4\n", "line 3: a quote that is opened in this row is never closed")]
    [TestCase("stray-quote.csv", "time,value\n2024-01-01,1\n2024\"01,2\n", "line 3: a quote stands inside a field that is not quoted")]
    [TestCase("nan.csv", "value\n1\nNaN\n", "line 3, column 1 'value': 'NaN' is no finite number. Pass --nan omit")]
    [TestCase("na.csv", "value\n1\nNA\n", "line 3, column 1 'value': 'NA' is no finite number. Pass --nan omit")]
    [TestCase("blank-field.csv", "time,value\n2024-01-01,1\n2024-01-02,\n", "line 3, column 2 'value': the field is blank; expected a number. Pass --nan omit")]
    [TestCase("blank-line.csv", "value\n1\n\n2\n", "line 3, column 1 'value': the field is blank; expected a number. Pass --nan omit")]
    [TestCase("too-large.csv", "value\n1\n1e400\n", "line 3, column 1 'value': '1e400' is out of range; expected a number of at most 1.8e308.")]
    [TestCase("lines-in-quotes.csv", "note,value\n\"a\nb\",1\n\"c\nd\",x\n", "line 4, column 2 'value': 'x' is no number")]
    [TestCase("two-headers.csv", "mass,value\nkg,m\nx,2\ny,3\n", "line 2, column 2 'value': 'm' is no number, nor is another field of the row. Pass --skip-lines 1 if the table begins here,")]
    [TestCase("totals.csv", "time,value\n2024-01-01,1\n2024-01-02,2\n2024-01-03,2\n2024-01-04,2\n2024-01-05,2\n2024-01-06,2\n2024-01-07,2\n2024-01-08,2\n2024-01-09,2\nTotal,17\n", "line 11, column 1 'time': 'Total' is no time. Correct it, or pass --time none, or --skip-bad-rows")]
    [TestCase("no-time.csv", "ts,value\n1700000000,1\n1700000060,2\n,3\n", "line 4, column 1 'ts': the field is blank; expected a time.")]
    [TestCase("cut.json", "[{\"v\": 1}, {\"v\": 2", "line 1, byte 19: no valid JSON: ")]
    [TestCase("same-names.json", "[{\"v\": 1, \"v\": 2}]", "element 1: the name 'v' stands twice in the object;")]
    [TestCase("marks.json", "[{\"v\": \"1,234.5\"}]", "element 1, column 1 'v': '1,234.5' is a number with another mark than expected. Pass --thousands ,")]
    [TestCase("bad.jsonl", "{\"v\": 1}\n{\"v\": }\n", "line 2, byte 7: no valid JSON: ")]
    [TestCase("nan.json", "[1, NaN]", "line 1, byte 5: no valid JSON: 'N' is an invalid start of a value. JSON has no NaN or Infinity: write null, and pass --nan omit.")]
    [TestCase("comment-with-a-quote.csv", "a,value\nx,1\n# b,\"c\ny,90\n", "line 3: the comment opens a quote, and the lines after it would be part of the comment; remove the quote.")]
    [TestCase("quote-in-header.csv", "\"a\"b,value\nx,1\n", "line 1: there is text after the closing quote of a field")]
    [TestCase("fixed-width.txt", "value\n 1   2\n13  14\n", "line 2, column 1 'value': ' 1   2' holds 2 numbers; expected one. Columns of a fixed width are not read: put one comma, tab or space between the fields.")]
    [TestCase("escape.csv", "a\u001b[2J,value\na name that is long enough for one control character in the file,1\ny\n", "line 3: 1 field, and the table has 2 columns ('a\ufffd[2J', 'value').")]
    [TestCase("null.json", "[1, null, 2]", "element 2, column 1 'value': the field is blank; expected a number. Pass --nan omit")]
    public void Detect_OfABadRow_SaysInOneLineWhereItIsAndWhatToDo(string name, string text, string said)
    {
        string file = _folder.Write(name, text);

        ProcessOutcome outcome = Run("detect", file);

        Assert.That(outcome.Errors, Does.StartWith($"outliers: {file}, {said}"));
        Assert.That(outcome.Errors.Trim(), Does.Not.Contain("\n"));
        Assert.That(outcome.Output, Is.Empty);
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }

    [TestCase("empty.csv", "", " is empty; expected a table with a column of numbers.")]
    [TestCase("empty-quotes.csv", "\"\"\n", " is empty; expected a table with a column of numbers.")]
    [TestCase("bracket.csv", "[id],name\nx,y\n", " has no numeric column; it has '[id]', 'name'.")]
    [TestCase("twice.json", "{\"a\":[1,2],\"a\":[8,9]}", ": the name 'a' stands twice in the object; expected each name once.")]
    [TestCase("line-break.csv", "\"a\nb\",c\nx,y\n", " has no numeric column; it has 'a\\nb', 'c'.")]
    [TestCase("header-only.csv", "a,b\n", " has a header ('a', 'b') and no rows; expected numbers below it.")]
    [TestCase("comments-only.csv", "tag,value\n#1,5\n#2,6\n", " has a header ('tag', 'value') and no rows; expected numbers below it. Lines that begin with # are comments; --comment none reads them.")]
    [TestCase("text.csv", "a,b\nx,y\n", " has no numeric column; it has 'a', 'b'.")]
    [TestCase("two.csv", "a,b\n1,2\n3,5\n", " has 2 numeric columns: 'a', 'b'. Choose with --column NAME")]
    [TestCase("same-names.csv", "a,a\n1,2\n3,5\n", " has 2 numeric columns: 'a' (1), 'a' (2).")]
    [TestCase("binary.csv", "\0\u0001\u0002data\0", " is a binary file; expected CSV, TSV, JSON, .npy or Parquet")]
    public void Detect_OfAFileWithoutTheColumn_SaysWhatItHas(string name, string text, string said)
    {
        string file = _folder.Write(name, text);

        ProcessOutcome outcome = Run("detect", file);

        Assert.That(outcome.Errors, Does.StartWith($"outliers: {file}{said}"));
        Assert.That(outcome.Output, Is.Empty);
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }

    [TestCase("--thousands", ".", "[{\"v\":\"1.001,5\"},{\"v\":1},{\"v\":1},{\"v\":1},{\"v\":1},{\"v\":1},{\"v\":1},{\"v\":1}]", 0, "1001.5")]
    [TestCase("--decimal", ",", "value\n1,5\n1,5\n1,5\n1,5\n1,5\n1,5\n1,5\n90,5\n", 7, "90.5")]
    [TestCase("--thousands", ",", "value;x\n\"1,001.5\";\n1;\n1;\n1;\n1;\n1;\n1;\n1;\n", 0, "1001.5")]
    [TestCase("--nan", "omit", "value\n1\nNA\n1\n1\n1\n1\n1\n90\n", 7, "90")]
    [TestCase("--skip-bad-rows", null, "value\n1\n1,2\n1\n1\n1\n1\n1\n90\n", 7, "90")]
    [TestCase("--skip-lines", "2", "a\n5\n\nvalue\n1\n1\n1\n1\n1\n1\n1\n90\n", 7, "90")]
    [TestCase("--header", "no", "1\n1\n1\n1\n1\n1\n1\n90\n", 7, "90")]
    [TestCase("--delimiter", "_", "a_value\nx_1\nx_1\nx_1\nx_1\nx_1\nx_1\nx_1\nx_90\n", 7, "90")]
    public void Detect_WithAnOption_ReadsTheFile(string option, string? value, string text, int position, string found)
    {
        string file = _folder.Write($"option{option}{value == "."}.{(text[0] == '[' ? "json" : "csv")}", text);

        ProcessOutcome outcome = Run(["detect", file, option, .. value is null ? [] : new[] { value }]);

        Assert.That(outcome.Lines[^1], Does.StartWith($"{position},{found},"), outcome.Errors);
    }

    [TestCase("group", "grö", "")]
    [TestCase("time", "grö", "--time")]
    public void Detect_OfTextThatIsNotUtf8AfterTheStart_NamesTheLineAndTheOption(string name, string text, string option)
    {
        string file = _folder.In($"not-utf-8-{name}.csv");
        File.WriteAllBytes(file, Encoding.Latin1.GetBytes($"{name},value\n" + string.Concat(Enumerable.Repeat("a,1\n", 100_000)) + $"{text},1\n"));

        ProcessOutcome outcome = Run("detect", file, option.Length > 0 ? option : "--by", name);

        Assert.That(outcome.Errors.Trim(), Is.EqualTo($"outliers: {file}, line 100002, column 1 '{name}': the field is not UTF-8, and the text before it is. Pass --encoding, such as --encoding latin1, or --skip-bad-rows to leave such rows out."));
        Assert.That(Run("detect", file, "--by", name, "--encoding", "latin1").ExitCode, Is.Zero);
    }

    [TestCase("[{0}]", "element 100001")]
    [TestCase("{0}", "after line ")]
    public void Detect_OfJsonThatIsNotUtf8AfterTheStart_SaysSo(string shape, string place)
    {
        bool isLines = shape[0] == '{';
        string rows = string.Join(isLines ? "\n" : ",\n", Enumerable.Repeat("{\"g\":\"a\",\"v\":1}", 100_000).Append("{\"g\":\"ö\",\"v\":1}"));
        string file = _folder.In($"not-utf-8-{isLines}.json");
        File.WriteAllBytes(file, Encoding.Latin1.GetBytes(shape.Replace("{0}", rows, StringComparison.Ordinal)));

        ProcessOutcome outcome = Run("detect", file, "--by", "g");

        Assert.That(outcome.Errors, Does.StartWith($"outliers: {file}, {place}"));
        Assert.That(outcome.Errors.Trim(), Does.EndWith("the text is not UTF-8, and the text before it is. Pass --encoding, such as --encoding latin1."));
    }

    [Test]
    public void Detect_OfJsonWithMarks_KeepsTheNamesOfGroups()
    {
        string file = _folder.Write("marks-and-groups.json", "[" + string.Join(',', Enumerable.Range(0, 20).Select(i => $"{{\"g\":\"007\",\"v\":\"{(i == 7 ? "1.001,5" : "1,5")}\"}}")) + "]");

        ProcessOutcome outcome = Run("detect", file, "--by", "g", "--column", "v", "--thousands", ".");

        Assert.That(outcome.Lines[^1], Does.StartWith("007,7,1001.5,"), outcome.Errors);
    }

    [Test]
    public void Detect_OfJsonWithANameAfterTheFirstRows_SaysThatItIsIgnored()
    {
        string file = _folder.Write("late.jsonl", string.Concat(Enumerable.Range(1, 600).Select(i => i == 550 ? "{\"v\":1,\"w\":2}\n" : "{\"v\":1}\n")));

        ProcessOutcome outcome = Run("detect", file);

        Assert.That(outcome.Errors, Does.Contain($"{file}: names that do not occur in the first 500 rows are ignored, the first is 'w', line 550.\n"));
    }

    [Test]
    public void Detect_OfCommentsAndBlankLinesBetweenRows_SaysThatTheyAreSkipped()
    {
        string file = _folder.Write("between.csv", "a,value\n# \"one\nx,1\n\ny,2\n#two\n \nz,3\n\n");

        ProcessOutcome outcome = Run("detect", file, "--all"), quiet = Run("detect", file, "--quiet");

        Assert.That(outcome.Lines, Has.Count.EqualTo(4), outcome.Errors);
        Assert.That(outcome.Errors, Does.Contain($"{file}: 2 comment lines skipped, the first is line 2.\noutliers: {file}: 2 blank lines skipped, the first is line 4.\n"));
        Assert.That(quiet.Errors, Is.Empty);
    }

    [Test]
    public void Detect_WithAnotherComment_ReadsRowsThatBeginWithANumberSign()
    {
        string file = _folder.Write("tags.csv", "tag,value\n#1,5\n#2,6\n;3,7\n");

        ProcessOutcome none = Run("detect", file, "--all", "--comment", "none"), other = Run("detect", file, "--all", "--comment", ";");

        Assert.That(none.Lines.Select(line => line.Split(',')[1]), Is.EqualTo(new[] { "value", "5", "6", "7" }), none.Errors);
        Assert.That(other.Lines.Select(line => line.Split(',')[1]), Is.EqualTo(new[] { "value", "5", "6" }), other.Errors);
    }

    [Test]
    public void Detect_WithSkipBadRows_LeavesOutRowsWithAStrayQuote()
    {
        string file = _folder.Write("stray.csv", "a,value\nx,1\ny\"y,2\nz,3\n");

        ProcessOutcome outcome = Run("detect", file, "--all", "--skip-bad-rows");

        Assert.That(outcome.Lines.Select(line => line.Split(',')[1]), Is.EqualTo(new[] { "value", "1", "3" }), outcome.Errors);
        Assert.That(outcome.Errors, Does.Contain("stray.csv: 1 bad row is left out."));
    }

    [Test]
    public void Detect_OfAColumnNameThatOccursTwice_AsksForItsNumber()
    {
        string file = _folder.Write("twice.csv", "value,value\n1,2\n3,5\n");

        ProcessOutcome outcome = Run("detect", file, "--column", "value");

        Assert.That(outcome.Errors.Trim(), Is.EqualTo($"outliers: {file}: 2 columns have the name 'value'; pass a number instead, --column 1 or --column 2."));
    }

    [Test]
    public void Detect_OfStandardInput_ReadsIt()
    {
        string file = _folder.Write("piped.csv", Hours);
        string script = _folder.WriteScript("pipe", $"cat {file} | {Places.DotNet} {Path.Combine(Places.Cli, "OutliersNative.Cli.dll")} detect -");

        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Execute("/bin/sh", script);

        Assert.That(outcome.Lines[^1], Does.StartWith(Found), outcome.Errors);
    }

    [Test]
    public void Detect_OfAPattern_ReadsEachFileAndNamesIt()
    {
        _folder.Write("logs/a.csv", Hours);
        _folder.Write("logs/b.csv", Hours);

        ProcessOutcome outcome = RunIn(_folder.Path, "detect", "logs/*.csv");

        Assert.That(outcome.Lines.Select(line => line.Split(',')[0]), Is.EqualTo(new[] { "file", "logs/a.csv", "logs/b.csv" }), outcome.Errors);
    }

    [Test]
    public void Detect_ByGroup_JudgesEachGroupAndGivesRowsOfTheFile()
    {
        string file = _folder.Write("shops.csv", "shop,amount\n" + string.Concat(Enumerable.Range(0, 48).Select(i => $"{"AB"[i % 2]},{(i == 15 ? 100 : i / 2 % 2)}\n")));

        ProcessOutcome outcome = Run("detect", file, "--by", "shop");

        Assert.That(outcome.Lines[0], Is.EqualTo("shop,position,value,score,expected,lower,upper"), outcome.Errors);
        Assert.That(outcome.Lines[1], Does.StartWith("B,15,100,"));
        Assert.That(outcome.Lines, Has.Count.EqualTo(2));
    }

    [Test]
    public void Detect_OfSeveralColumns_NamesThem()
    {
        string file = _folder.Write("columns.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{(i == 3 ? 50 : 1)},{(i == 5 ? 50 : 1)}\n")));

        ProcessOutcome outcome = Run("detect", file, "--column", "a", "--column", "2");

        Assert.That(outcome.Lines.Skip(1).Select(line => string.Join(',', line.Split(',')[..3])), Is.EqualTo(new[] { "a,3,50", "b,5,50" }), outcome.Errors);
    }

    [TestCase("sigma")]
    [TestCase("ewma")]
    public void Detect_OfSeveralColumnsOfOneName_TellsThemApart(string method)
    {
        string file = _folder.Write($"same-{method}.csv", "a,a\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{(i == 33 ? 50 : i % 2)},{(i == 55 ? 50 : i % 2)}\n")));

        ProcessOutcome outcome = Run("detect", file, "--column", "1", "--column", "2", "--method", method);

        Assert.That(outcome.Lines.Skip(1).Select(line => string.Join(',', line.Split(',')[..3])), Is.EqualTo(new[] { "a (1),33,50", "a (2),55,50" }), outcome.Errors);
    }

    [Test, Platform("Unix")]
    public void Detect_OfAPipeWithAPath_ReadsIt()
    {
        string file = _folder.In("piped.npy");
        ProcessOutcome saved = new ChildProcess().Execute(Places.NumPyPython, "-c", $"import numpy; v = numpy.ones(20); v[7] = 50; numpy.save(r'{file}', v)");
        Assert.That(saved.ExitCode, Is.Zero, saved.Errors);

        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Execute("/bin/sh", "-c", $"cat {file} | {InShell} detect /dev/stdin");

        Assert.That(outcome.Lines[^1], Does.StartWith("7,50,"), outcome.Errors);
    }

    [Test]
    public void Detect_OfAnArchiveOfTwoFiles_NamesThem()
    {
        string file = _folder.In("two.zip");
        File.WriteAllBytes(file, Archive(("a.csv", Hours), ("b.csv", Hours)));

        ProcessOutcome outcome = Run("detect", file);

        Assert.That(outcome.Errors.Trim(), Is.EqualTo($"outliers: {file} holds 2 files (a.csv, b.csv); expected one. Unpack it, and pass the files."));
    }

    [TestCase("beyond.csv", "value\n1\n9007199254740993\n-9007199254740993\n9007199254740992\n", "2 integers beyond 2^53 rounded to the nearest double, the first 9007199254740993, line 3.")]
    [TestCase("beyond.json", "[1, 9007199254740993, 1e300]", "1 integer beyond 2^53 rounded to the nearest double, the first 9007199254740993, element 2.")]
    [TestCase("beyond.npy", null, "1 integer beyond 2^53 rounded to the nearest double, the first 18446744073709551615, position 1.")]
    public void Detect_OfIntegersThatADoubleCannotHold_SaysThatTheyAreRounded(string name, string? text, string said)
    {
        string file = _folder.In(name);
        if (text is not null)
        {
            _folder.Write(name, text);
        }
        else
        {
            ProcessOutcome saved = new ChildProcess().Execute(Places.NumPyPython, "-c", $"import numpy; numpy.save(r'{file}', numpy.array([1, 2**64 - 1], 'u8'))");
            Assert.That(saved.ExitCode, Is.Zero, saved.Errors);
        }

        ProcessOutcome outcome = Run("detect", file);

        Assert.That(outcome.Errors, Does.Contain($"outliers: {file}: {said}\n"));
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    [Test]
    public void Detect_OfACompressedFileThatWasCutOff_SaysSo()
    {
        string gzip = _folder.In("cut.csv.gz"), zip = _folder.In("cut.zip"), empty = _folder.In("empty.zip");
        File.WriteAllBytes(gzip, Compress(Encoding.UTF8.GetBytes("value\n" + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i * 7919 % 1009}\n"))))[..^4000]);
        File.WriteAllBytes(zip, Archive(("a.csv", Hours))[..^40]);
        File.WriteAllBytes(empty, Archive());

        Assert.That(Run("detect", gzip).Errors, Does.StartWith($"outliers: {gzip} is damaged or was cut off: "));
        Assert.That(Run("detect", zip).Errors, Does.StartWith($"outliers: {zip} is a damaged archive: "));
        Assert.That(Run("detect", empty).Errors.Trim(), Is.EqualTo($"outliers: {empty} holds 0 files; expected one. Unpack it, and pass the files."));
    }

    [TestCase(13, new string[0], null)]
    [TestCase(12, new string[0], "the dates of 'time' are read with the day first; --dates mdy sets the other order.")]
    [TestCase(12, new[] { "--dates", "mdy" }, null)]
    public void Detect_OfDatesInBothOrders_SaysHowTheyAreRead(int days, string[] options, string? said)
    {
        string file = _folder.Write($"dates{days}{options.Length}.csv", "time,value\n" + string.Concat(Enumerable.Range(1, days).Select(day => $"01/{day:00}/2024,{day}\n")));

        ProcessOutcome outcome = Run(["detect", file, .. options]);

        Assert.That(outcome.Errors, said is null ? Does.Not.Contain("the dates") : Does.Contain($"{file}: {said}"));
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    private static string Object(string row) => $"{{\"time\": \"{row.Split(',')[0]}\", \"value\": {row.Split(',')[1]}}}";

    private static string Joined(int column, string quote) =>
        string.Join(", ", Values.Trim().Split('\n').Select(row => quote + row.Split(',')[column] + quote));

    private static byte[] Compress(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionMode.Compress))
        {
            gzip.Write(content);
        }
        return memory.ToArray();
    }

    private static byte[] Archive(params (string Name, string Text)[] files)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create))
        {
            foreach ((string name, string text) in files)
            {
                using var writer = new StreamWriter(archive.CreateEntry(name).Open());
                writer.Write(text);
            }
        }
        return memory.ToArray();
    }
}
