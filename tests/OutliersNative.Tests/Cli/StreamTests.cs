using NUnit.Framework;
using OutliersNative.Tests.Support;
using static OutliersNative.Tests.Cli.Command;

namespace OutliersNative.Tests.Cli;

/// <summary>Stream detectors over files, --state, pictures and the documented commands.</summary>
[Parallelizable(ParallelScope.Children)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class StreamTests
{
    private static readonly string Long = "time,value\n" + string.Concat(Enumerable.Range(0, 200).Select(i =>
        $"2024-01-{1 + i / 24:00}T{i % 24:00}:00:00,{(i == 150 ? 90 : 20 + i * 7 % 5)}\n"));

    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void Detect_WithAStream_PrintsWhatTheWholeSeriesGives()
    {
        string file = _folder.Write("whole.csv", Long), other = _folder.Write("by.csv", Long.Replace("\n", ",x\n", StringComparison.Ordinal));

        ProcessOutcome stream = Run("detect", file, "--method", "ewma");
        ProcessOutcome whole = Run("detect", other, "--method", "ewma", "--by", "x", "--column", "value");

        Assert.That(stream.Lines[1], Does.StartWith("150,2024-01-07T06:00:00,90,"), stream.Errors);
        Assert.That(whole.Lines.Skip(1), Is.EqualTo(stream.Lines.Skip(1).Select(line => "x," + line)), whole.Errors);
    }

    [Test]
    public void Detect_ByGroupWithAdaptive_TellsItTheTimes()
    {
        string file = _folder.Write("metric.csv", Long), grouped = _folder.Write("metrics.csv", Long.Replace("\n", ",x\n", StringComparison.Ordinal));

        ProcessOutcome stream = Run("detect", file, "--method", "adaptive", "--all");
        ProcessOutcome byGroup = Run("detect", grouped, "--method", "adaptive", "--all", "--by", "x", "--column", "value");
        ProcessOutcome withoutTimes = Run("detect", file, "--method", "adaptive", "--all", "--time", "none");

        Assert.That(byGroup.Lines.Skip(1), Is.EqualTo(stream.Lines.Skip(1).Select(line => "x," + line)), byGroup.Errors);
        Assert.That(withoutTimes.Lines.Select(line => line.Split(',')[2]), Is.Not.EqualTo(stream.Lines.Select(line => line.Split(',')[3])));
    }

    [Test]
    public void Detect_ByGroupWithSeasonal_TellsItThePeriodOfEachGroup()
    {
        string[] hours = [.. Enumerable.Range(0, 240).Select(i => $"2024-01-{1 + i / 24:00}T{i % 24:00}:00:00,{(i == 100 ? 90 : i % 24 + i % 5)},hourly")];
        string[] days = [.. Enumerable.Range(0, 60).Select(i => $"{new DateTime(2024, 1, 1).AddDays(i):yyyy-MM-dd},{(i == 30 ? 90 : i % 7 + i % 2)},daily")];
        string file = _folder.Write("seasons.csv", "time,value,x\n" + string.Join('\n', [.. hours, .. days]));

        ProcessOutcome both = Run("detect", file, "--method", "seasonal", "--by", "x", "--all");
        string[] separate = [.. new[] { hours, days }.Select((rows, at) => _folder.Write($"season{at}.csv", "time,value,x\n" + string.Join('\n', rows)))
            .SelectMany(each => Run("detect", each, "--method", "seasonal", "--by", "x", "--all", "--set", $"period={(each.EndsWith("0.csv", StringComparison.Ordinal) ? 24 : 7)}").Lines.Skip(1))];

        Assert.That(both.Lines.Skip(1).Select(WithoutPosition), Is.EqualTo(separate.Select(WithoutPosition)), both.Errors);
        Assert.That(both.Errors, Does.Contain("period 24 for 1 of 2 series, from the times;").And.Contain("period 7 for 1 of 2 series, from the times;"));

        static string WithoutPosition(string line) => string.Join(',', line.Split(',').Where((_, at) => at != 1));
    }

    [Test]
    public void Detect_WithADetectorOfTimesAndAFieldThatIsNone_SaysSo()
    {
        string file = _folder.Write("no-time.csv", Long.Replace("2024-01-09T07:00:00", "soon", StringComparison.Ordinal));

        ProcessOutcome score = Run("score", file, "--method", "adaptive", "--time", "time");

        Assert.That(score.Errors.Trim(), Does.StartWith($"outliers: {file}, line 201, column 1 'time': 'soon' is no time"));
        Assert.That(score.Output, Is.Empty);
    }

    [Test]
    public void Detect_WithAStreamAndSkipBadRows_LeavesOutARowOfTotals()
    {
        string file = _folder.Write("totals.csv", Long + "Total,4000\n");

        ProcessOutcome outcome = Run("detect", file, "--method", "adaptive", "--all", "--skip-bad-rows");

        Assert.That(outcome.Lines, Has.Count.EqualTo(201), outcome.Errors);
        Assert.That(outcome.Errors, Does.Contain("1 bad row is left out.").And.Contain("among 200 values (adaptive)"));
    }

    [Test]
    public void Detect_OfTwoColumnsWithSkipBadRows_JudgesNoValueOfABadRow()
    {
        string file = _folder.Write("bad-second.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 100).Select(i => i == 80 ? "9000,x\n" : $"{i % 3},{i % 3}\n")));

        ProcessOutcome outcome = Run("detect", file, "--method", "ewma", "--column", "a", "--column", "b", "--skip-bad-rows");

        Assert.That(outcome.Lines, Has.Count.EqualTo(1), outcome.Errors);
        Assert.That(outcome.Errors, Does.Contain("1 bad row is left out."));
    }

    [Test]
    public void Detect_ByGroupWhoseFirstHasNoRows_TellsTheOthersTheirTimes()
    {
        string rows = Long.Replace("\n", ",x\n", StringComparison.Ordinal).Replace("time,value,x\n", "", StringComparison.Ordinal);
        string file = _folder.Write("empty-group.csv", "time,value,g\n2024-01-01,bad,y\n" + rows), alone = _folder.Write("one-group.csv", "time,value,g\n" + rows);
        string[] options = ["--method", "adaptive", "--all", "--by", "g", "--column", "value", "--skip-bad-rows"];

        ProcessOutcome outcome = Run(["detect", file, .. options]), expected = Run(["detect", alone, .. options]);

        Assert.That(expected.Lines, Has.Count.EqualTo(201), expected.Errors);
        Assert.That(outcome.Lines.Select(WithoutPosition), Is.EqualTo(expected.Lines.Select(WithoutPosition)), outcome.Errors);

        static string WithoutPosition(string line) => string.Join(',', line.Split(',').Where((_, at) => at != 1));
    }

    [TestCase("detect", "{0}", "-o", "{0}")]
    [TestCase("detect", "{0}", "-o", "{1}")]
    [TestCase("detect", "{1}", "--follow", "--method", "ewma", "-o", "{0}")]
    public void Detect_WithTheInputAsOutput_KeepsIt(params string[] arguments)
    {
        string file = _folder.Write("input.csv", Long), link = _folder.In($"link{arguments.Length}.csv");
        if (!File.Exists(link))
        {
            File.CreateSymbolicLink(link, file);
        }
        string[] named = [.. arguments.Select(each => each.Replace("{0}", file, StringComparison.Ordinal).Replace("{1}", link, StringComparison.Ordinal))];

        ProcessOutcome outcome = Run(named);

        Assert.That(outcome.Errors.Trim(), Is.EqualTo($"outliers: --output {named[^1]} is the input {named[1]}, and would overwrite it. Name another file."));
        Assert.That(File.ReadAllText(file), Is.EqualTo(Long));
    }

    [Test, Platform("Linux")]
    public void Detect_WithStateThatCannotWriteItsOutliers_DoesNotStoreTheState()
    {
        string file = _folder.Write("full.csv", Long), state = _folder.In("full.state");

        ProcessOutcome outcome = Run("detect", file, "--method", "ewma", "--state", state, "--output", "/dev/full");

        Assert.That(outcome.ExitCode, Is.EqualTo(2), outcome.Errors);
        Assert.That(File.Exists(state), Is.False);
    }

    [Test, Platform("Unix")]
    public void Detect_OfAFileWithTheStateOfStandardInput_JudgesAllItsRows()
    {
        string file = _folder.Write("after-pipe.csv", Long), state = _folder.In("pipe.state");
        ChildProcess.OnNumPyPython().Execute("/bin/sh", "-c", $"head -n 160 {file} | {InShell} detect - --method ewma --state {state}");

        ProcessOutcome outcome = Run("detect", file, "--method", "ewma", "--state", state, "--all");

        Assert.That(outcome.Lines, Has.Count.EqualTo(201), outcome.Errors);
        Assert.That(outcome.Errors, Does.Contain($"The state is of standard input, so all rows of {file} are judged."));
    }

    [Test]
    public void Detect_WithPlotInTheTerminalAndRedirectedOutput_DrawsOnStandardError()
    {
        string file = _folder.Write("drawn.csv", Long);

        ProcessOutcome plain = Run("detect", file), outcome = Run("detect", file, "--plot", "-");

        Assert.That(outcome.Output, Is.EqualTo(plain.Output));
        Assert.That(outcome.Errors, Does.Contain("drawn.csv: value (sigma)\n").And.Contain("●"));
    }

    [Test]
    public void Detect_WithState_JudgesOnlyTheNewRows()
    {
        string file = _folder.Write("grows.csv", Long), state = _folder.In("grows.state");
        ProcessOutcome first = Run("detect", file, "--method", "ewma", "--state", state);
        File.AppendAllText(file, "2024-01-09T08:00:00,-50\n");

        ProcessOutcome second = Run("detect", file, "--method", "ewma", "--state", state);

        Assert.That(first.Lines, Has.Count.EqualTo(2), first.Errors);
        Assert.That(second.Lines, Has.Count.EqualTo(2), second.Errors);
        Assert.That(second.Lines[1], Does.StartWith("200,2024-01-09T08:00:00,-50,"));
    }

    [Test]
    public void Detect_WithTheStateOfOtherSettings_SaysSo()
    {
        string file = _folder.Write("other.csv", Long), state = _folder.In("other.state");
        Run("detect", file, "--method", "ewma", "--state", state);

        ProcessOutcome outcome = Run("detect", file, "--method", "ewma", "--set", "threshold=4", "--state", state);

        Assert.That(outcome.Errors, Does.Contain("Use the same options, or delete the file."));
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
    }

    [Test]
    public void Follow_OfADetectorWithoutStreams_NamesThoseThatHaveThem()
    {
        ProcessOutcome outcome = Run("detect", _folder.Write("follow.csv", Long), "--follow");

        Assert.That(outcome.Errors, Does.StartWith("outliers: --follow needs a detector that judges each value by those before it, and sigma looks at the whole series. Pass --method ewma or --method adaptive."));
    }

    [Test]
    public void Detect_WithABadRowAtTheEnd_PrintsNothingElse()
    {
        string file = _folder.Write("late.csv", Long + "2024-01-09T08:00:00,x\n");

        ProcessOutcome outcome = Run("detect", file, "--method", "ewma");

        Assert.That(outcome.Errors.Trim(), Is.EqualTo($"outliers: {file}, line 202, column 2 'value': 'x' is no number. Correct it, or pass --skip-bad-rows to leave such rows out."));
        Assert.That(outcome.Output, Is.Empty);
    }

    [TestCase("png", new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G' })]
    [TestCase("svg", new byte[] { (byte)'<' })]
    [TestCase("html", new byte[] { (byte)'<', (byte)'!', (byte)'D' })]
    public void Detect_WithPlot_DrawsAFile(string extension, byte[] start)
    {
        string file = _folder.In($"chart.{extension}");

        ProcessOutcome outcome = Run("detect", _folder.Write($"{extension}.csv", Long), "--plot", file);

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Errors);
        Assert.That(File.ReadAllBytes(file)[..start.Length], Is.EqualTo(start));
    }

    [Test]
    public void Detect_WithPlotOfAnotherKind_SaysWhichThereAre()
    {
        ProcessOutcome outcome = Run("detect", _folder.Write("gif.csv", Long), "--plot", "chart.gif");

        Assert.That(outcome.Errors.Trim(), Is.EqualTo("outliers: --plot chart.gif: expected a file that ends in .png, .svg or .html, or - for the terminal."));
        Assert.That(outcome.Output, Is.Empty);
    }

    [Test]
    public void Commands_OfThePage_Run()
    {
        string page = File.ReadAllText(Path.Combine(Places.Repository, "docs", "CLI.md"));
        string block = page.Split("```sh\n")[1].Split("```")[0];
        Assert.That(block.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.All.Contains("outliers "));
        _folder.Write("page/readings.csv", Long.Replace("value", "temperature", StringComparison.Ordinal));
        _folder.Write("page/sales.csv", "shop,amount\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{"AB"[i % 2]},{i % 3}\n")));
        _folder.Write("page/logs/a.csv", "path,latency\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"/,{(i == 3 ? "NA" : i % 3)}\n")));
        _folder.Write("page/detectors/mymodule.py", "import numpy as np\n\n\ndef spikes(data):\n    \"\"\"Spikes.\"\"\"\n    return np.flatnonzero(data > 50)\n");
        string script = _folder.WriteScript("page/run", $"set -e\noutliers() {{ {Places.DotNet} {Path.Combine(Places.Cli, "OutliersNative.Cli.dll")} \"$@\"; }}\nPATH=/usr/bin:/bin\n{block}");

        ProcessOutcome outcome = ChildProcess.OnNumPyPython(_folder.In("page")).Execute("/bin/sh", script);

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Errors);
        Assert.That(outcome.Lines[^1], Is.EqualTo("150"));
    }

    [Test, Platform("Unix")]
    public void Session_OfTheReadme_Runs()
    {
        string readme = File.ReadAllText(Path.Combine(Places.Repository, "README.md"));
        string[] commands = [.. readme.Split("```console\n")[1].Split("```")[0].Split('\n').Where(line => line.StartsWith("$ ", StringComparison.Ordinal)).Select(line => line[2..])];
        _folder.Write("session/readings.csv", Hours.Replace("value", "temperature", StringComparison.Ordinal));
        // One names a column that is not there, and FollowTests run the one that does not end.
        string[] ending = [.. commands.Where(command => !command.Contains("--follow", StringComparison.Ordinal) && !command.Contains("pressure", StringComparison.Ordinal))];
        Assert.That(ending, Has.Length.EqualTo(commands.Length - 2));
        string script = _folder.WriteScript("session/run", $"set -e\noutliers() {{ {InShell} \"$@\"; }}\nPATH=/usr/bin:/bin\n{string.Join('\n', ending)}");

        ProcessOutcome outcome = ChildProcess.OnNumPyPython(_folder.In("session")).Execute("/bin/sh", script);

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Errors);
        Assert.That(outcome.Lines, Has.Member("7"));
        Assert.That(File.ReadAllText(_folder.In("session/outliers.csv")), Does.Contain(Found));
    }
}
