namespace OutliersNative.Service.Tests;

/// <summary>Processes that tests share, one for each group of settings, started when the first test needs it.</summary>
[SetUpFixture]
internal sealed class Services
{
    public const string Key = "0123456789abcdef-test", OtherKey = "another-key-for-the-tests";

    private static readonly Lazy<Task<ServiceProcess>>
        WithDefaults = new(() => ServiceProcess.StartAsync()),
        WithSmallLimits = new(() => ServiceProcess.StartAsync([
            "Service:MaxBodyBytes=4000", "Service:MaxValues=100", "Service:MaxSeries=3", "Service:Timeout=00:00:01",
            "Outliers:Detectors:loop:Timeout=00:00:00.2", .. ServiceProcess.TestDetectors])),
        WithKeys = new(() => ServiceProcess.StartAsync($"Service:ApiKeys:0={Key}", $"Service:ApiKeys:1={OtherKey}"));

    /// <summary>A client of the service with its default settings.</summary>
    public static async Task<HttpClient> DefaultAsync() => (await WithDefaults.Value).Client;

    /// <summary>The service with limits of 4,000 bytes, 100 values, 3 series and a second, and the detectors of the tests.</summary>
    public static Task<ServiceProcess> SmallAsync() => WithSmallLimits.Value;

    /// <summary>A client of the service with API keys, which sends none.</summary>
    public static async Task<HttpClient> KeysAsync() => (await WithKeys.Value).Client;

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        foreach (Lazy<Task<ServiceProcess>> each in new[] { WithDefaults, WithSmallLimits, WithKeys }.Where(each => each.IsValueCreated))
        {
            (await each.Value).Dispose();
        }
    }
}
