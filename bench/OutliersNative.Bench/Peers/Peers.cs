namespace OutliersNative.Bench;

/// <summary>The peers that are processes of their own, each started once, by whoever asks first.</summary>
/// <remarks>They end when this process does, however it ends: their input closes then.</remarks>
internal static class Peers
{
    /// <summary>The category of what <see cref="BenchConfig"/> leaves out where no gRPC server can run.</summary>
    public const string GrpcCategory = "gRPC";

    private static readonly Lazy<PipeClient> LazyPipe = new(() => new PipeClient(Functions.Python));
    private static readonly Lazy<GrpcClient> LazyGrpc = new(() => new GrpcClient(new GrpcServer()));

    public static PipeClient Pipe => LazyPipe.Value;

    public static GrpcClient Grpc => LazyGrpc.Value;
}
