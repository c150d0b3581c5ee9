using System.Globalization;
using OutliersNative.Bench;

if (args is ["--full", ..]) Environment.SetEnvironmentVariable(BenchConfig.FullVariable, "1");
int turns = BenchConfig.IsFull ? 31 : 9;
switch (args is ["--full", .. string[] others] ? others : args)
{
    case ["formula"]:
        Formula.Measure(turns);
        break;
    case ["overhead"]:
        Overhead.Measure(50 * turns);
        break;
    case ["start"]:
        Start.Measure(turns);
        break;
    case ["threads", .. string[] options]:
        Threads.Measure(options, turns);
        break;
    case [Formula.PairVerb, string beside, string thread, string length, string number]:
        Formula.PrintPair(beside, thread, int.Parse(length, CultureInfo.InvariantCulture), int.Parse(number, CultureInfo.InvariantCulture));
        break;
    case []:
        Dictionary<string, string> facts = Machine.Facts(args);
        Report.Write(facts,
        [
            .. Summaries.Measure(["--filter", "*"]),
            .. OperatingSystem.IsWindows() ? Array.Empty<Table>() : [Overhead.Measure(50 * turns)], // no floor there
            Formula.Measure(turns),
            Threads.Measure([], turns),
            Start.Measure(turns),
        ]);
        break;
    case string[] forBenchmarkDotNet:
        Dictionary<string, string> before = Machine.Facts(args);
        if (Summaries.Measure(forBenchmarkDotNet) is { Length: > 0 } tables) Report.Write(before, tables);
        break;
}
