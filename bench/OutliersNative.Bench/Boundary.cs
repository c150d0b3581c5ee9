using BenchmarkDotNet.Attributes;

namespace OutliersNative.Bench;

/// <summary>What a call costs by itself: a Python function that does nothing, on 1,000 values.</summary>
[SimpleJob(warmupCount: 3, iterationCount: 15), MemoryDiagnoser, MedianColumn, MinColumn, MaxColumn]
public class Boundary
{
    private readonly double[] _data = Functions.Series(1000);
    private Outliers _nothing = null!;

    [GlobalSetup]
    public void Setup() => _nothing = Functions.Load("bench_functions", "nothing");

    [GlobalCleanup]
    public void Cleanup() => _nothing.Dispose();

    [Benchmark(Baseline = true)]
    public long[] Array() => _nothing.Detect(_data);

    [Benchmark]
    public long[] Memory() => _nothing.Detect(_data.AsMemory());

    [Benchmark]
    public long[] Span() => _nothing.Detect(_data.AsSpan());
}
