using BenchmarkDotNet.EventProcessors;
using BenchmarkDotNet.Running;

namespace OutliersNative.Bench;

/// <summary>Names each case of BenchmarkDotNet's on standard error as it begins.</summary>
internal sealed class Progress : EventProcessor
{
    public override void OnStartRunBenchmark(BenchmarkCase benchmarkCase)
    {
        Descriptor method = benchmarkCase.Descriptor;
        Console.Error.WriteLine($"{method.Type.Name}.{method.WorkloadMethodDisplayInfo}{benchmarkCase.Parameters.DisplayInfo}");
    }
}
