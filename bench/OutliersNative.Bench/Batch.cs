using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;

namespace OutliersNative.Bench;

/// <summary>10,000 short series with the bundled detector: one call each, or one call for all.</summary>
[Config(typeof(BenchConfig)), Description("10,000 series of 100 values, in the last row of 50 to 150, with the bundled detector")]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
public class Batch
{
    internal const string CallEach = "Detect, one call per series";
    internal const string OneMatrix = "DetectBatch, one call";
    internal const string ManyArrays = "DetectMany, one call";

    private const int Count = 10_000;
    private const int Length = 100;

    private readonly double[] _matrix = new double[Count * Length];
    private readonly double[][] _series = new double[Count][];
    private readonly double[][] _ragged = new double[Count][];
    private readonly long[][] _found = new long[Count][];
    private Outliers _bundled = null!;

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < Count; i++)
        {
            _series[i] = Functions.Series(Length, i);
            _ragged[i] = Functions.Series(Length / 2 + i % (Length + 1), i);
            _series[i].CopyTo(_matrix, i * Length);
        }
        _bundled = Functions.BundledDetector.Load();
    }

    [GlobalCleanup]
    public void Cleanup() => _bundled.Dispose();

    [Benchmark(Description = CallEach, Baseline = true)]
    public long[][] Detect()
    {
        for (int i = 0; i < Count; i++)
        {
            _found[i] = _bundled.Detect(_series[i]);
        }
        return _found;
    }

    [Benchmark(Description = OneMatrix)]
    public long[][] DetectBatch() => _bundled.DetectBatch(_matrix, Length);

    [Benchmark(Description = ManyArrays)]
    public long[][] DetectMany() => _bundled.DetectMany(_series);

    [Benchmark(Description = "DetectMany, lengths that differ")]
    public long[][] DetectManyRagged() => _bundled.DetectMany(_ragged);
}
