using BenchmarkDotNet.Running;
using OutliersNative.Bench;

switch (args)
{
    case ["pool"]:
        Pool.Measure(turns: 101);
        break;
    case ["start"]:
        Start.Measure(turns: 31);
        break;
    case ["threads", .. string[] options]:
        Threads.Measure(options, turns: 15);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
