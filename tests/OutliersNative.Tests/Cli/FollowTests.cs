using System.Diagnostics;
using NUnit.Framework;
using OutliersNative.Tests.Support;
using static OutliersNative.Tests.Cli.Command;

namespace OutliersNative.Tests.Cli;

/// <summary>outliers detect --follow and --state, on files that grow, are replaced or truncated, and after a stop.</summary>
[Platform("Unix")]
public sealed class FollowTests
{
    private const int Interrupt = 2;
    private const int Kill = 9;
    private const int First = 50;
    private const int Block = 100;

    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task Follow_OfAGrowingFile_PrintsEachOutlierWithinASecond()
    {
        string file = _folder.Write("grows.csv", "time,value\n" + Rows(0));
        using RunningProcess process = Follow(file);
        await process.PrintsAsync("50");
        var delays = new List<TimeSpan>();

        for (int block = 1; block <= 5; block++)
        {
            File.AppendAllText(file, Rows(block));
            var clock = Stopwatch.StartNew();
            await process.PrintsAsync($"{(block * Block) + First}");
            delays.Add(clock.Elapsed);
        }

        Assert.That(delays.Order().ElementAt(2), Is.LessThan(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task Follow_OfAHalfWrittenLine_WaitsForItsEnd()
    {
        string file = _folder.Write("half.csv", "time,value\n" + Rows(0) + "100,2"); // 2 would be an outlier, and 22 is none
        using RunningProcess process = Follow(file);
        await process.PrintsAsync("50");

        File.AppendAllText(file, "2\n101,900");
        File.AppendAllText(file, "0\n");
        await process.PrintsAsync("101");

        process.Signal(Interrupt);
        ProcessOutcome outcome = await process.EndAsync();
        Assert.That(outcome.Lines, Is.EqualTo(new[] { "50", "101" }));
    }

    [Test]
    public async Task Follow_OfAFileThatIsReplaced_ReadsTheRestOfItAndTheNewOne()
    {
        string file = _folder.Write("rotated.csv", "time,value\n" + Rows(0));
        using RunningProcess process = Follow(file);
        await process.PrintsAsync("50");

        File.Move(file, file + ".1");
        File.AppendAllText(file + ".1", Rows(1));
        File.WriteAllText(file, "time,value\n1,22\n2,9e99\n");

        await process.PrintsAsync("150", "1");
    }

    [Test]
    public async Task Follow_OfAFileThatIsTruncated_ReadsItsNewContent()
    {
        string file = _folder.Write("truncated.csv", "time,value\n" + Rows(0));
        using RunningProcess process = Follow(file);
        await process.PrintsAsync("50");

        using (var truncated = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            truncated.SetLength(0);
        }
        File.AppendAllText(file, "time,value\n1,22\n2,9e99\n");

        await process.PrintsAsync("1");
    }

    [Test]
    public async Task Follow_OfStandardInput_PrintsEachOutlierAsItComes()
    {
        using RunningProcess process = Start("detect", "-", "--follow", "--method", "ewma", "--format", "positions");
        process.Tell("time,value\n" + Rows(0).TrimEnd());
        await process.PrintsAsync("50");

        process.Tell(Rows(1).TrimEnd());
        await process.PrintsAsync("150");

        process.CloseInput();
        ProcessOutcome outcome = await process.EndAsync();
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Errors);
        Assert.That(outcome.Errors, Does.EndWith("outliers: 2 outliers among 200 values (ewma).\n"));
    }

    [Test]
    public async Task Follow_OfJsonLines_PrintsEachOutlierAsItComes()
    {
        static string Lines(int block) => string.Concat(Rows(block).Trim().Split('\n').Select(row => $"{{\"value\": {row.Split(',')[1]}}}\n"));
        string file = _folder.Write("grows.jsonl", Lines(0));
        using RunningProcess process = Follow(file);
        await process.PrintsAsync("50");

        File.AppendAllText(file, Lines(1));

        await process.PrintsAsync("150");
    }

    [Test]
    public async Task Follow_OfABlankLineAtTheEndOfAPiece_CountsItOnceARowFollows()
    {
        string file = _folder.Write("blank.csv", "value\n" + Single(0) + "\n");
        using RunningProcess process = Follow(file, "--nan", "omit");
        await process.PrintsAsync("50");

        File.AppendAllText(file, Single(1));

        await process.PrintsAsync("151");

        static string Single(int block) => string.Concat(Rows(block).Trim().Split('\n').Select(row => row.Split(',')[1] + "\n"));
    }

    [TestCase("json", "a JSON array")]
    [TestCase("table", "a table")]
    public void Follow_WithAFormatThatNeedsTheEnd_SaysWhichDoesNot(string format, string what)
    {
        ProcessOutcome outcome = Run("detect", _folder.Write("formats.csv", "time,value\n" + Rows(0)), "--follow", "--method", "ewma", "--format", format);

        Assert.That(outcome.Errors.Trim(), Does.EndWith($"outliers: --follow prints each outlier as it comes, and {what} needs them all. Pass --format csv or jsonl."));
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }

    [Test]
    public void Follow_OfAPipeWithAPath_SaysWhatItTakes()
    {
        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Execute("/bin/sh", "-c", $"echo value | {InShell} detect /dev/stdin --follow --method ewma");

        Assert.That(outcome.Errors.Trim(), Is.EqualTo("outliers: /dev/stdin is a pipe; --follow takes a file, or '-' for standard input."));
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }

    [TestCase("whole.json", "[1, 2,\n3]\n", "{0} holds one JSON value; --follow takes CSV, TSV or JSON lines.")]
    [TestCase("data.npy", "PAR1", "{0} is a binary or compressed file; --follow takes CSV, TSV or JSON lines.")]
    public void Follow_OfAFileThatCannotGrow_SaysWhatCan(string name, string content, string said)
    {
        string file = _folder.Write(name, content);

        ProcessOutcome outcome = Run("detect", file, "--follow", "--method", "ewma");

        Assert.That(outcome.Errors.Trim(), Is.EqualTo($"outliers: {said.Replace("{0}", file, StringComparison.Ordinal)}"));
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }

    [Test]
    public async Task Follow_OnCtrlC_EndsAtOnceWithTheStateSaved()
    {
        string file = _folder.Write("interrupted.csv", "time,value\n" + Rows(0)), state = _folder.In("interrupted.state");
        using RunningProcess process = Follow(file, "--state", state);
        await process.PrintsAsync("50");
        await IsSavedAsync(state);

        process.Signal(Interrupt);
        ProcessOutcome outcome = await process.EndAsync();
        File.AppendAllText(file, Rows(1));
        ProcessOutcome next = Run("detect", file, "--method", "ewma", "--format", "positions", "--state", state);

        Assert.That(outcome.ExitCode, Is.EqualTo(130));
        Assert.That(outcome.TimeToEnd, Is.LessThan(TimeSpan.FromSeconds(5)));
        Assert.That(outcome.Errors, Does.EndWith($"outliers: stopped by Ctrl-C after 1 kB of {file}.\n"));
        Assert.That(next.Lines, Is.EqualTo(new[] { "150" }), next.Errors);
    }

    [Test]
    public async Task Follow_KilledAndStartedAgainWithState_LosesNoOutlier()
    {
        string file = _folder.Write("killed.csv", "time,value\n" + Rows(0)), state = _folder.In("killed.state");
        var printed = new List<string>();

        for (int block = 0; block < 4; block++)
        {
            using RunningProcess process = Follow(file, "--state", state);
            await process.PrintsAsync($"{(block * Block) + First}");
            File.AppendAllText(file, Rows(block + 1));
            process.Signal(Kill); // before, during or after the judgement of these rows
            printed.AddRange((await process.EndAsync()).Lines.Where(line => line.Length > 0));
        }

        ProcessOutcome last = Run("detect", file, "--method", "ewma", "--format", "positions", "--state", state);
        Assert.That(printed.Concat(last.Lines).Where(line => line.Length > 0).Distinct(), Is.EqualTo(new[] { "50", "150", "250", "350", "450" }));
    }

    [Test]
    public void State_OfAFileThatWasReplaced_JudgesAllRowsOfTheNewOne()
    {
        string file = _folder.Write("new.csv", "time,value\n" + Rows(0)), state = _folder.In("new.state");
        Run("detect", file, "--method", "ewma", "--state", state);
        File.WriteAllText(file, "time,value\n" + Rows(1));

        ProcessOutcome outcome = Run("detect", file, "--method", "ewma", "--format", "positions", "--state", state);

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "50" }), outcome.Errors);
        Assert.That(outcome.Errors, Does.Contain($"outliers: {file} does not begin as the file that the state is of, so all its rows are judged.\n"));
    }

    [Test]
    public void State_OfAFileWithFewerRows_SaysSo()
    {
        string file = _folder.Write("shorter.csv", "time,value\n" + Rows(0) + Rows(1) + Rows(2)), state = _folder.In("shorter.state");
        Run("detect", file, "--method", "ewma", "--state", state);
        File.WriteAllText(file, "time,value\n" + Rows(0) + Rows(1));

        ProcessOutcome outcome = Run("detect", file, "--method", "ewma", "--state", state);

        Assert.That(outcome.Errors.Trim(), Is.EqualTo($"outliers: {file} has 100 rows fewer than {state} has judged. If it is the right file, delete the state to judge all of it."));
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }

    [Test]
    public async Task Follow_WithoutAReader_Ends()
    {
        string file = _folder.Write("head.csv", "time,value\n" + Rows(0)), status = _folder.In("head.status");
        using RunningProcess process = ChildProcess.OnNumPyPython().Launch(
            "/bin/sh", "-c", $"{{ {InShell} detect {file} --follow --method ewma --format positions; echo $? >{status}; }} | head -n 1; cat {status}");
        await process.PrintsAsync("50");

        File.AppendAllText(file, Rows(1));

        await process.PrintsAsync("141");
    }

    private static RunningProcess Follow(string file, params string[] options) =>
        Start(["detect", file, "--follow", "--method", "ewma", "--format", "positions", .. options]);

    /// <summary>100 rows, of which number 50 is an outlier, which grows with the block: ewma widens its bounds after each.</summary>
    private static string Rows(int block) => string.Concat(Enumerable.Range(block * Block, Block).Select(row =>
        $"{row},{(row % Block == First ? 9000 * Math.Pow(10, block) : 20 + (row * 7 % 5))}\n"));

    private static async Task IsSavedAsync(string state)
    {
        while (!File.Exists(state))
        {
            await Task.Yield();
        }
    }
}
