using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Google.Protobuf;
using OutliersNative.Bench.Wire;

namespace OutliersNative.Bench;

/// <summary>Unary gRPC calls as .NET makes them: Google.Protobuf's messages over one open HTTP/2 connection.</summary>
/// <remarks>In place of Grpc.Net.Client, and leaner: no deadlines, interceptors or compression, buffers used again.
/// The handler turns Nagle's algorithm off by itself. For one thread.</remarks>
internal sealed class GrpcClient : IDisposable
{
    private const int HeadBytes = 5; // not compressed, and the length
    private const int WindowBytes = 16 << 20;
    private const int LinuxTcp = 6, LinuxTcpCongestion = 13; // netinet/tcp.h
    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";

    private static readonly MediaTypeHeaderValue GrpcType = new("application/grpc");

    private readonly GrpcServer _server; // runs as long as somebody holds it
    private readonly HttpClient _http;
    private byte[] _sent = [], _received = [];

    public GrpcClient(GrpcServer server)
    {
        _server = server;
        var handler = new SocketsHttpHandler { InitialHttp2StreamWindowSize = WindowBytes, ConnectCallback = Connect };
        _http = new HttpClient(handler)
        {
            BaseAddress = server.Address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task<long[]> Detect(double[] data)
    {
        Positions reply = await Call("Detect", new Series { Values = { data } }, Positions.Parser);
        return [.. reply.Positions_];
    }

    public Task<Nothing> Ping() => Call("Ping", new Nothing(), Nothing.Parser);

    public void Dispose()
    {
        _http.Dispose();
        _server.Dispose();
    }

    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken token)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // Machines that are set to BBR take pauses within one machine for a slow line, and then stall for seconds.
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

    private async Task<T> Call<T>(string method, IMessage message, MessageParser<T> parser) where T : IMessage<T>
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/outliers.bench.Detection/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact, // without TLS, HTTP/2 cannot be agreed on
            Content = new ReadOnlyMemoryContent(Frame(message)),
        };
        request.Content.Headers.ContentType = GrpcType;
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        int received = await Receive(await response.Content.ReadAsStreamAsync());
        ThrowUnlessOk(response);
        return parser.ParseFrom(_received.AsSpan(HeadBytes, received - HeadBytes));
    }

    private ReadOnlyMemory<byte> Frame(IMessage message)
    {
        int size = message.CalculateSize();
        if (_sent.Length < HeadBytes + size) _sent = new byte[HeadBytes + size];
        BinaryPrimitives.WriteInt32BigEndian(_sent.AsSpan(1), size);
        message.WriteTo(_sent.AsSpan(HeadBytes, size));
        return _sent.AsMemory(0, HeadBytes + size);
    }

    /// <summary>Reads to the end, after which the trailers are there; how many bytes came.</summary>
    private async Task<int> Receive(Stream stream)
    {
        int received = 0;
        while (true)
        {
            if (received == _received.Length) Array.Resize(ref _received, Math.Max(4096, 2 * received));
            int more = await stream.ReadAsync(_received.AsMemory(received));
            if (more == 0) return received;
            received += more;
        }
    }

    private static void ThrowUnlessOk(HttpResponseMessage response)
    {
        string status = Find(StatusHeader) ?? "none";
        if (status == "0") return;
        throw new InvalidOperationException($"gRPC status {status}: {Uri.UnescapeDataString(Find(MessageHeader) ?? "")}");

        string? Find(string name) => // a failure may have no body, and its status then comes with the headers
            response.TrailingHeaders.TryGetValues(name, out IEnumerable<string>? values)
            || response.Headers.TryGetValues(name, out values) ? values.First() : null;
    }
}
