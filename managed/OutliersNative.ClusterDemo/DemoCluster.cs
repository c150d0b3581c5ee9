using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using OutliersNative.Orleans;
using StackExchange.Redis;

namespace OutliersNative.ClusterDemo;

/// <summary>A cluster on this machine, and a client of it in this process. Dispose kills what it has started.</summary>
internal sealed class DemoCluster : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("outliers-demo-");
    private readonly Lock _adding = new();
    private volatile SiloProcess[] _silos = []; // replaced, since readers enumerate it meanwhile
    private RedisServer? _redis;
    private IHost? _host;
    private long _sentAgain;

    private DemoCluster()
    {
    }

    public IReadOnlyList<SiloProcess> Silos => _silos;

    /// <summary>The number of values in calls that failed, and that the feeder therefore sent again.</summary>
    public long SentAgain => Interlocked.Read(ref _sentAgain);

    public IGrainFactory Grains => _host!.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts a Redis server, and silos as processes.</summary>
    public static async Task<DemoCluster> StartAsync(int silos, CancellationToken cancellationToken)
    {
        var cluster = new DemoCluster();
        try
        {
            cluster._redis = RedisServer.Start(cluster._folder.FullName);
            await cluster._redis.ReadyAsync(cancellationToken).ConfigureAwait(false);
            await Task.WhenAll(Enumerable.Range(0, silos).Select(_ => cluster.AddSiloAsync(cancellationToken))).ConfigureAwait(false);
            await cluster.ConnectAsync(cancellationToken).ConfigureAwait(false);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Starts one silo in this process, with its membership and states in memory.</summary>
    public static async Task<DemoCluster> StartInMemoryAsync(CancellationToken cancellationToken)
    {
        var cluster = new DemoCluster();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(ChildProcess.FreePort(), ChildProcess.FreePort())
            .AddMemoryGrainStorage(OutlierSeriesOptions.Storage)
            .AddOutlierSeries(configure: settings => settings.Keywords["window"] = Load.Window)
            .AddOutgoingGrainCallFilter(cluster.CountFailureAsync));
        cluster._host = builder.Build();
        await cluster._host.StartAsync(cancellationToken).ConfigureAwait(false);
        return cluster;
    }

    public async Task<SiloProcess> AddSiloAsync(CancellationToken cancellationToken)
    {
        SiloProcess silo;
        lock (_adding)
        {
            silo = SiloProcess.Start(_folder.FullName, $"{_silos.Length + 1}", _redis!.Address);
            _silos = [.. _silos, silo];
        }
        await silo.ReadyAsync(cancellationToken).ConfigureAwait(false);
        return silo;
    }

    /// <summary>The number of active series of each silo, by its port.</summary>
    /// <exception cref="Exception">A silo does not answer: one that was killed counts as a member for some seconds.</exception>
    public async Task<Dictionary<int, int>> CountSeriesAsync()
    {
        SimpleGrainStatistic[] all = await Grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics().ConfigureAwait(false);
        return all.Where(each => each.GrainType.Contains("OutlierSeriesGrain", StringComparison.Ordinal))
            .GroupBy(each => each.SiloAddress.Endpoint.Port).ToDictionary(silo => silo.Key, silo => silo.Sum(each => each.ActivationCount));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SiloProcess silo in _silos)
        {
            silo.Dispose();
        }
        _redis?.Dispose();
        _folder.Delete(recursive: true);
        if (_host is not null)
        {
            try
            {
                using var now = new CancellationTokenSource(0);
                await _host.StopAsync(now.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // There is nobody left to say goodbye to.
            }
            _host.Dispose();
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleansClient(client => client
            .UseRedisClustering(options => options.ConfigurationOptions = ConfigurationOptions.Parse(_redis!.Address))
            .Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1)) // a dead gateway is dropped soon
            .Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5))
            .AddOutgoingGrainCallFilter(CountFailureAsync));
        _host = builder.Build();
        await _host.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task CountFailureAsync(IOutgoingGrainCallContext call)
    {
        try
        {
            await call.Invoke().ConfigureAwait(false);
        }
        catch when (call.Request.GetArgumentCount() == 1 && call.Request.GetArgument(0) is SeriesBatch batch)
        {
            Interlocked.Add(ref _sentAgain, batch.Values.Length);
            throw;
        }
    }
}
