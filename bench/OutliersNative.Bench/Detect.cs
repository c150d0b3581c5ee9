using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;

namespace OutliersNative.Bench;

/// <summary>A whole detection by size: the plain formula in NumPy, here and in a process of its own, and the bundled detector.</summary>
[Config(typeof(BenchConfig))]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
public class Detect
{
    private double[] _data = [];
    private Outliers _plain = null!;
    private Outliers _bundled = null!;
    private PipeClient _pipe = null!;

    [Params(1_000, 100_000, 1_000_000)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _data = Functions.Series(Length);
        _plain = Functions.Load("bench_functions", "plain");
        _bundled = Functions.Load("outliers", "detect");
        _pipe = new PipeClient(PythonRuntime.Current!);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _plain.Dispose();
        _bundled.Dispose();
        _pipe.Dispose();
    }

    [Benchmark(Baseline = true)]
    public long[] PlainFormula() => _plain.Detect(_data);

    [Benchmark]
    public long[] PlainFormulaOverPipes() => _pipe.Detect(_data);

    [Benchmark]
    public long[] Bundled() => _bundled.Detect(_data);
}
