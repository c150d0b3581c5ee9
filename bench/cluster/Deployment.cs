using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using StackExchange.Redis;
using Child = OutliersNative.Orleans.Tests.Cluster.Program;

namespace OutliersNative.ClusterBench;

/// <summary>Redis, silos as processes, and a client in this process. Dispose ends them.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    /// <summary>What Orleans has by default: the silo of the tests detects failures so quickly that a busy machine upsets it.</summary>
    private static readonly string[] Defaults =
    [
        "Membership:ProbeTimeout=00:00:05", "Membership:NumMissedProbesLimit=3", "Membership:NumVotesForDeathDeclaration=2", "Rebalancer:RebalancerDueTime=00:01:00",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("outliers-redis-").FullName;
    private readonly List<SiloProcess> _silos = [];
    private readonly string[] _settings;
    private readonly RedisProcess _redis;
    private readonly string _address;
    private ConnectionMultiplexer? _connection;
    private IHost? _client;

    private Deployment(string[] settings)
    {
        _settings = settings;
        int port = RedisProcess.Port();
        _address = $"127.0.0.1:{port}";
        _redis = new RedisProcess(port, _folder);
        AppDomain.CurrentDomain.ProcessExit += EndProcesses; // a signal runs no finally block
    }

    public IClusterClient Client => _client!.Services.GetRequiredService<IClusterClient>();

    public IReadOnlyList<Child> Silos => _silos;

    /// <param name="silos">The number of silos.</param>
    /// <param name="responseTimeout">That of the client.</param>
    /// <param name="settings">More of the configuration of the silos, as NAME=VALUE.</param>
    public static async Task<Deployment> StartAsync(int silos, TimeSpan responseTimeout, params string[] settings)
    {
        var deployment = new Deployment(settings);
        try
        {
            await deployment._redis.PrintsAsync("Ready to accept connections");
            for (int i = 0; i < silos; i++)
            {
                await deployment.AddSiloAsync();
            }
            await deployment.ConnectAsync(responseTimeout);
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    public async Task AddSiloAsync()
    {
        var silo = new SiloProcess(SiloProcess.FreePorts(), _address, _settings);
        _silos.Add(silo);
        await silo.PrintsAsync("ready");
    }

    /// <summary>The names of the active series of a silo.</summary>
    public async Task<string[]> SeriesOfAsync(int silo)
    {
        DetailedGrainStatistic[] grains = await Client.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics(hostsIds: [await AddressAsync(silo)]);
        return [.. grains.Where(each => each.GrainId.Type.ToString() == "outlier-series").Select(each => each.GrainId.Key.ToString()!)];
    }

    /// <summary>The number of grains of a silo that are active.</summary>
    public async Task<int> ActiveAsync(int silo) =>
        (await Client.GetGrain<IManagementGrain>(0).GetRuntimeStatistics([await AddressAsync(silo)]))[0].ActivationCount;

    public async Task<Usage> UsageAsync()
    {
        Dictionary<string, string> info = (await _connection!.GetServers()[0].InfoAsync())
            .SelectMany(section => section).ToDictionary(each => each.Key, each => each.Value);
        long Number(string key) => long.Parse(info[key], provider: null);
        return new Usage(
            TimeSpan.FromTicks(_silos.Sum(silo => silo.ProcessorTime.Ticks)), _redis.ProcessorTime, Environment.CpuUsage.TotalTime,
            _silos.Sum(silo => silo.Memory), Number("used_memory"), Number("total_net_input_bytes"), Number("total_net_output_bytes"));
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= EndProcesses;
        EndProcesses(null, EventArgs.Empty);
        if (_client is not null)
        {
            try
            {
                using var now = new CancellationTokenSource(0);
                await _client.StopAsync(now.Token);
            }
            catch (OperationCanceledException)
            {
                // The silos have ended.
            }
            _client.Dispose();
        }
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
        Directory.Delete(_folder, recursive: true);
    }

    public static string Metadata(string key) =>
        typeof(Deployment).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;

    private void EndProcesses(object? sender, EventArgs e)
    {
        foreach (SiloProcess silo in _silos)
        {
            silo.Dispose();
        }
        _redis.Dispose();
    }

    private async Task ConnectAsync(TimeSpan responseTimeout)
    {
        var options = ConfigurationOptions.Parse($"{_address},allowAdmin=true");
        _connection = await ConnectionMultiplexer.ConnectAsync(options);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleansClient(client =>
        {
            client.UseRedisClustering(clustering => clustering.ConfigurationOptions = options);
            client.Configure<ClusterOptions>(cluster => cluster.ClusterId = cluster.ServiceId = "tests");
            client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1));
            client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = responseTimeout);
        });
        _client = builder.Build();
        await _client.StartAsync();
    }

    private async Task<SiloAddress> AddressAsync(int silo) =>
        (await Client.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Keys.Single(each => each.Endpoint.Port == _silos[silo].Port);

    private sealed class RedisProcess(int port, string folder) : Child(
        "redis-server", "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always")
    {
        public static int Port() => FreePort();
    }

    private sealed class SiloProcess((int Silo, int Gateway) ports, string redis, string[] settings) : Child(
        DotNet,
        [
            Metadata("Silo"), $"--Redis={redis}", $"--Port={ports.Silo}", $"--Gateway={ports.Gateway}", $"--Outliers:Python={Python}",
            $"--Outliers:ModulePaths:0={AppContext.BaseDirectory}", .. Defaults.Concat(settings).Select(each => $"--{each}"),
        ])
    {
        public int Port => ports.Silo;

        private static string DotNet { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

        private static string Python { get; } =
            Environment.GetEnvironmentVariable("OUTLIERS_PYTHON") is { Length: > 0 } python ? python : "/usr/bin/python3";

        public static (int Silo, int Gateway) FreePorts() => (FreePort(), FreePort());
    }
}

/// <summary>What the processes have used so far, and what they hold now.</summary>
internal sealed record Usage(
    TimeSpan Silos, TimeSpan Redis, TimeSpan Client, long SiloMemory, long RedisMemory, long RedisReceived, long RedisSent);
