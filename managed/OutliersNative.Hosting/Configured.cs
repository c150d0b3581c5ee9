using Microsoft.Extensions.Configuration;

namespace OutliersNative.Hosting;

/// <summary>Reads the options from the host's configuration.</summary>
internal static class Configured
{
    public static readonly string[] Keys =
    [
        nameof(OutliersOptions.Python), nameof(OutliersOptions.ModulePaths), nameof(OutliersOptions.CollectAboveBytes),
        nameof(OutliersOptions.CallsAtOnce), nameof(OutliersOptions.QueueCapacity), nameof(OutliersOptions.WhenQueueIsFull),
        nameof(OutliersOptions.LiveTimeout), nameof(OutliersOptions.StopGrace), "Detectors", "Logging",
        "Series", "Files", // of OutliersNative.Orleans
    ];

    public static readonly string[] DetectorKeys =
    [
        nameof(OutlierDetectorOptions.Module), nameof(OutlierDetectorOptions.Function), nameof(OutlierDetectorOptions.Keywords),
        nameof(OutlierDetectorOptions.Timeout), nameof(OutlierDetectorOptions.WarmUpValues),
    ];

    public static readonly string[] LoggingKeys =
    [
        nameof(PythonLoggingOptions.Level), nameof(PythonLoggingOptions.Output), nameof(PythonLoggingOptions.Warnings),
        nameof(PythonLoggingOptions.Capacity),
    ];

    public const string LoggingPath = $"{OutliersOptions.Section}:Logging";

    public static string PathOf(string? detector) => $"{OutliersOptions.Section}:Detectors:{detector}";

    public static void Read(OutliersOptions options, IConfiguration? configuration) =>
        configuration?.GetSection(OutliersOptions.Section).Bind(options);

    public static void Read(PythonLoggingOptions options, IConfiguration? configuration) =>
        configuration?.GetSection(LoggingPath).Bind(options);

    public static void Read(OutlierDetectorOptions options, string name, IConfiguration? configuration)
    {
        if (configuration?.GetSection(PathOf(name)) is not { } section)
        {
            return;
        }
        Bound bound = new() { Module = options.Module, Function = options.Function, Timeout = options.Timeout, WarmUpValues = options.WarmUpValues };
        section.Bind(bound);
        options.Module = bound.Module!;
        options.Function = bound.Function;
        options.Timeout = bound.Timeout;
        options.WarmUpValues = bound.WarmUpValues;
        foreach (IConfigurationSection keyword in section.GetSection(nameof(OutlierDetectorOptions.Keywords)).GetChildren())
        {
            options.Keywords[keyword.Key] = KeywordValue.Of(keyword);
        }
    }

    /// <summary>The options without Keywords, whose values the generator of bindings cannot read: they have the type object.</summary>
    internal sealed class Bound
    {
        public string? Module { get; set; }

        public string? Function { get; set; }

        public TimeSpan? Timeout { get; set; }

        public int WarmUpValues { get; set; }
    }
}
