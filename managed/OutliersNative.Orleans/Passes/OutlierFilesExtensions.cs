using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
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
    public static ISiloBuilder AddOutlierFiles(this ISiloBuilder silo, Action<OutlierFilesOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        if (silo.Services.All(each => each.ServiceType != typeof(PassWorker)))
        {
            silo.AddOutliersAndStorage();
            silo.Services.AddSingleton<IValidateOptions<OutlierFilesOptions>>(
                services => new FilesOptionsValidator(services.GetService<IConfiguration>()));
            silo.Services.AddOptions<OutlierFilesOptions>()
                .Configure<IServiceProvider>((options, services) => FilesConfiguration.Read(options, services.GetService<IConfiguration>()))
                .ValidateOnStart();
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
