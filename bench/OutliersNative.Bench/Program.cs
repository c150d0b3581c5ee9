using BenchmarkDotNet.Running;
using OutliersNative.Bench;

if (args is ["pool"])
{
    PoolRatio.Print();
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
