using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;

namespace OutliersNative.Bench;

/// <summary>Many short series: 10,000 of 100 values with the bundled detector, in a call each and in one call; and of 50 to 150 values.</summary>
[Config(typeof(BenchConfig)), Description("10,000 series of 100 values, or of 50 to 150, with the bundled detector")]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
public class Batch
{
    private const int Many = 10_000;
    private const int Length = 100;

    private readonly double[] _matrix = new double[Many * Length];
    private readonly double[][] _series = new double[Many][];
    private readonly double[][] _ragged = new double[Many][];
    private readonly long[][] _found = new long[Many][];
    private Outliers _bundled = null!;

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < Many; i++)
        {
            _series[i] = Functions.Series(Length, i);
            _ragged[i] = Functions.Series(Length / 2 + i % (Length + 1), i);
            _series[i].CopyTo(_matrix, i * Length);
        }
        _bundled = Functions.Load("outliers", "detect");
    }

    [GlobalCleanup]
    public void Cleanup() => _bundled.Dispose();

    [Benchmark(Baseline = true)]
    public long[][] ACallEach()
    {
        for (int i = 0; i < Many; i++)
        {
            _found[i] = _bundled.Detect(_series[i]);
        }
        return _found;
    }

    [Benchmark]
    public long[][] DetectBatch() => _bundled.DetectBatch(_matrix, Length);

    [Benchmark]
    public long[][] DetectMany() => _bundled.DetectMany(_series);

    [Benchmark]
    public long[][] DetectManyRagged() => _bundled.DetectMany(_ragged);
}
