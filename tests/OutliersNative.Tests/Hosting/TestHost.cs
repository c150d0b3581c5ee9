using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OutliersNative.Hosting;

namespace OutliersNative.Tests.Hosting;

/// <summary>A real host with detectors, and a sink that keeps its records.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly IHost _host;

    private TestHost(IHost host, Records records)
    {
        _host = host;
        Records = records;
    }

    public Records Records { get; }

    public IServiceProvider Services => _host.Services;

    public IOutlierDetector this[string name] => Services.GetRequiredKeyedService<IOutlierDetector>(name);

    /// <summary>A host that has not been started.</summary>
    public static TestHost Make(Action<OutliersBuilder> add, params (string Key, string? Value)[] configuration)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(configuration.Select(each => KeyValuePair.Create(each.Key, each.Value)));
        var records = new Records();
        builder.Logging.AddProvider(records).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddHealthChecks().AddOutliers();
        add(builder.Services.AddOutliers());
        return new TestHost(builder.Build(), records);
    }

    public static async Task<TestHost> StartAsync(Action<OutliersBuilder> add, params (string Key, string? Value)[] configuration)
    {
        TestHost host = Make(add, configuration);
        await host.StartAsync();
        return host;
    }

    /// <summary>A host with one detector of the fixtures, named as its function.</summary>
    public static Task<TestHost> WithAsync(string module, string function, params (string Key, string? Value)[] configuration) =>
        StartAsync(
            outliers => outliers.AddDetector(function, options =>
            {
                (options.Module, options.Function) = (module, function);
                options.WarmUpValues = 0;
            }),
            configuration);

    public Task StartAsync() => _host.StartAsync();

    public Task StopAsync() => _host.StopAsync();

    /// <summary>The status of a health check.</summary>
    public async Task<HealthReportEntry> CheckAsync(string name)
    {
        HealthReport report = await Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == name);
        return report.Entries[name];
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
