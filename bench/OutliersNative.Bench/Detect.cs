using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;

namespace OutliersNative.Bench;

/// <summary>A whole detection by size: the plain formula by every way to it, and the bundled detector.</summary>
[Config(typeof(BenchConfig)), Description("one detection by size; all but the bundled detector compute the same plain formula")]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
public class Detect
{
    internal const string Formula = "plain formula, OutliersNative";
    internal const string FormulaInGrpc = "plain formula, Python process over gRPC";

    private double[] _data = [];
    private long[] _destination = [];
    private Outliers _formula = null!;
    private Outliers _bundled = null!;
    private PythonNet _pythonNet = null!;
    private BareC? _bareC;

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
        _formula = Functions.PlainFormula.Load();
        _bundled = Functions.BundledDetector.Load();
        PythonNet.Join(Functions.Python.Library);
        _pythonNet = new PythonNet(Functions.PlainFormula, _data);
        _bareC = BareC.Missing is null ? new BareC(Functions.PlainFormula) : null;
        CheckThatAllAgree();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _formula.Dispose();
        _bundled.Dispose();
        _pythonNet.Dispose();
    }

    [Benchmark(Description = FormulaInGrpc), BenchmarkCategory(BenchConfig.Grpc)]
    public Task<long[]> OverGrpc() => GrpcPeer.Shared.Detect(_data);

    [Benchmark(Description = "plain formula, Python process over pipes")]
    public long[] OverPipes() => PipePeer.Shared.Detect(_data);

    [Benchmark(Description = "plain formula, pythonnet, np.array(values), tolist()")]
    public long[] PythonNetAsInExamples() => _pythonNet.DetectAsInExamples();

    [Benchmark(Description = "plain formula, pythonnet, ndarray prepared once")]
    public long[] PythonNetPrepared() => _pythonNet.DetectPrepared();

    [Benchmark(Description = Formula, Baseline = true)]
    public long[] PlainFormula() => _formula.Detect(_data);

    [Benchmark(Description = "plain formula, bare C embedding"), BenchmarkCategory(BenchConfig.BareC)]
    public long InBareC() => _bareC!.Detect(1, _data, _destination);

    [Benchmark(Description = "bundled detector (another algorithm), OutliersNative")]
    public long[] Bundled() => _bundled.Detect(_data);

    [Benchmark(Description = "plain formula in C#, without Python")]
    public long[] InCSharp() => PlainCSharp.Detect(_data);

    private void CheckThatAllAgree()
    {
        long[] expected = PlainFormula();
        Check(nameof(Bundled), Bundled());
        Check(nameof(InCSharp), InCSharp());
        Check(nameof(PythonNetPrepared), PythonNetPrepared());
        Check(nameof(PythonNetAsInExamples), PythonNetAsInExamples());
        Check(nameof(OverPipes), OverPipes());
        if (_bareC is not null) Check(nameof(InBareC), _destination[..(int)InBareC()]);
        if (GrpcPeer.Missing is null) Check(nameof(OverGrpc), OverGrpc().GetAwaiter().GetResult());

        void Check(string peer, long[] positions)
        {
            if (positions.AsSpan().SequenceEqual(expected)) return;
            throw new InvalidOperationException(
                $"{peer} found {positions.Length} positions among {Length} values, other ones than {nameof(PlainFormula)}, which found {expected.Length}.");
        }
    }
}
