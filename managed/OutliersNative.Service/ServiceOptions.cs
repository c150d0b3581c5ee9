using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using OutliersNative.Hosting;

namespace OutliersNative.Service;

/// <summary>The settings of the service: the configuration section <c>Service</c>.</summary>
internal sealed class ServiceOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Service";

    private static readonly TimeSpan ShortestBodyTimeout = TimeSpan.FromSeconds(2);

    /// <summary>The detector of requests that name none. Default: <c>mad</c>.</summary>
    [Required(ErrorMessage = "expected the name of a detector of Outliers:Detectors")]
    public string DefaultMethod { get; set; } = "mad";

    /// <summary>Keys, one of which each request to /v1 and /anomalydetector must have. Default: none, and only the loopback
    /// address.</summary>
    public IList<string> ApiKeys { get; set; } = [];

    /// <summary>Upper bound of a request's body, in bytes. Default: 32 MiB.</summary>
    [Count(1, 1L << 30, ErrorMessage = "expected 1 to 1073741824 bytes")]
    public long MaxBodyBytes { get; set; } = 32L << 20;

    /// <summary>Upper bound of the values of a request, in all its series. Default: 1,000,000.</summary>
    [Count(1, 100_000_000, ErrorMessage = "expected 1 to 100,000,000")]
    public int MaxValues { get; set; } = 1_000_000;

    /// <summary>Upper bound of the series of a request. Default: 10,000.</summary>
    [Count(1, 1_000_000, ErrorMessage = "expected 1 to 1,000,000")]
    public int MaxSeries { get; set; } = 10_000;

    /// <summary>How long a body may take to arrive, and how long a call of a detector may take that has no timeout of its own.
    /// Default: 30 s.</summary>
    [Duration(1, ErrorMessage = "expected 1 ms to 1 day, such as 00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a body may take to arrive: <see cref="Timeout"/>, and at least 2 s, since Kestrel measures rates about
    /// once a second.</summary>
    public TimeSpan BodyTimeout => Timeout > ShortestBodyTimeout ? Timeout : ShortestBodyTimeout;

    /// <summary>The number of requests that are served at once. Default: 64.</summary>
    [Count(1, 100_000, ErrorMessage = "expected 1 to 100,000")]
    public int MaxConcurrentRequests { get; set; } = 64;

    /// <summary>The number of requests that may wait until they are served; more are answered with 429. Default: 256.</summary>
    [Count(0, 100_000, ErrorMessage = "expected 0 to 100,000")]
    public int MaxQueuedRequests { get; set; } = 256;
}

[OptionsValidator]
internal sealed partial class ServiceValidator : IValidateOptions<ServiceOptions>;

/// <summary>Checks what depends on other settings.</summary>
internal sealed class ServiceSettingsValidator(IConfiguration configuration) : IValidateOptions<ServiceOptions>
{
    private const int ShortestKey = 16;

    public ValidateOptionsResult Validate(string? name, ServiceOptions options)
    {
        var failures = new List<string>();
        string[] detectors = [.. configuration.GetSection($"{OutliersOptions.Section}:Detectors").GetChildren().Select(each => each.Key)];
        if (!string.IsNullOrEmpty(options.DefaultMethod) && !detectors.Contains(options.DefaultMethod))
        {
            failures.Add($"Service:DefaultMethod is '{options.DefaultMethod}': expected one of the detectors of Outliers:Detectors: {string.Join(", ", detectors)}");
        }
        if (!string.IsNullOrEmpty(configuration["Service:ApiKeys"]))
        {
            failures.Add("Service:ApiKeys: expected a list; set Service:ApiKeys:0 (as an environment variable, Service__ApiKeys__0)");
        }
        for (int i = 0; i < options.ApiKeys.Count; i++)
        {
            if (options.ApiKeys[i] is not { Length: >= ShortestKey } key || key.Any(each => each is <= ' ' or > '~'))
            {
                failures.Add($"Service:ApiKeys:{i}: expected at least {ShortestKey} ASCII characters without spaces");
            }
        }
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}

internal static class ServiceOptionsExtensions
{
    private static readonly string[] Keys =
    [
        nameof(ServiceOptions.DefaultMethod), nameof(ServiceOptions.ApiKeys), nameof(ServiceOptions.MaxBodyBytes), nameof(ServiceOptions.MaxValues),
        nameof(ServiceOptions.MaxSeries), nameof(ServiceOptions.Timeout), nameof(ServiceOptions.MaxConcurrentRequests),
        nameof(ServiceOptions.MaxQueuedRequests),
    ];

    /// <summary>Adds <see cref="ServiceOptions"/>, which are checked when the host starts.</summary>
    public static void AddServiceOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ServiceOptions>().BindConfiguration(ServiceOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ServiceOptions>>(
            new PathValidator<ServiceOptions>(new ServiceValidator(), _ => ServiceOptions.Section, Keys, configuration));
        services.AddSingleton<IValidateOptions<ServiceOptions>>(new ServiceSettingsValidator(configuration));
    }
}
