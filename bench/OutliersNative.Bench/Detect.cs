using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;

namespace OutliersNative.Bench;

/// <summary>A whole detection by size: the bundled detector, and the plain formula by every way to it.</summary>
[Config(typeof(BenchConfig)), Description("one detection by size")]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
public class Detect
{
    private double[] _data = [];
    private long[] _destination = [];
    private Outliers _plain = null!;
    private Outliers _bundled = null!;
    private Floor _floor = null!;

    public static int[] Lengths => BenchConfig.IsFull
        ? [1_000, 10_000, 100_000, 1_000_000, 10_000_000]
        : [1_000, 10_000, 100_000, 1_000_000];

    [ParamsSource(nameof(Lengths))]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _data = Functions.Series(Length);
        _destination = new long[Length];
        _plain = Functions.Load("bench_functions", "plain");
        _bundled = Functions.Load("outliers", "detect");
        _floor = new Floor("bench_functions", "plain");
        RequireSamePositions();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _plain.Dispose();
        _bundled.Dispose();
    }

    [Benchmark]
    public long[] Bundled() => _bundled.Detect(_data);

    [Benchmark(Baseline = true)]
    public long[] Plain() => _plain.Detect(_data);

    [Benchmark]
    public long Floor() => _floor.Detect(1, _data, _destination);

    [Benchmark]
    public long[] Managed() => Bench.Managed.Detect(_data);

    [Benchmark]
    public long[] Pipe() => Peers.Pipe.Detect(_data);

    [Benchmark, BenchmarkCategory(Peers.GrpcCategory)]
    public Task<long[]> GRpc() => Peers.Grpc.Detect(_data);

    private void RequireSamePositions()
    {
        long[] expected = Plain();
        Require(nameof(Bundled), Bundled());
        Require(nameof(Floor), _destination[..(int)Floor()]);
        Require(nameof(Managed), Managed());
        Require(nameof(Pipe), Pipe());
        if (GrpcServer.Lacks is null) Require(nameof(GRpc), GRpc().GetAwaiter().GetResult());

        void Require(string peer, long[] positions)
        {
            if (positions.AsSpan().SequenceEqual(expected)) return;
            throw new InvalidOperationException($"{peer} finds other positions than {nameof(Plain)} among {Length} values.");
        }
    }
}
