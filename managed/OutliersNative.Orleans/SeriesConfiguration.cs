using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OutliersNative.Hosting;

namespace OutliersNative.Orleans;

/// <summary>Reads the settings of series from the configuration of a silo.</summary>
internal static class SeriesConfiguration
{
    public static IConfigurationSection Root(IConfiguration configuration) => configuration.GetSection($"{OutliersOptions.Section}:Series");

    public static string PathOf(string? name) => $"{OutliersOptions.Section}:Series:{name}";

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

/// <summary>Checks settings when the silo starts.</summary>
internal sealed class SeriesOptionsValidator(IConfiguration? configuration = null) : IValidateOptions<OutlierSeriesOptions>
{
    private const int MostInBatch = 1_000_000;

    private static readonly string[] Keys =
    [
        nameof(OutlierSeriesOptions.Module), nameof(OutlierSeriesOptions.Function), nameof(OutlierSeriesOptions.Keywords),
        nameof(OutlierSeriesOptions.Timeout), nameof(OutlierSeriesOptions.CheckpointEvery), nameof(OutlierSeriesOptions.MaxBatch),
    ];

    public ValidateOptionsResult Validate(string? name, OutlierSeriesOptions options)
    {
        string path = SeriesConfiguration.PathOf(name);
        List<string> failures = [.. configuration?.GetSection(path).GetChildren()
            .Where(child => !Keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => $"{child.Path}: there is no such setting; expected one of {string.Join(", ", Keys)}") ?? []];
        Check(!string.IsNullOrWhiteSpace(options.Module), nameof(options.Module), options.Module, "the name of a Python module, such as outliers");
        Check(!string.IsNullOrWhiteSpace(options.Function), nameof(options.Function), options.Function, "the name of a detector, such as ewma");
        Check(
            options.Timeout >= TimeSpan.FromMilliseconds(1) && options.Timeout <= TimeSpan.FromDays(1), nameof(options.Timeout), options.Timeout,
            "1 ms to 1 day, such as 00:00:10");
        Check(options.CheckpointEvery >= 1, nameof(options.CheckpointEvery), options.CheckpointEvery, "1 or more batches");
        Check(options.MaxBatch is >= 1 and <= MostInBatch, nameof(options.MaxBatch), options.MaxBatch, "1 to 1,000,000 values");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Check(bool isValid, string key, object? value, string expected)
        {
            if (!isValid)
            {
                failures.Add(FormattableString.Invariant($"{path}:{key} is '{value}': expected {expected}"));
            }
        }
    }
}
