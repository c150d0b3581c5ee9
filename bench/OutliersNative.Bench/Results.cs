using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;

namespace OutliersNative.Bench;

/// <summary>What a result costs by its size and kind: functions on 100,000 values that return what was made before,
/// beside a copy of as many positions.</summary>
[Config(typeof(BenchConfig)), Description("functions on 100,000 values that return so many positions, made before")]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
public class Results
{
    private const int Length = 100_000;

    private readonly double[] _data = new double[Length];
    private readonly long[] _destination = new long[Length];
    private long[] _source = [];
    private Outliers _int64 = null!;
    private Outliers _int32 = null!;
    private Outliers _mask = null!;

    [Params(0, 1_000, Length)]
    public int Positions { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _source = new long[Positions];
        _int64 = Functions.Load("bench_results", $"int64_{Positions}");
        _int32 = Functions.Load("bench_results", $"int32_{Positions}");
        _mask = Functions.Load("bench_results", $"mask_{Positions}");
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _int64.Dispose();
        _int32.Dispose();
        _mask.Dispose();
    }

    [Benchmark(Baseline = true)]
    public long[] Memcpy()
    {
        _source.CopyTo(_destination.AsSpan());
        return _destination;
    }

    [Benchmark]
    public int IntoDestination() => _int64.Detect(_data, _destination);

    [Benchmark]
    public long[] NewArray() => _int64.Detect(_data);

    [Benchmark]
    public int Int32IntoDestination() => _int32.Detect(_data, _destination);

    [Benchmark]
    public int MaskIntoDestination() => _mask.Detect(_data, _destination);
}
