using System.Text;
using NUnit.Framework;
using OutliersNative.Tables;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Tables;

/// <summary>Files that are split into parts: the parts have the rows, times, counts and errors of the whole.</summary>
[Parallelizable(ParallelScope.Children)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class TablePartTests
{
    private static readonly ReadOptions Lenient = new() { OmitMissing = true, SkipBadRows = true };

    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    private static IEnumerable<TestCaseData> Texts()
    {
        static TestCaseData Case(string name, string text, bool isLenient = false, Encoding? encoding = null) =>
            new TestCaseData((encoding ?? new UTF8Encoding(false)).GetPreamble().Concat((encoding ?? Encoding.UTF8).GetBytes(text)).ToArray(), isLenient)
                .SetArgDisplayNames(name);
        string plain = "time,value\n" + string.Concat(Enumerable.Range(0, 60).Select(hour => $"2024-01-{1 + (hour / 24):00}T{hour % 24:00}:00,{hour * 1.25:0.00}\n"));
        string column = string.Join('\n', Enumerable.Range(0, 60).Select(row => row % 7 == 3 ? "" : $"{row * row}")) + "\n\n\n";
        yield return Case("plain", plain);
        yield return Case("no line end at the end", plain.TrimEnd('\n'));
        yield return Case("CR LF", plain.ReplaceLineEndings("\r\n"));
        yield return Case("CR", plain.ReplaceLineEndings("\r"));
        yield return Case("byte order mark", plain, encoding: Encoding.UTF8);
        yield return Case("Latin-1", plain.Replace("value", "Größe", StringComparison.Ordinal).Replace("T12", "\u00a0 12", StringComparison.Ordinal), encoding: Encoding.Latin1);
        yield return Case("preamble", "Station 5\nExported, by me\n\n" + plain);
        yield return Case("sep=", "sep=;\n" + plain.Replace(',', ';'));
        yield return Case("no header", plain[(plain.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        yield return Case("comments and blank lines", plain.Replace("T05", "T05:30,1\n\n# a comment, with a \"quote\"\n \t\n#\n2024-01-01T05", StringComparison.Ordinal) + "\n# the end\n\n");
        yield return Case("quoted line ends", "name,value\n" + string.Concat(Enumerable.Range(0, 40).Select(row => $"\"a,\n\r\n\"\"b\"\"{row}\n\",{row}\n")));
        yield return Case("one column with blank lines", column, isLenient: true);
        yield return Case("gaps and bad rows", plain.Replace("T07:00,", "T07:00,\n2024-01-01T07:20,x\n1,2,3\n\"2024\"x,5\n9\"0,\"", StringComparison.Ordinal).Replace(",12.50", ",12.50\"\n,,\nNA,NA", StringComparison.Ordinal), isLenient: true);
        yield return Case("large integers", plain.Replace(",2.50", ",9007199254740993", StringComparison.Ordinal).Replace(",5.00", ",9007199254740995", StringComparison.Ordinal));
        yield return Case("a bad row", plain.Replace(",30.00", ",thirty", StringComparison.Ordinal));
        yield return Case("a row with a stray quote", plain.Replace(",30.00", ",3\"0", StringComparison.Ordinal));
        yield return Case("an open comment", plain.Replace("2024-01-02T02", "# the,\"\n2024-01-02T02", StringComparison.Ordinal));
        yield return Case("a quote that is never closed", plain.Replace(",30.00", ",\"30", StringComparison.Ordinal), isLenient: true);
    }

    [TestCaseSource(nameof(Texts))]
    public void Parts_OfAnySize_AreTheWhole(byte[] content, bool isLenient)
    {
        ReadOptions options = isLenient ? Lenient : new ReadOptions();
        string file = _folder.In($"{Guid.NewGuid():N}.csv");
        File.WriteAllBytes(file, content);
        Content whole = Read(file, options);

        foreach (int size in new[] { 1, 7, 64, 333, content.Length - 1, 1 << 20 })
        {
            Assert.That(ReadParts(file, options, size), Is.EqualTo(whole), $"in parts of {size} bytes");
        }
    }

    [Test]
    public void Parts_OfLinesAtRandom_AreTheWhole()
    {
        string[] lines = ["1,2", "\"3\",4", "\"5\n\",6", "7\",8", "\"9\"x,\"10\n\"", ",\"", "\"\"\"\n", "", " ", "\t", "#", "# a", "#\"", "#N/A,1", "11,\"12", "\"", "13", "é,14"];
        string[] ends = ["\n", "\r\n", "\r", "\n\n"];
        var random = new Random(17);
        string file = _folder.In("random.csv");
        ReadOptions options = Lenient with { Delimiter = ',', HasHeader = true, Columns = ["b"], Time = "none" };
        for (int round = 0; round < 150; round++)
        {
            var text = new StringBuilder("a,b\n1,2\n");
            for (int line = random.Next(30); line > 0; line--)
            {
                text.Append(lines[random.Next(lines.Length)]).Append(ends[random.Next(ends.Length)]);
            }
            File.WriteAllText(file, text.ToString());
            int size = random.Next(1, 50);
            Assert.That(ReadParts(file, options, size), Is.EqualTo(Read(file, options)), $"in parts of {size} bytes: {text}");
        }
    }

    [Test]
    public void Split_OfALargeFile_GivesPartsOfTheSize()
    {
        const int size = 3 << 20;
        string file = _folder.In("large.csv");
        File.WriteAllLines(file, Enumerable.Range(0, 700_000).Select(row => row == 400_000 ? $"{row},\"1\"" : $"{row},{row % 1000}.25").Prepend("row,value"));
        using OpenInput input = OpenInput.Open(file, new ReadOptions { Columns = ["value"] });

        IReadOnlyList<TablePart> parts = ((DelimitedTable)input.Table).Split(size)!;

        Assert.Multiple(() =>
        {
            Assert.That(parts.Select(part => part.End), Is.EqualTo(parts.Skip(1).Select(part => part.Begin).Append(new FileInfo(file).Length)));
            Assert.That(parts.SkipLast(1).Select((part, at) => part.End - ((at + 1) * size)), Is.All.InRange(0, 15));
            Assert.That(ReadParts(file, new ReadOptions { Columns = ["value"] }, size), Is.EqualTo(Read(file, new ReadOptions { Columns = ["value"] })));
        });
    }

    [Test]
    public void Split_OfUtf16_IsNull()
    {
        string file = _folder.In("utf-16.csv");
        File.WriteAllText(file, "value\n1\n2\n3\n", Encoding.Unicode);
        using OpenInput input = OpenInput.Open(file, new ReadOptions());

        Assert.That(((DelimitedTable)input.Table).Split(2), Is.Null);
    }

    [Test]
    public void Read_OfAPartOfAFileThatWasTruncated_IsAnError()
    {
        string file = _folder.Write("truncated.csv", "value\n1\n2\n3\n");
        TablePart part = new(Begin: 8, End: 20, Line: 3);

        UserError? error = Assert.Throws<UserError>(() => Read(file, new ReadOptions(), part, new List<string>()));

        Assert.That(error!.Message, Is.EqualTo($"{file} was truncated while it was read."));
    }

    private static Content Read(string file, ReadOptions options)
    {
        var rows = new List<string>();
        var notes = new List<string>();
        try
        {
            Read(file, options, null, rows).Tell(file, notes.Add);
            return new Content(rows, notes, null);
        }
        catch (UserError e)
        {
            return new Content([], [], e.Message);
        }
    }

    private static Content ReadParts(string file, ReadOptions options, long size)
    {
        var rows = new List<string>();
        var notes = new List<string>();
        var counts = new ReadingCounts();
        try
        {
            using OpenInput whole = OpenInput.Open(file, options);
            foreach (TablePart part in ((DelimitedTable)whole.Table).Split(size)!)
            {
                counts.Add(Read(file, options, part, rows));
            }
            counts.Tell(file, notes.Add);
            return new Content(rows, notes, null);
        }
        catch (UserError e)
        {
            return new Content([], [], e.Message);
        }
    }

    private static ReadingCounts Read(string file, ReadOptions options, TablePart? part, List<string> into)
    {
        using OpenInput input = OpenInput.Open(file, options, part: part);
        var rows = new Rows(input.Selection);
        while (input.Table.Read(rows, 10))
        {
        }
        into.AddRange(Enumerable.Range(0, rows.Count).Select(row => FormattableString.Invariant(
            $"{rows.Values(0).Span[row]:R} {rows.Times?[row]} {(rows.Skipped.Contains(row) ? "skipped" : "")}")));
        return input.Table.Counts;
    }

    /// <summary>What a file holds.</summary>
    private sealed record Content(List<string> Rows, List<string> Notes, string? Error)
    {
        public bool Equals(Content? other) => other is not null && Rows.SequenceEqual(other.Rows) && Notes.SequenceEqual(other.Notes) && Error == other.Error;

        public override int GetHashCode() => Rows.Count;

        public override string ToString() => Error ?? string.Join('\n', [.. Rows, .. Notes]);
    }
}
