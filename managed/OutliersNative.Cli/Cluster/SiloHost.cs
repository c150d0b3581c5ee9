using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using OutliersNative.Orleans;
using OutliersNative.Tables;
using StackExchange.Redis;

namespace OutliersNative.Cli.Cluster;

/// <summary>What a silo is started with. A port that is null is chosen.</summary>
internal sealed record SiloStart
{
    public required ClusterAddress Cluster { get; init; }

    public required IPAddress Address { get; init; }

    public required int? Port { get; init; }

    public required int? Gateway { get; init; }

    public required string? Python { get; init; }

    /// <summary>What messages call the setting that <see cref="Python"/> comes from.</summary>
    public required string PythonSetting { get; init; }

    public required IReadOnlyList<string> ModulePaths { get; init; }

    /// <summary>Settings of the configuration, as <c>--NAME=VALUE</c>.</summary>
    public required string[] Settings { get; init; }
}

/// <summary>A silo in this process, with its memberships and states in Redis.</summary>
internal static class SiloHost
{
    private const int Failed = 2, Interrupted = 128 + 2;

    /// <summary>What logs an error at the start, with its stack: the command prints it in one line.</summary>
    private static readonly string[] SaysWhyItDoesNotStart =
    [
        "Microsoft.Extensions.Hosting.Internal.Host", "Orleans.Runtime.MembershipService.MembershipTableManager", "Orleans.Runtime.Silo", "Orleans.Runtime.SiloLifecycleSubject",
    ];

    /// <summary>Runs it until a signal stops it.</summary>
    /// <returns>The exit code: 0 after a signal, 2 if the silo has stopped by itself, so that a supervisor starts it again.</returns>
    public static async Task<int> RunAsync(SiloStart start, TextWriter output)
    {
        bool isReady = false, isSignalled = false;
        HostApplicationBuilder builder = CreateBuilder(start.Settings, () => isReady, () => isSignalled);
        await start.Cluster.EnsureReachableAsync(CancellationToken.None).ConfigureAwait(false);
        // The host would start Python too, but these errors name the options.
        PythonRuntime.Start(new PythonRuntimeOptions
        {
            Python = start.Python ?? builder.Configuration["Outliers:Python"],
            PythonSetting = start.Python is null ? "Outliers:Python" : start.PythonSetting,
            ModulePaths = start.ModulePaths,
        });
        int port = CheckedPort(start, "--port", start.Port), gateway = CheckedPort(start, "--gateway", start.Gateway);
        builder.UseOrleans(silo => Configure(silo, start, port, gateway));
        using IHost host = builder.Build();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => isSignalled = true);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => isSignalled = true);
        try
        {
            await host.StartAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (isSignalled)
        {
            return Interrupted;
        }
        catch (Exception e) when (e is OptionsValidationException or InvalidOperationException { InnerException: FormatException })
        {
            throw new UserError(e.Message); // it names the setting
        }
        catch (Exception e) when (e is RedisException or RedisCommandException)
        {
            throw new UserError($"The Redis server of the cluster, {start.Cluster}, failed: {e.Message}");
        }
        isReady = true;
        string cluster = host.Services.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId;
        await output.WriteLineAsync(
            $"outliers: the silo {new IPEndPoint(start.Address, port)} of the cluster '{cluster}' at {start.Cluster} is ready, for clients at port {gateway}.").ConfigureAwait(false);
        await host.WaitForShutdownAsync().ConfigureAwait(false);
        return isSignalled ? 0 : Failed;
    }

    private static HostApplicationBuilder CreateBuilder(string[] settings, Func<bool> isReady, Func<bool> isStopped)
    {
        HostApplicationBuilder builder;
        try
        {
            builder = Host.CreateApplicationBuilder(settings);
        }
        catch (InvalidDataException e) // of appsettings.json
        {
            throw new UserError($"{e.Message} {e.InnerException?.Message}");
        }
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning)
            .AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss "))
            .AddFilter("Orleans.Grain", level => level >= LogLevel.Warning && !isStopped()) // the last silo has none to move its grains to
            .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error); // takes the uptime of the machine for a delay, if its first check is late
        foreach (string category in SaysWhyItDoesNotStart)
        {
            builder.Logging.AddFilter(category, level => level >= LogLevel.Warning && isReady());
        }
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        return builder;
    }

    private static void Configure(ISiloBuilder silo, SiloStart start, int port, int gateway)
    {
        silo.UseRedisClustering(options => options.ConfigurationOptions = start.Cluster.Redis)
            .AddRedisGrainStorage(OutlierSeriesOptions.Storage, options =>
            {
                options.ConfigurationOptions = start.Cluster.Redis;
                options.DeleteStateOnClear = true; // of passes over files
            })
            .ConfigureEndpoints(start.Address, port, gateway)
            .AddOutlierSeries()
            .AddOutlierFiles();
        silo.Services.AddOutliers(options => options.Python = start.Python ?? options.Python);
        silo.Configure<ClusterOptions>(options =>
        {
            options.ClusterId = start.Cluster.ClusterId ?? options.ClusterId;
            options.ServiceId = start.Cluster.ServiceId ?? options.ServiceId;
        });
        silo.Services.Configure<ClusterMembershipOptions>(silo.Configuration.GetSection("Orleans:Membership"));
        silo.Services.Configure<SiloMessagingOptions>(silo.Configuration.GetSection("Orleans:Messaging"));
    }

    /// <summary>The port of an option, or a free one if it is null.</summary>
    private static int CheckedPort(SiloStart start, string option, int? port)
    {
        using var listener = new TcpListener(start.Address, port ?? 0);
        try
        {
            listener.Start();
        }
        catch (SocketException e)
        {
            throw new UserError(e.SocketErrorCode == SocketError.AddressNotAvailable
                ? $"--address {start.Address} is no address of this machine."
                : $"{option} {port} cannot be used: {e.Message}. Pass another port, or none to have a free one chosen.");
        }
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
