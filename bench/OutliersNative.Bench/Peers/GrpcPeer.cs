using System.Diagnostics;
using System.Net.Sockets;
using Grpc.Net.Client;
using OutliersNative.Bench.Wire;

namespace OutliersNative.Bench;

/// <summary>A Python process that serves the plain formula over gRPC on loopback, and a Grpc.Net.Client connected to it.</summary>
internal sealed class GrpcPeer
{
    private const int WindowBytes = 16 << 20; // a whole message may be sent before the server acknowledges any of it
    private const int LinuxTcp = 6, LinuxTcpCongestion = 13; // netinet/tcp.h

    private static readonly Lazy<GrpcPeer> LazyShared = new(() => new GrpcPeer());
    private static readonly Lazy<string?> LazyMissing = new(FindMissing);
    private readonly Process _process;
    private readonly Detection.DetectionClient _client;

    private GrpcPeer()
    {
        string script = Path.Combine(AppContext.BaseDirectory, "grpc", "grpc_server.py");
        _process = Process.Start(new ProcessStartInfo(Functions.Python.Executable, [script, Functions.Folder, "bench_functions", "plain"])
        {
            RedirectStandardInput = true, // the server ends when this closes
            RedirectStandardOutput = true,
        })!;
        string port = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The gRPC server ended early; its error is above.");
        _client = new Detection.DetectionClient(GrpcChannel.ForAddress($"http://127.0.0.1:{port}", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { InitialHttp2StreamWindowSize = WindowBytes, ConnectCallback = Connect },
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null,
        }));
    }

    /// <summary>The one that all benchmarks use. It ends with this process, which closes its standard input.</summary>
    public static GrpcPeer Shared => LazyShared.Value;

    /// <summary>Why there are no measurements of gRPC; null if there are.</summary>
    public static string? Missing => LazyMissing.Value;

    public async Task<long[]> Detect(double[] data)
    {
        Positions reply = await _client.DetectAsync(new Series { Values = { data } });
        return [.. reply.Positions_];
    }

    public async Task Ping() => await _client.PingAsync(new Nothing());

    /// <summary>Chooses TCP's congestion control. BBR, the default of some hosts, takes pauses between benchmarks for a slow
    /// network and then delays messages on loopback by seconds.</summary>
    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken token)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(LinuxTcp, LinuxTcpCongestion, "reno"u8);
            await socket.ConnectAsync(context.DnsEndPoint, token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string? FindMissing()
    {
        string python = Functions.Python.Executable;
        using Process process = Process.Start(new ProcessStartInfo(python, ["-c", "import grpc, google.protobuf"])
        {
            RedirectStandardError = true,
        })!;
        string error = process.StandardError.ReadToEnd().TrimEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : $"{python} cannot import grpcio and protobuf: {error.Split('\n')[^1]}";
    }
}
