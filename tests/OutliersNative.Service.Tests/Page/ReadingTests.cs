using Microsoft.Playwright;

namespace OutliersNative.Service.Tests.Page;

/// <summary>How the page reads what a user drops or pastes.</summary>
internal sealed class ReadingTests
{
    private IBrowserContext _context = null!;
    private IPage _page = null!;

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        _context = await Browser.NewContextAsync(new());
        _page = await _context.NewPageAsync();
        await _page.GotoAsync((await Services.DefaultAsync()).BaseAddress!.ToString());
        await _page.AddScriptTagAsync(new() { Url = "lib/papaparse.min.js" });
        await _page.AddScriptTagAsync(new() { Url = "js/csv.js" });
    }

    [OneTimeTearDown]
    public async Task CloseAsync() => await _context.DisposeAsync();

    [TestCase("1\n2\n3", "value=1 2 3")]
    [TestCase("\nx\n1\n\n3\n\n", "x=1 NaN 3")]
    [TestCase("1, 2.5, -3e2", "value=1 2.5 -300")]
    [TestCase("1 2\n3   4\n", "value=1 2 3 4")]
    [TestCase("1 NA 3", "value=1 NaN 3")]
    [TestCase("[1, null, 3]", "value=1 NaN 3")]
    [TestCase("a,b\n1,2\n3,4", "a=1 3|b=2 4")]
    [TestCase("\ufeffa\tb\r\n1\t2\r\n", "a=1|b=2")]
    [TestCase("a;b\n1,5;2\n2,5;3", "a=1.5 2.5|b=2 3")]
    [TestCase("a\n1,5\n2,5", "a=1.5 2.5")]
    [TestCase("a|b\n1|2\n3|4", "a=1 3|b=2 4")]
    [TestCase("\"a, b\",c\n\"1\",2\n", "a, b=1|c=2")]
    [TestCase("# made by hand\na,b\n1,2\n\n3,\n", "a=1 3|b=2 NaN")]
    [TestCase("1,2\n3,4", "column 1=1 3|column 2=2 4")]
    [TestCase("x,NA\n1,inf\n2,3", "x=1 2|NA=NaN 3")]
    public async Task Read_Numbers_GivesItsColumns(string text, string expected)
    {
        string columns = await _page.EvaluateAsync<string>(
            "text => readTable(text).columns.map(({ name, values }) => `${name}=${[...values].join(' ')}`).join('|')", text);
        Assert.That(columns, Is.EqualTo(expected));
    }

    [TestCase(30)]
    [TestCase(300)]
    public async Task Read_SemicolonsAndDecimalCommas_InManyRows_GivesBothColumns(int rows)
    {
        string sums = await _page.EvaluateAsync<string>(
            "rows => readTable('a;b\\n' + '1,5;2\\n'.repeat(rows)).columns.map(({ name, values }) => `${name}=${values.reduce((x, y) => x + y)}`).join('|')", rows);
        Assert.That(sums, Is.EqualTo($"a={1.5 * rows}|b={2 * rows}"));
    }

    [TestCase("t,v\n2024-01-01,1\n2024-01-02,2", "1704067200 1704153600")]
    [TestCase("t,v\n2024-01-01 00:00:01.5,1\n2024-01-01T00:00:02Z,2", "1704067201.5 1704067202")]
    [TestCase("t,v\n2024-01-01T01:00:00+01:00,1\n2024-01-01T00:30:00-0030,2", "1704067200 1704070800")]
    [TestCase("t;v\n31.01.2024 12:00;1\n01.02.2024 12:00;2", "1706702400 1706788800")]
    [TestCase("t,v\n31/01/2024,1\n01/02/2024,2", "1706659200 1706745600")]
    [TestCase("t,v\n01/31/2024,1\n02/01/2024,2", "1706659200 1706745600")]
    [TestCase("timestamp,v\n1704067200000,1\n1704067201000,2", "1704067200 1704067201")]
    public async Task Read_Times_GivesSecondsSince1970(string text, string expected)
    {
        string times = await _page.EvaluateAsync<string>("text => [...readTable(text).columns[0].times].join(' ')", text);
        Assert.That(times, Is.EqualTo(expected));
    }

    [TestCase("", "There is nothing in it; expected a column of numbers.")]
    [TestCase("# only this", "There are only comments and blank lines; expected a column of numbers.")]
    [TestCase("a,b", "There is a header (“a”, “b”) and no row; expected numbers below it.")]
    [TestCase("a,b\n1,2\n3\n", "Line 3 has 1 field; expected 2, as in line 1. Put fields that contain the delimiter in quotation marks.")]
    [TestCase("a,b\n1,\"2\n3,4\n", "Line 2: a quotation mark is not closed, or text follows a closed one.")]
    [TestCase("a\n\"x\ny\"\n1\nabc\n2\n", "There is no column of numbers. In column “a”, line 2 has “x\ny”; expected a number, or nothing for a missing value.")]
    [TestCase("v,w\n1,x\n2,\"x\ny\"\nabc,x\n", "There is no column of numbers. In column “v”, line 5 has “abc”; expected a number, or nothing for a missing value.")]
    [TestCase("v\n1000\n\"1,000\"\n", "There is no column of numbers. In column “v”, line 3 has “1,000”; expected a number without a separator of thousands.")]
    [TestCase("1 2\n3 x", "There is no column of numbers. In column “value”, line 2 has “x”; expected a number, or nothing for a missing value.")]
    [TestCase("a,b\nx,y\nz,w", "There is no column of numbers; found 2 columns: “a”, “b”.")]
    [TestCase("[1, \"two\"]", "Element 1 of the array is \"two\"; expected a number or null.")]
    public async Task Read_BadText_SaysWhichLineAndWhatWasExpected(string text, string expected)
    {
        string message = await _page.EvaluateAsync<string>("text => { try { readTable(text); return 'no error'; } catch (error) { return error.message; } }", text);
        Assert.That(message, Is.EqualTo(expected));
    }

    [Test]
    public async Task Read_MostlyNumbers_NotesTheColumnThatIsLeftOut()
    {
        string[] notes = await _page.EvaluateAsync<string[]>("text => readTable(text).notes", "a,b\n1,2\n3,x\n5,6\n");
        Assert.That(notes, Is.EqualTo(new[] { "Column “b” is left out: line 3 has “x”; expected a number, or nothing for a missing value." }));
    }

    [TestCase("utf-16le", new byte[] { 0xff, 0xfe, 0x61, 0, 0x0a, 0, 0x31, 0 }, "a")]
    [TestCase("utf-8", new byte[] { 0xc3, 0xa4, 0x0a, 0x31 }, "ä")]
    [TestCase("windows-1252", new byte[] { 0xe4, 0x0a, 0x31 }, "ä")]
    public async Task Decode_Encodings_AreFound(string encoding, byte[] bytes, string name)
    {
        string read = await _page.EvaluateAsync<string>("bytes => readTable(decode(new Uint8Array(bytes).buffer)).columns[0].name", bytes.Select(each => (int)each));
        Assert.That(read, Is.EqualTo(name), encoding);
    }

    [Test]
    public async Task Decode_BinaryFile_IsAnError()
    {
        string message = await _page.EvaluateAsync<string>("() => { try { decode(new Uint8Array([80, 75, 3, 4, 0, 0]).buffer); return 'no error'; } catch (error) { return error.message; } }");
        Assert.That(message, Is.EqualTo("This is no text file; expected CSV, or numbers with a delimiter between them."));
    }
}
