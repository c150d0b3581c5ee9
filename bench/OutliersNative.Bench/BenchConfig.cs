using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Perfolizer.Mathematics.OutlierDetection;

namespace OutliersNative.Bench;

/// <summary>How all is measured: many short iterations, all peers in one process, on one Python, beside servers that run already.</summary>
/// <remarks>One process, so that the ratios are those of one machine at one time, and a case takes some two seconds.
/// No slow iteration is left out: the median does not mind, and who reads the spread should see it.</remarks>
public sealed class BenchConfig : ManualConfig
{
    internal const string FullVariable = "OUTLIERS_BENCH_FULL";

    public BenchConfig()
    {
        AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(3)
            .WithIterationCount(IsFull ? 30 : 12)
            .WithIterationTime(TimeInterval.FromMilliseconds(IsFull ? 250 : 100))
            .WithOutlierMode(OutlierMode.DontRemove));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddFilter(new SimpleFilter(benchmark => GrpcServer.Lacks is null || !benchmark.Descriptor.HasCategory(Peers.GrpcCategory)));
        AddColumn(StatisticColumn.Median, StatisticColumn.Min, StatisticColumn.Max);
    }

    /// <summary>Whether time matters less: more and longer iterations, and the sizes that take long.</summary>
    public static bool IsFull => Environment.GetEnvironmentVariable(FullVariable) == "1";
}
