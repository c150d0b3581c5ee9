using System.Globalization;
using OutliersNative.Bench;

const string Full = "--full";
const string Usage =
    """
    usage: ./build.sh bench [--full] [TABLE | BENCHMARKDOTNET-OPTION...]

      (no argument)   all tables and the report artifacts/reports/bench.md, .json and .svg, within 5 minutes
      --full          more and longer turns, and larger sizes, within 30 minutes

    One table, printed only:
      async, detectors, malloc, memory, overhead, start, telemetry, typed
      threads [--function plain|bundled] [--length N] [--threads N] [--turns N]

    Options of BenchmarkDotNet choose among EmptyCall, Detect, Results and Batch; they write the report too:
      --filter '*Detect*'
      --list flat
    """;

if (args.Contains(Full)) Environment.SetEnvironmentVariable(BenchConfig.FullVariable, "1");
int turns = BenchConfig.IsFull ? 21 : 7;
string[] arguments = [.. args.Where(argument => argument != Full)];
switch (arguments)
{
    case ["--help" or "-h"]:
        Console.WriteLine(Usage);
        return 0;
    case ["async"]:
        Async.Measure(turns);
        return 0;
    case ["detectors"]:
        BundledDetectors.Measure(turns);
        return 0;
    case ["malloc"]:
        Malloc.Measure(turns);
        return 0;
    case ["memory"]:
        Memory.Measure();
        return 0;
    case ["overhead"] when BareC.Missing is null:
        Overhead.Measure(50 * turns);
        return 0;
    case ["overhead"]:
        return Fail($"overhead compares with bare C: there is {BareC.Missing}.");
    case ["start"]:
        Start.Measure(turns);
        return 0;
    case ["telemetry"]:
        Telemetry.Measure(50 * turns);
        return 0;
    case ["typed"]:
        Typed.Measure(20 * turns);
        return 0;
    case ["threads", .. string[] options]:
        try
        {
            Threads.Measure(options, turns);
            return 0;
        }
        catch (FormatException wrong)
        {
            return Fail(wrong.Message);
        }
    case [Worker.Verb, Malloc.WorkerName, string function, string thread, string length, string malloc]:
        Malloc.Work(function, thread, int.Parse(length, CultureInfo.InvariantCulture), malloc);
        return 0;
    case [Worker.Verb, Memory.WorkerName, string way, string executable, string library]:
        Memory.Work(way, executable, library);
        return 0;
    case [Worker.Verb, Telemetry.WorkerName, string way]:
        Telemetry.Work(way);
        return 0;
    case [Worker.Verb, Threads.WorkerName, string way, string function, string length, string executable, string library]:
        Threads.Work(way, function, int.Parse(length, CultureInfo.InvariantCulture), executable, library);
        return 0;
    case []:
        {
            Dictionary<string, string> facts = Report.Facts(args);
            List<Table> tables = [.. BenchmarkDotNetRun.Measure(["--filter", "*"])];
            if (BareC.Missing is null) tables.Add(Overhead.Measure(50 * turns));
            tables.AddRange([Typed.Measure(20 * turns), Malloc.Measure(turns), Threads.Measure([], turns), Async.Measure(turns), Telemetry.Measure(50 * turns), Memory.Measure(), Start.Measure(turns)]);
            Report.Write(facts, tables);
            return 0;
        }
    case [['-', ..], ..]:
        {
            Dictionary<string, string> facts = Report.Facts(args);
            if (BenchmarkDotNetRun.Measure(arguments) is { Length: > 0 } tables) Report.Write(facts, tables);
            return 0;
        }
    default:
        return Fail($"There is no table \"{arguments[0]}\".\n\n{Usage}");
}

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 2;
}
