using NUnit.Framework;

namespace OutliersNative.Orleans.Tests.Cluster;

/// <summary>Debian's redis-server on a free port of loopback, with its files in a new folder.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("outliers-redis-").FullName;
    private readonly int _port = Running.Port();
    private Running _running;

    private RedisServer() => _running = new Running(_port, _folder);

    public string Address => $"127.0.0.1:{_port}";

    /// <summary>Starts it; skips the test if it is not installed.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        IgnoreIfMissing();
        var server = new RedisServer();
        try
        {
            await server._running.PrintsAsync("Ready to accept connections");
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Skips the test if redis-server is not installed.</summary>
    public static void IgnoreIfMissing()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "redis-server"))))
        {
            Assert.Ignore("redis-server is not on the PATH; install it, e.g. apt-get install redis-server.");
        }
    }

    /// <summary>Kills it, and starts it again with what it had written.</summary>
    public async Task RestartAsync()
    {
        _running.Dispose();
        _running = new Running(_port, _folder);
        await _running.PrintsAsync("Ready to accept connections");
    }

    public void Dispose()
    {
        _running.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class Running(int port, string folder) : Program(
        "redis-server", "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always")
    {
        public static int Port() => FreePort();
    }
}
