using System.ComponentModel;
using BenchmarkDotNet.Attributes;

namespace OutliersNative.Bench;

/// <summary>What a call costs by itself: a Python function that does nothing, on 1,000 values; the floor, which is the same in C;
/// and an empty message to each process that might be asked instead.</summary>
[Config(typeof(BenchConfig)), Description("one call of a Python function that does nothing, on 1,000 values")]
public class Boundary
{
    private const int Times = 1000;

    private readonly double[] _data = Functions.Series(1000);
    private readonly long[] _destination = new long[1000];
    private Outliers _nothing = null!;
    private Floor _floor = null!;

    [GlobalSetup]
    public void Setup()
    {
        _nothing = Functions.Load("bench_functions", "nothing");
        _floor = new Floor("bench_functions", "nothing");
    }

    [GlobalCleanup]
    public void Cleanup() => _nothing.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = Times)]
    public long Floor() => _floor.Detect(Times, _data, _destination);

    [Benchmark]
    public long[] Array() => _nothing.Detect(_data);

    [Benchmark]
    public int ArrayIntoDestination() => _nothing.Detect(_data, _destination);

    [Benchmark]
    public long[] Memory() => _nothing.Detect(_data.AsMemory());

    [Benchmark]
    public long[] Span() => _nothing.Detect(_data.AsSpan());

    /// <summary>On a thread of .NET's pool, where most services make their calls.</summary>
    [Benchmark(OperationsPerInvoke = Times)]
    public int OnAPoolThread() => Task.Run(() =>
    {
        int count = 0;
        for (int i = 0; i < Times; i++)
        {
            count += _nothing.Detect(_data, _destination);
        }
        return count;
    }).GetAwaiter().GetResult();

    [Benchmark]
    public long[] PipePing() => Peers.Pipe.Detect([]);

    [Benchmark, BenchmarkCategory(Peers.GrpcCategory)]
    public Task GRpcPing() => Peers.Grpc.Ping();
}
