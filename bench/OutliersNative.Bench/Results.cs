using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;

namespace OutliersNative.Bench;

/// <summary>What a result costs by its size and dtype: Python functions that return a ready array.</summary>
[Config(typeof(BenchConfig)), Description("one call with 100,000 values that returns a ready array of so many positions")]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
public class Results
{
    internal const string Copy = "copy of as many positions in C#";
    internal const string Int64 = "int64 into a Span<long>";

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

    [Benchmark(Description = Copy, Baseline = true)]
    public long[] CopyInCSharp()
    {
        _source.CopyTo(_destination.AsSpan());
        return _destination;
    }

    [Benchmark(Description = Int64)]
    public int Int64IntoDestination() => _int64.Detect(_data, _destination);

    [Benchmark(Description = "int64 into a new long[]")]
    public long[] Int64IntoNewArray() => _int64.Detect(_data);

    [Benchmark(Description = "int32 into a Span<long>")]
    public int Int32IntoDestination() => _int32.Detect(_data, _destination);

    [Benchmark(Description = "bool mask into a Span<long>")]
    public int MaskIntoDestination() => _mask.Detect(_data, _destination);
}
