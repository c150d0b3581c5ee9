using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OutliersNative.Hosting;

/// <summary>Adds detectors to a host; made by <c>services.AddOutliers()</c>.</summary>
public sealed class OutliersBuilder
{
    internal OutliersBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a detector: a keyed singleton, <c>[FromKeyedServices("NAME")] IOutlierDetector</c>.</summary>
    /// <param name="name">Its key, and its name in the configuration: <c>Outliers:Detectors:NAME</c>. Not empty, without a colon.</param>
    /// <param name="configure">Changes what the configuration says; null for no change.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// <para>The host imports and calls it when it starts; a detector that fails then stops the start. Its calls have the timeout
    /// <see cref="OutlierDetectorOptions.Timeout"/> unless their own options have one. When the host stops, calls that run are cancelled after
    /// <see cref="OutliersOptions.StopGrace"/>, and later ones at once, with <see cref="OperationCanceledException"/>.</para>
    /// <para>A detector that was added by the same name is configured further.</para>
    /// </remarks>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null, empty, or has a colon.</exception>
    public OutliersBuilder AddDetector(string name, Action<OutlierDetectorOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Contains(':', StringComparison.Ordinal))
        {
            throw new ArgumentException($"The name of a detector is \"{name}\"; expected one without a colon, which separates configuration keys.", nameof(name));
        }
        if (Services.All(each => each.ImplementationInstance is not DetectorName known || known.Name != name))
        {
            Services.AddSingleton(new DetectorName(name));
            Services.AddOptions<OutlierDetectorOptions>(name)
                .Configure<IServiceProvider>((options, provider) => Configured.Read(options, name, provider.GetService<IConfiguration>()))
                .ValidateOnStart();
            Services.AddKeyedSingleton<IOutlierDetector>(name, (provider, _) => new HostedDetector(
                name,
                provider.GetRequiredService<IOptionsMonitor<OutlierDetectorOptions>>().Get(name),
                provider.GetRequiredService<HostedPython>(),
                provider.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category)));
        }
        if (configure is not null)
        {
            Services.Configure(name, configure);
        }
        return this;
    }

    /// <summary>Adds each detector of the configuration section <c>Outliers:Detectors</c>.</summary>
    /// <param name="configuration">The configuration of the host.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="configuration"/> is null.</exception>
    public OutliersBuilder AddDetectors(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        foreach (IConfigurationSection section in configuration.GetSection($"{OutliersOptions.Section}:Detectors").GetChildren())
        {
            AddDetector(section.Key);
        }
        return this;
    }
}
