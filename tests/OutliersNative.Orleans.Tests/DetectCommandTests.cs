using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using NUnit.Framework;
using OutliersNative.Orleans.Tests.Cluster;

namespace OutliersNative.Orleans.Tests;

/// <summary>The command <c>outliers detect --cluster</c>: it prints what it prints without a cluster, to the byte.</summary>
[Platform("Linux")]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class DetectCommandTests
{
    private readonly PassFolder _folder = new();
    private RedisServer _redis = null!;
    private CommandSilo[] _silos = [];

    [OneTimeSetUp]
    public async Task StartCluster()
    {
        WriteTables();
        _redis = await RedisServer.StartAsync();
        string fixtures = Path.Combine(AppContext.BaseDirectory, "Fixtures");
        _silos = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => CommandSilo.StartAsync(_redis, "--path", fixtures, "--Outliers:Files:PartSize=20000")));
    }

    [OneTimeTearDown]
    public void EndCluster()
    {
        Array.ForEach(_silos, silo => silo.Dispose());
        _redis?.Dispose();
        _folder.Dispose();
    }

    [TestCase("table*")]
    [TestCase("table*", "--format", "json", "--method", "mad", "--set", "threshold=4", "--exit-code")]
    [TestCase("table*.csv", "--format", "jsonl", "--method", "ewma")]
    [TestCase("table-comma.csv", "--format", "table", "--method", "seasonal")]
    [TestCase("groups.csv", "--by", "shop", "--column", "amount", "--column", "price", "--nan", "omit", "--skip-bad-rows")]
    [TestCase("groups.csv", "--column", "amount", "--format", "positions", "--quiet", "--time", "none", "--comment", "%", "--encoding", "latin1", "--skip-bad-rows", "--nan", "omit")]
    [TestCase("large.csv", "--method", "mad", "--nan", "omit", "--skip-bad-rows")] // split; exact, since no part has more than 2,048 values
    public async Task Detect_InACluster_PrintsWhatOneProcessPrints(params string[] arguments)
    {
        using var inCluster = DetectProcess.InCluster(_redis, _folder.In(""), arguments);
        using var alone = DetectProcess.Alone(_folder.In(""), arguments);

        (int Code, string Output, string Errors) expected = await alone.EndAsync();
        Assert.That(await inCluster.EndAsync(), Is.EqualTo(expected));
        Assert.That(expected.Output, Is.Not.Empty);
        Assert.That(expected.Code, Is.EqualTo(arguments.Contains("--exit-code") ? 1 : 0), expected.Errors);
    }

    [Test]
    public async Task Detect_AFileIsBad_PrintsTheOthersAndOneLineOfError()
    {
        File.WriteAllText(_folder.In("bad.csv"), "value\n1\n2\nthree\n");
        string[] good = ["table-comma.csv", "table-semicolon.csv"];

        using var inCluster = DetectProcess.InCluster(_redis, _folder.In(""), [good[0], "bad.csv", good[1]]);
        using var alone = DetectProcess.Alone(_folder.In(""), good);

        (int code, string output, string errors) = await inCluster.EndAsync();
        (_, string expected, string notes) = await alone.EndAsync();
        Assert.That(output, Is.EqualTo(expected));
        Assert.That(errors, Is.EqualTo(notes + "outliers: bad.csv, line 4, column 1 'value': 'three' is no number. Correct it, or pass --skip-bad-rows to leave such rows out.\n"));
        Assert.That(code, Is.EqualTo(2));
    }

    [Test]
    public async Task Detect_OfACommandThatWasKilled_GoesOnWithoutJudgingAFileTwice()
    {
        using var folder = new PassFolder();
        folder.Add();
        folder.Add(first: PassFolder.Waits);
        folder.Add();
        string[] arguments = ["*.csv", "--function", "file_detectors:detect", "--set", $"log={folder.In("log")}", "--set", $"gate={folder.In("gate")}"];
        using (var killed = DetectProcess.InCluster(_redis, folder.In(""), arguments))
        {
            Assert.That(() => folder.Calls.Count, Is.EqualTo(3).After(20_000, 50));
            killed.Kill();
            await killed.EndAsync();
        }
        folder.OpenGate();

        using var next = DetectProcess.InCluster(_redis, folder.In(""), arguments);
        using var alone = DetectProcess.Alone(folder.In(""), "*.csv", "--method", "mad");

        (int code, string output, string errors) = await next.EndAsync();
        Assert.That(code, Is.Zero, errors);
        Assert.That(output, Is.EqualTo((await alone.EndAsync()).Output));
        Assert.That(folder.Calls.Values, Is.EqualTo(new[] { 1, 1, 1 }));
    }

    [Test]
    public async Task Detect_OfAMethodThatDoesNotExist_SaysSoInOneLine()
    {
        using var process = DetectProcess.InCluster(_redis, _folder.In(""), "table-comma.csv", "--method", "median");

        (int code, string output, string errors) = await process.EndAsync();

        Assert.That((code, output), Is.EqualTo((2, "")));
        Assert.That(errors, Does.StartWith("outliers: There is no method 'median'; expected one of sigma, mad,").And.Matches(@"\A[^\n]*\n\z"));
    }

    [TestCase("--all", "--all cannot be used with --cluster: the silos give the outliers of whole files, and nothing else. Leave out one of the two.")]
    [TestCase("--follow", "--follow cannot be used with --cluster: the silos give the outliers of whole files, and nothing else. Leave out one of the two.")]
    [TestCase("--path=.", "--path cannot be used with --cluster, since the silos run Python. Pass it to 'outliers silo'.")]
    [TestCase("-", "--cluster reads files, not standard input. Name files that each silo sees at the same full path.")]
    public async Task Detect_WithWhatAClusterCannot_SaysSo(string argument, string error)
    {
        using var process = DetectProcess.InCluster(_redis, _folder.In(""), "table-comma.csv", argument);

        Assert.That(await process.EndAsync(), Is.EqualTo((2, "", $"outliers: {error}\n")));
    }

    private void WriteTables()
    {
        double[] values = [.. Golden.Values("table", 300).Where(double.IsFinite)];
        string[] numbers = [.. values.Select(value => FormattableString.Invariant($"{value:0.0000}"))];
        string[] hours = [.. Enumerable.Range(0, values.Length).Select(hour => $"{new DateTime(2024, 1, 1).AddHours(hour):yyyy-MM-dd HH:mm}")];
        string comma = "time,value\n" + string.Concat(hours.Zip(numbers, (hour, number) => $"{hour},{number}\n"));
        string semicolon = comma.Replace(',', ';').Replace('.', ',');
        Write("table-comma.csv", Encoding.UTF8.GetBytes(comma));
        Write("table-semicolon.csv", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(semicolon.ReplaceLineEndings("\r\n"))]);
        Write("table-latin1.csv", Encoding.Latin1.GetBytes(comma.Replace("value", "Größe", StringComparison.Ordinal)));
        Write("table-utf16.csv", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(comma)]);
        Write("table-tab.tsv", Encoding.UTF8.GetBytes("# a comment\n" + comma.Replace(',', '\t')));
        Write("table-numbers.txt", Encoding.UTF8.GetBytes(string.Join('\n', numbers)));
        Write("table-array.json", Encoding.UTF8.GetBytes($"[{string.Join(',', numbers)}]"));
        Write("table-lines.jsonl", Encoding.UTF8.GetBytes(string.Concat(numbers.Select(number => $"{{\"value\": {number}}}\n"))));
        Write("table-array.npy", [.. Npy(values)]);
        Write("groups.csv", Encoding.UTF8.GetBytes("shop,amount,price\n" + string.Concat(numbers.Select((number, at) =>
            at == 17 ? "north,,1\nsouth,x,2\n1,2,3,4\n" : $"{(at % 3 == 0 ? "north" : "south")},{number},{at % 7}\n"))));
        Write("large.csv", Encoding.UTF8.GetBytes("time,value\n" + string.Concat(Golden.Values("large", 4000).Select((value, row) =>
            (row % 500 == 0 ? "\n# a comment\n1,2,3\n" : "") + FormattableString.Invariant($"{new DateTime(2024, 1, 1).AddHours(row):s},{value:0.0000}\n")))));
        using (var gzip = new GZipStream(File.Create(_folder.In("table-comma.csv.gz")), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(comma));
        }
        using (var zip = new ZipArchive(File.Create(_folder.In("table-comma.zip")), ZipArchiveMode.Create))
        {
            using Stream entry = zip.CreateEntry("inner.csv").Open();
            entry.Write(Encoding.UTF8.GetBytes(comma));
        }

        void Write(string name, byte[] content) => File.WriteAllBytes(_folder.In(name), content);
    }

    private static byte[] Npy(double[] values)
    {
        string header = $"{{'descr': '<f8', 'fortran_order': False, 'shape': ({values.Length},), }}".PadRight(117) + "\n";
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        return [0x93, .. "NUMPY"u8, 1, 0, .. length, .. Encoding.ASCII.GetBytes(header), .. MemoryMarshal.AsBytes<double>(values)];
    }
}
