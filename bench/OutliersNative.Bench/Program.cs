using System.Globalization;
using OutliersNative.Bench;

if (args.Contains("--full")) Environment.SetEnvironmentVariable(BenchConfig.FullVariable, "1");
int turns = BenchConfig.IsFull ? 31 : 9;
switch (args.Where(argument => argument != "--full").ToArray())
{
    case ["overhead"] when OperatingSystem.IsWindows():
        Console.Error.WriteLine("overhead: there is no floor on Windows to compare with; run ./build.sh bench overhead on Linux.");
        return 2;
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
        try
        {
            Threads.Measure(options, turns);
        }
        catch (FormatException wrong)
        {
            Console.Error.WriteLine(wrong.Message);
            return 2;
        }
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
return 0;
