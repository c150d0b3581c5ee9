using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;

namespace OutliersNative.Bench;

/// <summary>What a call costs by itself, by kind of input and by peer: the Python function does nothing.</summary>
[Config(typeof(BenchConfig)), Description("one call of a Python function that does nothing, with 1,000 values")]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
public class EmptyCall
{
    internal const string IntoDestination = "OutliersNative, double[] into a Span<long>";
    internal const string GrpcPing = "gRPC, empty message";

    private const int Times = 1000;

    private readonly double[] _data = Functions.Series(1000);
    private readonly long[] _destination = new long[1000];
    private Outliers _empty = null!;
    private PythonNet _pythonNet = null!;
    private BareC? _bareC;

    [GlobalSetup]
    public void Setup()
    {
        _empty = Functions.Empty.Load();
        PythonNet.Join(Functions.Python.Library);
        _pythonNet = new PythonNet(Functions.Empty, _data);
        _bareC = BareC.Missing is null ? new BareC(Functions.Empty) : null;
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _empty.Dispose();
        _pythonNet.Dispose();
    }

    [Benchmark(Description = "bare C embedding", OperationsPerInvoke = Times), BenchmarkCategory(BenchConfig.BareC)]
    public long CallInBareC() => _bareC!.Detect(Times, _data, _destination);

    [Benchmark(Description = IntoDestination, Baseline = true)]
    public int ArrayIntoDestination() => _empty.Detect(_data, _destination);

    [Benchmark(Description = "OutliersNative, double[]")]
    public long[] Array() => _empty.Detect(_data);

    [Benchmark(Description = "OutliersNative, ReadOnlyMemory<double>")]
    public long[] Memory() => _empty.Detect(_data.AsMemory());

    [Benchmark(Description = "OutliersNative, ReadOnlySpan<double>, copied")]
    public long[] Span() => _empty.Detect(_data.AsSpan());

    /// <summary>Services call from threads of the pool.</summary>
    [Benchmark(Description = "OutliersNative, on a thread pool thread", OperationsPerInvoke = Times)]
    public int OnAPoolThread() => Task.Run(() =>
    {
        int count = 0;
        for (int i = 0; i < Times; i++)
        {
            count += _empty.Detect(_data, _destination);
        }
        return count;
    }).GetAwaiter().GetResult();

    [Benchmark(Description = "pythonnet, ndarray prepared once")]
    public long[] PythonNetPrepared() => _pythonNet.DetectPrepared();

    [Benchmark(Description = "pythonnet, zero-copy ndarray per call")]
    public long[] PythonNetWrapped() => _pythonNet.DetectWrapped();

    [Benchmark(Description = "pythonnet, np.array(values), tolist()")]
    public long[] PythonNetAsInExamples() => _pythonNet.DetectAsInExamples();

    [Benchmark(Description = "Python process over pipes, no values")]
    public long[] Pipe() => PipePeer.Shared.Detect([]);

    [Benchmark(Description = GrpcPing), BenchmarkCategory(BenchConfig.Grpc)]
    public Task Ping() => GrpcPeer.Shared.Ping();
}
