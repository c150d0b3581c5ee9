using Microsoft.Extensions.Configuration;
using OutliersNative.Hosting;

namespace OutliersNative.Orleans;

/// <summary>Reads the settings of series from the configuration of a silo.</summary>
internal static class SeriesConfiguration
{
    public static IConfigurationSection Root(IConfiguration configuration) => configuration.GetSection($"{OutliersOptions.Section}:Series");

    public static void Read(OutlierSeriesOptions options, string name, IConfiguration? configuration)
    {
        if (configuration is null)
        {
            return;
        }
        IConfigurationSection section = Root(configuration).GetSection(name);
        options.Module = section[nameof(options.Module)] ?? options.Module;
        options.Function = section[nameof(options.Function)] ?? options.Function;
        options.Timeout = section.GetValue(nameof(options.Timeout), options.Timeout);
        options.CheckpointEvery = section.GetValue(nameof(options.CheckpointEvery), options.CheckpointEvery);
        options.MaxBatch = section.GetValue(nameof(options.MaxBatch), options.MaxBatch);
        foreach (IConfigurationSection keyword in section.GetSection(nameof(options.Keywords)).GetChildren())
        {
            options.Keywords[keyword.Key] = KeywordValue.Of(keyword);
        }
    }
}
