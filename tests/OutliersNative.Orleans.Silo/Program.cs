// A silo with series and files, for the tests: one process, its memberships and states in Redis.
// Configuration on the command line: --Redis HOST:PORT --Port N --Gateway N, and what the package reads, such as
// --Outliers:Python PATH; --Membership:KEY and --Rebalancer:KEY change options of Orleans. Prints "ready", then what
// happened; the lines "hold", "hold page-", "release" and "stop" are its commands.
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using OutliersNative.Orleans;
using OutliersNative.Orleans.Silo;
using StackExchange.Redis;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
ConfigurationManager configuration = builder.Configuration;
builder.Logging.ClearProviders();
builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
builder.UseOrleans(silo =>
{
    var redis = ConfigurationOptions.Parse(configuration["Redis"]!);
    redis.AbortOnConnectFail = false;
    silo.UseRedisClustering(options => options.ConfigurationOptions = redis)
        .AddRedisGrainStorage(OutlierSeriesOptions.Storage, options =>
        {
            options.ConfigurationOptions = redis;
            options.DeleteStateOnClear = true;
        })
        .AddOutlierSeries()
        .AddOutlierFiles()
        .ConfigureEndpoints(IPAddress.Loopback, configuration.GetValue<int>("Port"), configuration.GetValue<int>("Gateway"));
    silo.Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = "tests");
    silo.Configure<ClusterMembershipOptions>(options =>
    {
        // A silo that is killed counts as dead after two seconds.
        options.ProbeTimeout = TimeSpan.FromSeconds(1);
        options.NumMissedProbesLimit = 2;
        options.NumVotesForDeathDeclaration = 1;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(2);
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
    });
    silo.Configure<ActivationRebalancerOptions>(options =>
    {
        // A silo that joins has its share of the series after some seconds.
        options.RebalancerDueTime = options.SessionCyclePeriod = TimeSpan.FromSeconds(1);
        options.CycleNumberWeight = 1;
    });
    silo.Configure<DeploymentLoadPublisherOptions>(options => options.DeploymentLoadPublisherRefreshTime = TimeSpan.FromMilliseconds(400));
    silo.Configure<ClusterMembershipOptions>(configuration.GetSection("Membership"));
    silo.Configure<ActivationRebalancerOptions>(configuration.GetSection("Rebalancer"));
    silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5));
    HeldStorage.Wrap(silo.Services, OutlierSeriesOptions.Storage);
});
using IHost host = builder.Build();
await host.StartAsync();
Console.WriteLine("ready");
var commands = new Thread(() =>
{
    while (Console.ReadLine() is { } line)
    {
        switch (line)
        {
            case "hold" or "hold page-":
                HeldStorage.Hold(line["hold".Length..].Trim());
                Console.WriteLine("holds");
                break;
            case "release":
                HeldStorage.Release();
                break;
            case "stop":
                _ = host.StopAsync();
                break;
            default:
                Console.WriteLine($"unknown command {line}");
                break;
        }
    }
})
{ IsBackground = true };
commands.Start();
await host.WaitForShutdownAsync();
Console.WriteLine("stopped");
