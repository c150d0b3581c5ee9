namespace OutliersNative.Service.Tests;

/// <summary>Processes that tests share, one for each group of settings, started when the first test needs it.</summary>
[SetUpFixture]
internal sealed class Services
{
    private static readonly Lazy<Task<ServiceProcess>> WithDefaults = new(() => ServiceProcess.StartAsync());

    /// <summary>A client of the service with its default settings.</summary>
    public static async Task<HttpClient> DefaultAsync() => (await WithDefaults.Value).Client;

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        foreach (Lazy<Task<ServiceProcess>> each in new[] { WithDefaults }.Where(each => each.IsValueCreated))
        {
            (await each.Value).Dispose();
        }
    }
}
