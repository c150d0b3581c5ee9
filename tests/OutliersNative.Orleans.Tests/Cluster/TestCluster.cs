using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using StackExchange.Redis;

namespace OutliersNative.Orleans.Tests.Cluster;

/// <summary>Redis, silos as processes, and a client in this process. Dispose kills them all.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly List<SiloProcess> _silos = [];
    private readonly string[] _settings;
    private IHost? _client;

    private TestCluster(RedisServer redis, string[] settings)
    {
        Redis = redis;
        _settings = settings;
    }

    public RedisServer Redis { get; }

    public IReadOnlyList<SiloProcess> Silos => _silos;

    public IClusterClient Client => _client!.Services.GetRequiredService<IClusterClient>();

    /// <summary>Starts it with so many silos.</summary>
    /// <param name="silos">The number of silos.</param>
    /// <param name="settings">More of the configuration of each, as NAME=VALUE.</param>
    public static async Task<TestCluster> StartAsync(int silos, params string[] settings)
    {
        var cluster = new TestCluster(await RedisServer.StartAsync(), settings);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, silos).Select(_ => cluster.AddSiloAsync())); // if one fails, Dispose has the others
            cluster._client = await ConnectAsync(cluster.Redis);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async Task<SiloProcess> AddSiloAsync()
    {
        SiloProcess silo = await SiloProcess.StartAsync(Redis.Address, _settings);
        lock (_silos)
        {
            _silos.Add(silo);
        }
        return silo;
    }

    /// <summary>The number of active series on a silo.</summary>
    public async Task<int> SeriesOfAsync(SiloProcess silo)
    {
        SimpleGrainStatistic[] grains = await Client.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics();
        return grains.Where(each => each.SiloAddress.Endpoint.Port == silo.Port && each.GrainType.Contains("OutlierSeriesGrain", StringComparison.Ordinal))
            .Sum(each => each.ActivationCount);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SiloProcess silo in _silos)
        {
            silo.Dispose();
        }
        if (_client is not null)
        {
            await DisconnectAsync(_client);
        }
        Redis.Dispose();
    }

    /// <summary>Starts a client of the cluster <c>tests</c>.</summary>
    public static async Task<IHost> ConnectAsync(RedisServer server)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleansClient(client =>
        {
            var redis = ConfigurationOptions.Parse(server.Address);
            redis.AbortOnConnectFail = false;
            client.UseRedisClustering(options => options.ConfigurationOptions = redis);
            client.Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = "tests");
            client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1));
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5));
        });
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>Ends a client at once.</summary>
    public static async Task DisconnectAsync(IHost client)
    {
        try
        {
            using var now = new CancellationTokenSource(0);
            await client.StopAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
            // There is nobody left to say goodbye to.
        }
        client.Dispose();
    }
}
