using BenchmarkDotNet.Running;
using OutliersNative.Bench;

switch (args)
{
    case ["pool"]:
        PoolRatio.Print();
        break;
    case ["threads", .. string[] options]:
        Threads.Measure(options, turns: 15);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
