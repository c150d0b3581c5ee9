using System.Net.Sockets;
using System.Text;

namespace OutliersNative.Service.Tests.Soak;

/// <summary>A client that HttpClient cannot be: one that is slow, says nonsense, or goes away in the middle.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private RawClient()
    {
    }

    public static async Task<RawClient> ConnectAsync(Uri address)
    {
        var client = new RawClient();
        await client._socket.ConnectAsync(address.Host, address.Port);
        return client;
    }

    public static byte[] Head(string path, string mediaType, int length) =>
        Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: soak\r\nConnection: close\r\nContent-Type: {mediaType}\r\nContent-Length: {length}\r\n\r\n");

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await _socket.SendAsync(bytes)..];
    }

    /// <summary>Reads until the server closes the connection.</summary>
    /// <param name="pause">Before each 4 KiB.</param>
    public async Task<string> ReadToEndAsync(TimeSpan pause = default)
    {
        using var patience = new CancellationTokenSource(Patience);
        var answer = new MemoryStream();
        byte[] buffer = new byte[4096];
        int received;
        while ((received = await _socket.ReceiveAsync(buffer, patience.Token)) > 0)
        {
            answer.Write(buffer, 0, received);
            if (pause != default) await Task.Delay(pause, patience.Token);
        }
        return Encoding.UTF8.GetString(answer.ToArray());
    }

    public async Task<int> ReadSomeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _socket.ReceiveAsync(new byte[1024], patience.Token);
    }

    /// <summary>Closes the connection with a reset.</summary>
    public void Reset() => _socket.Close(0);

    public void Dispose() => _socket.Dispose();
}
