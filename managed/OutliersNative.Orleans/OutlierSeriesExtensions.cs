using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using OutliersNative.Orleans;
using OutliersNative.Orleans.Passes;

namespace Orleans.Hosting;

/// <summary>Adds series to a silo.</summary>
public static class OutlierSeriesExtensions
{
    /// <summary>Adds <see cref="IOutlierSeries"/> with its settings, and starts Python with the silo.</summary>
    /// <param name="silo">The silo. It needs a grain storage of the name <see cref="OutlierSeriesOptions.Storage"/>.</param>
    /// <param name="name">The name of the settings. Default: <see cref="OutlierSeriesOptions.Default"/>.</param>
    /// <param name="configure">Changes what the configuration section <c>Outliers:Series:NAME</c> says; null for no change.</param>
    /// <returns>The same silo.</returns>
    /// <remarks>Call it once for each of your settings. Those that the configuration names are added by themselves. It also adds Orleans'
    /// activation rebalancer, for series only, unless the silo has it already.</remarks>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null, empty, or has a colon.</exception>
    public static ISiloBuilder AddOutlierSeries(
        this ISiloBuilder silo, string name = OutlierSeriesOptions.Default, Action<OutlierSeriesOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Contains(':', StringComparison.Ordinal))
        {
            throw new ArgumentException($"The name of the settings is \"{name}\"; expected one without a colon, which separates configuration keys.", nameof(name));
        }
        if (silo.Services.All(each => each.ServiceType != typeof(SeriesSettings)))
        {
            silo.AddOutliersAndStorage();
            silo.Services.AddSingleton<IValidateOptions<OutlierSeriesOptions>>(
                services => new SeriesOptionsValidator(services.GetService<IConfiguration>()));
            silo.Services.AddSingleton<SeriesSettings>();
            silo.Services.AddSingleton<IHostedService>(services => services.GetRequiredService<SeriesSettings>());
            SeriesRebalancing.Add(silo);
            Add(silo, OutlierSeriesOptions.Default);
            foreach (IConfigurationSection section in SeriesConfiguration.Root(silo.Configuration).GetChildren())
            {
                Add(silo, section.Key);
            }
        }
        Add(silo, name);
        if (configure is not null)
        {
            silo.Services.Configure(name, configure);
        }
        return silo;
    }

    /// <summary>Adds what series and files share.</summary>
    internal static void AddOutliersAndStorage(this ISiloBuilder silo)
    {
        if (silo.Services.Any(each => each.ImplementationType == typeof(PythonWatch)))
        {
            return;
        }
        silo.Services.AddOutliers();
        // Half as many bytes as the default, JSON.
        silo.Services.AddKeyedSingleton<IGrainStorageSerializer>(
            OutlierSeriesOptions.Storage, (services, _) => ActivatorUtilities.CreateInstance<OrleansGrainStorageSerializer>(services));
        silo.Services.AddHostedService<PythonWatch>();
        // Also without AddOutlierFiles: the grains of passes are on any silo.
        silo.Services.AddSingleton<IValidateOptions<OutlierFilesOptions>>(
            services => new FilesOptionsValidator(services.GetService<IConfiguration>()));
        silo.Services.AddOptions<OutlierFilesOptions>()
            .Configure<IServiceProvider>((options, services) => FilesConfiguration.Read(options, services.GetService<IConfiguration>()))
            .ValidateOnStart();
    }

    private static void Add(ISiloBuilder silo, string name)
    {
        if (silo.Services.Any(each => each.ImplementationInstance is SettingsName known && known.Name == name))
        {
            return;
        }
        silo.Services.AddSingleton(new SettingsName(name));
        silo.Services.AddOptions<OutlierSeriesOptions>(name)
            .Configure<IServiceProvider>((options, services) => SeriesConfiguration.Read(options, name, services.GetService<IConfiguration>()))
            .ValidateOnStart();
    }
}
