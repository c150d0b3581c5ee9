using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using OutliersNative.Hosting;

namespace OutliersNative.Service;

/// <summary>The configured detectors, by name.</summary>
/// <remarks>Filled when the host starts: after Python has started, and before the first request.</remarks>
internal sealed class MethodCatalog(IConfiguration configuration, IServiceProvider services, IOptionsMonitor<OutlierDetectorOptions> options) : IHostedService
{
    private FrozenDictionary<string, Method> _methods = FrozenDictionary<string, Method>.Empty;

    /// <summary>In the order of the configuration.</summary>
    public IReadOnlyList<Method> All { get; private set; } = [];

    public Method? Find(string name) => _methods.GetValueOrDefault(name);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var modules = new Dictionary<string, IReadOnlyList<DetectorDescription>>();
        var found = new List<Method>();
        foreach (IConfigurationSection section in configuration.GetSection($"{OutliersOptions.Section}:Detectors").GetChildren())
        {
            OutlierDetectorOptions own = options.Get(section.Key);
            if (!modules.TryGetValue(own.Module, out IReadOnlyList<DetectorDescription>? descriptions))
            {
                modules[own.Module] = descriptions = Detectors.List(own.Module);
            }
            found.Add(new Method(
                section.Key,
                services.GetRequiredKeyedService<IOutlierDetector>(section.Key),
                descriptions.FirstOrDefault(each => each.Name == own.Function)));
        }
        All = found;
        _methods = found.ToFrozenDictionary(each => each.Name);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>A configured detector.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Detector">The detector.</param>
/// <param name="Description">Null if its module does not list it.</param>
internal sealed record Method(string Name, IOutlierDetector Detector, DetectorDescription? Description);
