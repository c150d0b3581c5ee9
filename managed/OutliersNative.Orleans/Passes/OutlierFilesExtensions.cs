using Microsoft.Extensions.DependencyInjection;
using OutliersNative.Orleans;
using OutliersNative.Orleans.Passes;

namespace Orleans.Hosting;

/// <summary>Adds files to a silo.</summary>
public static class OutlierFilesExtensions
{
    /// <summary>Lets the silo judge the files of each <see cref="OutlierPass"/>, and starts Python with the silo.</summary>
    /// <param name="silo">The silo. It needs a grain storage of the name <see cref="OutlierSeriesOptions.Storage"/>.</param>
    /// <param name="configure">Changes what the configuration section <c>Outliers:Files</c> says; null for no change.</param>
    /// <returns>The same silo.</returns>
    /// <remarks>The grains of passes may be on any silo of the cluster, also on one that only calls <c>AddOutlierSeries</c>. Such a silo
    /// reads the configuration, but has no <paramref name="configure"/>: set <see cref="OutlierFilesOptions.LeaseTime"/>,
    /// <see cref="OutlierFilesOptions.MaxAttempts"/> and <see cref="OutlierFilesOptions.KeepFor"/> in the configuration of all
    /// silos.</remarks>
    public static ISiloBuilder AddOutlierFiles(this ISiloBuilder silo, Action<OutlierFilesOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        if (silo.Services.All(each => each.ServiceType != typeof(PassWorker)))
        {
            silo.AddOutliersAndStorage();
            silo.Services.AddSingleton<PassWorker>();
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<PassWorker>());
        }
        if (configure is not null)
        {
            silo.Services.Configure(configure);
        }
        return silo;
    }
}
