using Microsoft.Extensions.Diagnostics.HealthChecks;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Hosting;

public sealed class HealthTests
{
    [Test]
    public async Task Checks_OfAStartedHost_AreHealthy()
    {
        await using TestHost host = await TestHost.StartAsync(outliers => outliers.AddDetector("flow", options => options.Function = "mad"));

        Assert.That((await host.CheckAsync("python-ready")).Status, Is.EqualTo(HealthStatus.Healthy));
        Assert.That((await host.CheckAsync("python-live")).Status, Is.EqualTo(HealthStatus.Healthy));
        Assert.That((await host.CheckAsync("python-live")).Tags, Is.EqualTo(new[] { "live" }));
    }

    [Test]
    public async Task Ready_BeforeTheStartAndAfterTheStop_IsUnhealthy()
    {
        await using TestHost host = TestHost.Make(outliers => outliers.AddDetector("flow", options => options.Function = "mad"));
        Assert.That((await host.CheckAsync("python-ready")).Status, Is.EqualTo(HealthStatus.Unhealthy));

        await host.StartAsync();
        await host.StopAsync();

        Assert.That((await host.CheckAsync("python-ready")).Description, Is.EqualTo("The host stops."));
    }

    [Test]
    public async Task Live_WhileAFunctionHoldsTheGil_IsUnhealthyAndThenHealthyAgain()
    {
        await using TestHost host = await TestHost.WithAsync("endless", "holds_the_gil_in_c", ("Outliers:LiveTimeout", "00:00:00.1"));
        Assert.That((await host.CheckAsync("python-live")).Status, Is.EqualTo(HealthStatus.Healthy));
        Task<long[]> call = host["holds_the_gil_in_c"].DetectAsync(new double[1]);

        Assert.That(Counters.WaitUntil(() => host.CheckAsync("python-live").Result.Status == HealthStatus.Unhealthy));
        Assert.That(call.IsCompleted, Is.False);

        await call;
        Assert.That(Counters.WaitUntil(() => host.CheckAsync("python-live").Result.Status == HealthStatus.Healthy));
    }

    [Test]
    public async Task Live_WhileLongCallsOccupyTheQueue_IsHealthy()
    {
        await using TestHost host = await TestHost.WithAsync("endless", "sleeps_in_slices");
        using var end = new CancellationTokenSource();
        Task[] calls = [.. Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => host["sleeps_in_slices"].DetectAsync(new double[1], null, end.Token))];

        Assert.That((await host.CheckAsync("python-live")).Status, Is.EqualTo(HealthStatus.Healthy));

        await end.CancelAsync();
        await Task.WhenAll(calls).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
