using System.Globalization;
using OutliersNative.Bench;

const string Full = "--full";
if (args.Contains(Full)) Environment.SetEnvironmentVariable(BenchConfig.FullVariable, "1");
int turns = BenchConfig.IsFull ? 21 : 7;
try
{
    switch (args.Where(argument => argument != Full).ToArray())
    {
        case ["malloc"]:
            Malloc.Measure(turns);
            break;
        case ["memory"]:
            Memory.Measure();
            break;
        case ["overhead"] when BareC.Missing is null:
            Overhead.Measure(50 * turns);
            break;
        case ["overhead"]:
            Console.Error.WriteLine($"overhead: there is {BareC.Missing}, and so nothing to compare with.");
            return 2;
        case ["start"]:
            Start.Measure(turns);
            break;
        case ["threads", .. string[] options]:
            Threads.Measure(options, turns);
            break;
        case [Worker.Verb, Malloc.WorkerName, string function, string thread, string length]:
            Malloc.Work(function, thread, int.Parse(length, CultureInfo.InvariantCulture));
            break;
        case [Worker.Verb, Memory.WorkerName, string way, string executable, string library]:
            Memory.Work(way, executable, library);
            break;
        case [Worker.Verb, Threads.WorkerName, string way, string function, string length, string executable, string library]:
            Threads.Work(way, function, int.Parse(length, CultureInfo.InvariantCulture), executable, library);
            break;
        case string[] forBenchmarkDotNet:
            Dictionary<string, string> facts = Report.Facts(args);
            bool isAll = forBenchmarkDotNet.Length == 0;
            List<Table> tables = [.. BenchmarkDotNetRun.Measure(isAll ? ["--filter", "*"] : forBenchmarkDotNet)];
            if (isAll)
            {
                if (BareC.Missing is null) tables.Add(Overhead.Measure(50 * turns));
                tables.AddRange([Malloc.Measure(turns), Threads.Measure([], turns), Memory.Measure(), Start.Measure(turns)]);
            }
            if (tables.Count > 0) Report.Write(facts, tables);
            break;
    }
    return 0;
}
catch (FormatException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}
