using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OutliersNative;
using OutliersNative.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Python detectors to a host.</summary>
public static class OutliersServiceCollectionExtensions
{
    /// <summary>The tags of the health checks.</summary>
    private static readonly string[] Ready = ["ready"], Live = ["live"];

    /// <summary>Starts Python with the host, before its services start, and passes Python's logging to <see cref="ILogger"/>.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Changes what the configuration section <c>Outliers</c> says; null for no change.</param>
    /// <returns>A builder that adds detectors.</returns>
    /// <remarks>A setting that is not valid stops the start of the host with an <see cref="OptionsValidationException"/> that names its
    /// path in the configuration. May be called more than once.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    public static OutliersBuilder AddOutliers(this IServiceCollection services, Action<OutliersOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.All(each => each.ServiceType != typeof(HostedPython)))
        {
            AddOnce(services);
        }
        if (configure is not null)
        {
            services.Configure(configure);
        }
        return new OutliersBuilder(services);
    }

    /// <summary>Adds two health checks: <c>python-ready</c>, with the tag <c>ready</c>, is healthy once each detector has answered and
    /// until the host stops; <c>python-live</c>, with the tag <c>live</c>, if a call can enter Python within
    /// <see cref="OutliersOptions.LiveTimeout"/>.</summary>
    /// <param name="builder">The builder of <c>AddHealthChecks</c>.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>The second makes one call that copies one value. A function that holds the GIL for ever makes it unhealthy; a long
    /// call that releases the GIL does not, and neither does a full queue. Both need <see cref="AddOutliers(IServiceCollection, Action{OutliersOptions}?)"/>.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static IHealthChecksBuilder AddOutliers(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .Add(new HealthCheckRegistration("python-ready", provider => provider.GetRequiredService<ReadyCheck>(), null, Ready))
            .Add(new HealthCheckRegistration("python-live", provider => provider.GetRequiredService<LiveCheck>(), null, Live));
    }

    private static void AddOnce(IServiceCollection services)
    {
        services.AddSingleton<HostedPython>();
        services.AddSingleton<PythonLogs>();
        services.AddSingleton<ReadyCheck>();
        services.AddSingleton<LiveCheck>();
        services.AddHostedService<PythonHost>();

        services.AddOptions<OutliersOptions>()
            .Configure<IServiceProvider>((options, provider) => Configured.Read(options, provider.GetService<IConfiguration>()))
            .ValidateOnStart();
        services.AddOptions<PythonLoggingOptions>()
            .Configure<IServiceProvider>((options, provider) => Configured.Read(options, provider.GetService<IConfiguration>()))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<OutliersOptions>>(provider => new PathValidator<OutliersOptions>(
            new OutliersValidator(), _ => OutliersOptions.Section, Configured.Keys, provider.GetService<IConfiguration>()));
        services.AddSingleton<IValidateOptions<OutliersOptions>, PlaceValidator>();
        services.AddSingleton<IValidateOptions<OutlierDetectorOptions>>(provider => new PathValidator<OutlierDetectorOptions>(
            new OutlierDetectorValidator(), Configured.PathOf, Configured.DetectorKeys, provider.GetService<IConfiguration>()));
        services.AddSingleton<IValidateOptions<PythonLoggingOptions>>(provider => new PathValidator<PythonLoggingOptions>(
            new PythonLoggingValidator(), _ => Configured.LoggingPath, Configured.LoggingKeys, provider.GetService<IConfiguration>()));
    }
}
