using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Grpc.Net.Client;
using OutliersNative.Bench.Wire;

namespace OutliersNative.Load;

/// <summary>One caller of a server, who waits for each answer. Not thread-safe.</summary>
internal abstract class Connection : IDisposable
{
    /// <summary>Sends one of the series, and waits for the answer.</summary>
    /// <returns>Whether it has the expected positions.</returns>
    public abstract bool Detect(int series);

    public abstract void Dispose();
}

/// <summary>
/// HTTP/1.1 on a blocking socket, with requests that are made before: the generator should use little of the processors that it
/// shares with the servers.
/// </summary>
internal sealed class HttpConnection : Connection
{
    private const int ReceiveTimeout = 60_000; // milliseconds

    private readonly int _port;
    private readonly byte[][] _requests;
    private readonly Series[] _series;
    private readonly byte[]?[] _rightAnswers;
    private Socket? _socket;
    private byte[] _buffer = new byte[16384];
    private int _filled;

    public HttpConnection(int port, string path, string mediaType, Series[] series, Func<Series, byte[]> body)
    {
        _port = port;
        _series = series;
        _rightAnswers = new byte[]?[series.Length];
        _requests = [.. series.Select(body).Select(bytes => (byte[])[.. Head(bytes.Length), .. bytes])];

        byte[] Head(int length) =>
            Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: {mediaType}\r\nContent-Length: {length}\r\n\r\n");
    }

    public override bool Detect(int series)
    {
        try
        {
            _socket ??= Connect();
            Send(_requests[series]);
            (bool ok, byte[] body) = Receive();
            return ok && IsRight(series, body);
        }
        catch (SocketException)
        {
            Close();
            return false;
        }
    }

    public override void Dispose() => Close();

    /// <summary>An answer is parsed once for each series; later ones must be the same bytes, or are parsed too.</summary>
    private bool IsRight(int series, byte[] body)
    {
        if (_rightAnswers[series] is { } right && body.AsSpan().SequenceEqual(right)) return true;
        using var json = JsonDocument.Parse(body);
        if (!json.RootElement.GetProperty("outliers").EnumerateArray().Select(each => each.GetInt64()).SequenceEqual(_series[series].Expected)) return false;
        _rightAnswers[series] = body;
        return true;
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = ReceiveTimeout };
        socket.Connect(IPAddress.Loopback, _port);
        return socket;
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
        _filled = 0;
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[_socket!.Send(bytes)..];
    }

    private (bool Ok, byte[] Body) Receive()
    {
        int head;
        while ((head = Filled.IndexOf("\r\n\r\n"u8)) < 0) Fill();
        string[] lines = Encoding.ASCII.GetString(_buffer, 0, head).Split("\r\n");
        Remove(head + 4);
        byte[] body = Field("Transfer-Encoding") == "chunked" ? ReceiveChunks() : Take(int.Parse(Field("Content-Length")!, provider: null));
        if (Field("Connection") == "close") Close();
        return (lines[0].StartsWith("HTTP/1.1 200", StringComparison.Ordinal), body);

        string? Field(string name) =>
            lines.FirstOrDefault(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
    }

    private byte[] ReceiveChunks()
    {
        var body = new MemoryStream();
        while (true)
        {
            int end;
            while ((end = Filled.IndexOf("\r\n"u8)) < 0) Fill();
            if (!Utf8Parser.TryParse(Filled[..end], out int length, out _, 'x')) throw new InvalidDataException("A chunk of the answer has no length.");
            Remove(end + 2);
            body.Write(Take(length));
            Take(2);
            if (length == 0) return body.ToArray();
        }
    }

    private ReadOnlySpan<byte> Filled => _buffer.AsSpan(0, _filled);

    private void Fill()
    {
        if (_filled == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
        int received = _socket!.Receive(_buffer.AsSpan(_filled));
        if (received == 0) throw new SocketException((int)SocketError.ConnectionReset);
        _filled += received;
    }

    private byte[] Take(int count)
    {
        while (_filled < count) Fill();
        byte[] taken = Filled[..count].ToArray();
        Remove(count);
        return taken;
    }

    private void Remove(int count)
    {
        _buffer.AsSpan(count, _filled - count).CopyTo(_buffer);
        _filled -= count;
    }
}

/// <summary>gRPC with a channel of its own, so a connection of its own. The values are a packed `repeated double`.</summary>
internal sealed class GrpcConnection : Connection
{
    private const int WindowBytes = 16 << 20; // a whole message may be sent before the server acknowledges any of it

    private readonly Series[] _series;
    private readonly Bench.Wire.Series[] _messages;
    private readonly GrpcChannel _channel;
    private readonly Detection.DetectionClient _client;

    public GrpcConnection(int port, Series[] series)
    {
        _series = series;
        _messages = [.. series.Select(each => new Bench.Wire.Series { Values = { each.Values } })];
        _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { InitialHttp2StreamWindowSize = WindowBytes },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null,
        });
        _client = new Detection.DetectionClient(_channel);
    }

    public override bool Detect(int series)
    {
        try
        {
            return _client.Detect(_messages[series]).Positions_.SequenceEqual(_series[series].Expected);
        }
        catch (Grpc.Core.RpcException)
        {
            return false;
        }
    }

    public override void Dispose() => _channel.Dispose();
}
