using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OutliersNative.Orleans;

/// <summary>The name of settings that the silo has.</summary>
internal sealed record SettingsName(string Name);

/// <summary>The settings of a silo by their names: made when the silo starts, after Python and before its grains.</summary>
internal sealed class SeriesSettings(IEnumerable<SettingsName> names, IOptionsMonitor<OutlierSeriesOptions> options)
    : IHostedLifecycleService, IDisposable
{
    private readonly Dictionary<string, OneSettings> _settings = new(StringComparer.Ordinal);

    /// <summary>The settings with a name.</summary>
    /// <exception cref="OutlierSeriesException">The silo has none of this name.</exception>
    public OneSettings this[string name] => _settings.TryGetValue(name, out OneSettings? found) ? found : throw new OutlierSeriesException(
        $"The silo has no settings '{name}'; it has {string.Join(", ", _settings.Keys.Select(each => $"'{each}'"))}. Add the section Outliers:Series:{name} to the configuration of the silos.",
        isTransient: false);

    /// <summary>The longest timeout of all.</summary>
    public TimeSpan LongestTimeout => _settings.Values.Max(each => each.Options.Timeout);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            foreach (SettingsName each in names)
            {
                _settings.Add(each.Name, Make(each.Name));
            }
        },
        cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private OneSettings Make(string name)
    {
        try
        {
            return new OneSettings(name, options.Get(name));
        }
        catch (Exception e) when (e is OutliersException or ArgumentException or NotSupportedException)
        {
            throw new OptionsValidationException(name, typeof(OutlierSeriesOptions), [$"{SeriesConfiguration.PathOf(name)}: {e.Message}"]);
        }
    }

    public void Dispose()
    {
        foreach (OneSettings each in _settings.Values)
        {
            each.Stepper.Dispose();
        }
    }
}

/// <summary>One of the settings of a silo, ready for use.</summary>
internal sealed class OneSettings
{
    /// <exception cref="OutliersException">Python has no such stream, or it does not take the keywords.</exception>
    public OneSettings(string name, OutlierSeriesOptions options)
    {
        Name = name;
        Options = options;
        Detector = options.Detector;
        using (var stream = new OutlierStream(options.Module, options.Function, options.Keywords))
        {
            Initial = stream.Save();
        }
        Stepper = new SeriesStepper(options.Module, options.Function, options.Timeout, isShared: options.Module == "outliers");
    }

    public string Name { get; }

    public OutlierSeriesOptions Options { get; }

    public string Detector { get; }

    /// <summary>The saved stream before the first value.</summary>
    public byte[] Initial { get; }

    public SeriesStepper Stepper { get; }
}
