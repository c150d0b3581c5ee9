using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using OutliersNative.Hosting;

namespace OutliersNative.Service;

/// <summary>The configured detectors, by name.</summary>
/// <remarks>Filled when the host starts: after Python has started, and before the first request.</remarks>
internal sealed class MethodCatalog(
    IConfiguration configuration, IServiceProvider services, IOptionsMonitor<OutlierDetectorOptions> detectors, IOptions<ServiceOptions> options)
    : IHostedService
{
    private FrozenDictionary<string, Method> _methods = FrozenDictionary<string, Method>.Empty;

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<Method> All { get; private set; } = [];

    /// <summary>The method of requests that name none.</summary>
    public Method Default => _methods[options.Value.DefaultMethod];

    /// <summary>The method of this name; null if there is none.</summary>
    public Method? Find(string name) => _methods.GetValueOrDefault(name);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var modules = new Dictionary<string, IReadOnlyList<DetectorDescription>>();
        var found = new List<Method>();
        foreach (IConfigurationSection section in configuration.GetSection($"{OutliersOptions.Section}:Detectors").GetChildren())
        {
            OutlierDetectorOptions own = detectors.Get(section.Key);
            if (!modules.TryGetValue(own.Module, out IReadOnlyList<DetectorDescription>? descriptions))
            {
                modules[own.Module] = descriptions = Detectors.List(own.Module);
            }
            found.Add(new Method(
                section.Key,
                own.Module,
                own.Function!, // required, and checked at the start
                services.GetRequiredKeyedService<IOutlierDetector>(section.Key),
                descriptions.FirstOrDefault(each => each.Name == own.Function),
                own.Keywords,
                own.Timeout ?? options.Value.Timeout));
        }
        All = found;
        _methods = found.ToFrozenDictionary(each => each.Name);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>A configured detector.</summary>
/// <param name="name">Its name in the configuration.</param>
/// <param name="module">Its Python module.</param>
/// <param name="function">Its function in the module.</param>
/// <param name="detector">The detector.</param>
/// <param name="description">Null if its module does not list it.</param>
/// <param name="keywords">The configured keyword arguments.</param>
/// <param name="timeout">How long a call may take.</param>
internal sealed class Method(
    string name,
    string module,
    string function,
    IOutlierDetector detector,
    DetectorDescription? description,
    IReadOnlyDictionary<string, object?> keywords,
    TimeSpan timeout)
{
    public string Name => name;

    public string Module => module;

    public string Function => function;

    public IOutlierDetector Detector => detector;

    public DetectorDescription? Description => description;

    /// <summary>The configured keyword arguments.</summary>
    public IReadOnlyDictionary<string, object?> Keywords => keywords;

    /// <summary>The keyword arguments that a call must have, since they have neither a default nor a configured value.</summary>
    public IReadOnlyList<string> Required { get; } =
        [.. (description?.Parameters ?? []).Where(each => each.IsRequired && !keywords.ContainsKey(each.Name)).Select(each => each.Name)];

    /// <summary>Options of a call without further keyword arguments.</summary>
    public CallOptions Options { get; } = new() { Timeout = timeout };

    /// <summary>Options of a call with keyword arguments in addition to the configured ones, which they replace.</summary>
    /// <remarks>Python prepares them when they are first used, which takes some 30 µs: keep the instance.</remarks>
    public CallOptions OptionsWith(IEnumerable<KeyValuePair<string, object?>> further)
    {
        var merged = new Dictionary<string, object?>(keywords);
        foreach ((string key, object? value) in further)
        {
            merged[key] = value;
        }
        return new CallOptions { Timeout = timeout, Keywords = merged };
    }

    /// <summary>Whether the detector may have such a keyword argument. True if its parameters are not known.</summary>
    public bool MayHave(string keyword) =>
        description is null || description.Signature.Contains("**", StringComparison.Ordinal) || description.Parameters.Any(each => each.Name == keyword);
}
