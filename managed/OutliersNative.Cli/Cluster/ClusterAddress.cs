using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OutliersNative.Tables;
using StackExchange.Redis;

namespace OutliersNative.Cli.Cluster;

/// <summary>The address of a cluster: the Redis server at which its silos and clients meet, and the names of the cluster.</summary>
/// <param name="Redis">How to connect. The connection is kept up and made again after failures.</param>
/// <param name="ClusterId">The name of the cluster; null for the one of the configuration.</param>
/// <param name="ServiceId">The name under which the cluster's data is stored; null for the one of the configuration.</param>
internal sealed record ClusterAddress(ConfigurationOptions Redis, string? ClusterId, string? ServiceId)
{
    private const string Form = "redis://[user:password@]host[:port][/database][?cluster=ID&service=ID], or rediss:// for TLS";

    private const int DefaultPort = 6379;

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);

    /// <summary>Reads the value of an option such as <c>--cluster</c>.</summary>
    /// <exception cref="UserError">It is not of the form <c>redis://host:port</c>.</exception>
    public static ClusterAddress Parse(string option, string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("redis" or "rediss") || uri.Host.Length == 0 || uri.Fragment.Length > 0)
        {
            throw Wrong(option, text);
        }
        var redis = new ConfigurationOptions { Ssl = uri.Scheme == "rediss", AbortOnConnectFail = false, ClientName = "outliers" };
        redis.EndPoints.Add(uri.DnsSafeHost, uri.IsDefaultPort ? DefaultPort : uri.Port);
        if (uri.UserInfo.Length > 0)
        {
            string[] parts = uri.UserInfo.Split(':', 2);
            if (parts.Length != 2)
            {
                throw Wrong(option, text);
            }
            redis.User = parts[0].Length > 0 ? Uri.UnescapeDataString(parts[0]) : null;
            redis.Password = Uri.UnescapeDataString(parts[1]);
        }
        if (uri.AbsolutePath.Trim('/') is { Length: > 0 } path)
        {
            redis.DefaultDatabase = int.TryParse(path, NumberStyles.None, CultureInfo.InvariantCulture, out int database) ? database : throw Wrong(option, text);
        }
        string? cluster = null, service = null;
        foreach (string pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (pair.Split('=', 2))
            {
                case ["cluster", { Length: > 0 } name]:
                    cluster = Uri.UnescapeDataString(name);
                    break;
                case ["service", { Length: > 0 } name]:
                    service = Uri.UnescapeDataString(name);
                    break;
                default:
                    throw Wrong(option, text);
            }
        }
        return new ClusterAddress(redis, cluster, service);
    }

    /// <summary>Ends at once with an error of one line if the server cannot be used.</summary>
    /// <exception cref="UserError">The server is not reached, or rejects the password.</exception>
    public async Task EnsureReachableAsync(CancellationToken cancellationToken)
    {
        ConfigurationOptions once = Redis.Clone();
        once.AbortOnConnectFail = true;
        once.ConnectRetry = 1;
        try
        {
            using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp)) // it says at once why, and the client of Redis after 5 s that
            {
                await socket.ConnectAsync(Redis.EndPoints[0], cancellationToken).AsTask().WaitAsync(ConnectPatience, cancellationToken).ConfigureAwait(false);
            }
            using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(once).WaitAsync(ConnectPatience, cancellationToken).ConfigureAwait(false);
            await connection.GetDatabase().KeyExistsAsync("outliers").WaitAsync(ConnectPatience, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            throw new UserError($"The Redis server of the cluster, {this}, is not reached: {e.Message}. Start it (redis-server), or correct the address.");
        }
        catch (Exception e) when (e is RedisException or RedisCommandException)
        {
            string cause = e is RedisConnectionException { FailureType: ConnectionFailureType.UnableToConnect }
                ? "does not answer as Redis does, or not within 5 s. Correct the address; with TLS it is rediss://host:port."
                : $"cannot be used: {e.Message}";
            throw new UserError($"The Redis server of the cluster, {this}, {cause}");
        }
    }

    /// <summary>The server, without the password.</summary>
    public override string ToString() => $"{(Redis.Ssl ? "rediss" : "redis")}://{Format(Redis.EndPoints[0])}{(Redis.DefaultDatabase is { } database ? $"/{database}" : "")}";

    private static string Format(EndPoint server) => server is DnsEndPoint named ? $"{named.Host}:{named.Port}" : server.ToString()!;

    private static UserError Wrong(string option, string text) => new($"{option} is '{WithoutPassword(text)}'; expected {Form}.");

    private static string WithoutPassword(string text)
    {
        int at = text.LastIndexOf('@'), begin = text.IndexOf("//", StringComparison.Ordinal);
        return at < 0 ? text : $"{text[..(begin < 0 || begin > at ? 0 : begin + 2)]}***{text[at..]}";
    }
}
