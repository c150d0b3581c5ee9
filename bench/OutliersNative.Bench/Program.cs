using OutliersNative.Bench;

int turns = BenchConfig.IsFull ? 31 : 9;
switch (args)
{
    case ["pool"]:
        Pool.Measure(turns);
        break;
    case ["start"]:
        Start.Measure(turns);
        break;
    case ["threads", .. string[] options]:
        Threads.Measure(options, turns);
        break;
    case []:
        Report.Write(args, [.. Summaries.Measure(["--filter", "*"]), Pool.Measure(turns), Threads.Measure([], turns), Start.Measure(turns)]);
        break;
    default:
        Report.Write(args, [.. Summaries.Measure(args)]);
        break;
}
