using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using OutliersNative.Tables;

namespace OutliersNative.Cli.Cluster;

/// <summary>A connection to the silos of a cluster.</summary>
internal sealed class ClusterClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), Pause = TimeSpan.FromMilliseconds(500);

    private readonly IHost _host;

    private ClusterClient(IHost host) => _host = host;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Connects to a silo.</summary>
    /// <param name="option">The option that gives the address, for messages.</param>
    /// <param name="address">Where the silos of the cluster are listed.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="UserError">The Redis server is not reached, or no silo is within 10 s.</exception>
    public static async Task<ClusterClient> ConnectAsync(string option, ClusterAddress address, CancellationToken cancellation)
    {
        await address.EnsureReachableAsync(cancellation).ConfigureAwait(false);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IHostLifetime, SignalsAsWithout>();
        builder.UseOrleansClient(client => client
            .UseRedisClustering(options => options.ConfigurationOptions = address.Redis)
            .Configure<ClusterOptions>(options =>
            {
                options.ClusterId = address.ClusterId ?? options.ClusterId;
                options.ServiceId = address.ServiceId ?? options.ServiceId;
            })
            .Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5))
            .UseConnectionRetryFilter(async (_, end) =>
            {
                await Task.Delay(Pause, end).ConfigureAwait(false);
                return true;
            }));
        IHost host = builder.Build();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            await host.StartAsync(patience.Token).WaitAsync(patience.Token).ConfigureAwait(false);
            return new ClusterClient(host);
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            host.Dispose();
            throw new UserError($"No silo of the cluster {address} answers within {Patience.TotalSeconds:0} s. Start one with the same URL, on a machine that sees the files at the same paths: outliers silo {option} URL");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().ConfigureAwait(false); // otherwise the silo logs a broken connection
        _host.Dispose();
    }

    /// <summary>Leaves the signals as they are: a host would take Ctrl-C, and not end the command.</summary>
    private sealed class SignalsAsWithout : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
