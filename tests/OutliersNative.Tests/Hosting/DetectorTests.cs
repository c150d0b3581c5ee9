using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace OutliersNative.Tests.Hosting;

public sealed class DetectorTests
{
    private static readonly double[] Spike = [.. Enumerable.Repeat(20.0, 99), 35.0];

    [Test]
    public async Task Detector_OfConfiguration_IsAKeyedServiceWithItsKeywords()
    {
        await using TestHost host = await TestHost.StartAsync(
            outliers => outliers.AddDetector("flow"),
            ("Outliers:Detectors:flow:Function", "mad"),
            ("Outliers:Detectors:flow:Keywords:direction", "down"));

        Assert.That(host["flow"].Detect(Spike), Is.Empty);
        Assert.That(host["flow"].Detect([.. Spike.Select(value => -value)]), Is.EqualTo(new[] { 99 }));
    }

    [Test]
    public async Task Detector_OfCode_ChangesTheConfiguration()
    {
        await using TestHost host = await TestHost.StartAsync(
            outliers => outliers.AddDetector("flow", options => options.Keywords["direction"] = "up"),
            ("Outliers:Detectors:flow:Function", "mad"),
            ("Outliers:Detectors:flow:Keywords:direction", "down"));

        Assert.That(host["flow"].Detect(Spike), Is.EqualTo(new[] { 99 }));
    }

    [Test]
    public async Task AddDetectors_OfConfiguration_AddsEach()
    {
        await using TestHost host = await TestHost.StartAsync(
            outliers => outliers.AddDetectors(new Microsoft.Extensions.Configuration.ConfigurationManager
            {
                ["Outliers:Detectors:a:Function"] = "mad",
                ["Outliers:Detectors:b:Function"] = "mad",
            }),
            ("Outliers:Detectors:a:Function", "mad"),
            ("Outliers:Detectors:b:Function", "sigma"));

        Assert.That(host["a"].Detect(Spike).Concat(host["b"].Detect(Spike)), Is.EqualTo(new[] { 99, 99 }));
    }

    [Test]
    public async Task Keywords_OfConfiguration_HaveTheTypesOfTheirTexts()
    {
        await using TestHost host = await TestHost.WithAsync(
            "logs",
            "of_keywords",
            ("Outliers:Detectors:of_keywords:Keywords:flag", "true"),
            ("Outliers:Detectors:of_keywords:Keywords:count", "-7"),
            ("Outliers:Detectors:of_keywords:Keywords:share", "2.5"),
            ("Outliers:Detectors:of_keywords:Keywords:name", "up"),
            ("Outliers:Detectors:of_keywords:Keywords:nested:key:0", "1"),
            ("Outliers:Detectors:of_keywords:Keywords:nested:key:1", "b"));

        host["of_keywords"].Detect(Spike);

        Assert.That(host.Records.WaitForPython(1)[0].Message, Is.EqualTo("True -7 2.5 'up' {'key': [1, 'b']}"));
    }

    [Test]
    public async Task Detector_UsedBeforeTheHostStarts_StartsPython()
    {
        await using TestHost host = TestHost.Make(outliers => outliers.AddDetector("flow", options => options.Function = "mad"));

        Assert.That(host["flow"].Detect(Spike), Is.EqualTo(new[] { 99 }));
    }

    [Test]
    public async Task Detectors_OfAnotherImplementation_AreLeftAlone()
    {
        await using TestHost host = await TestHost.StartAsync(outliers =>
        {
            outliers.AddDetector("flow", options => options.Function = "mad");
            outliers.Services.AddKeyedSingleton<IOutlierDetector>("flow", (_, _) => new Outliers("outliers", "mad"));
        });

        Assert.That(host["flow"], Is.InstanceOf<Outliers>());
    }

    [Test]
    public async Task Timeout_OfConfiguration_EndsACall()
    {
        await using TestHost host = await TestHost.WithAsync(
            "endless", "loops", ("Outliers:Detectors:loops:Timeout", "00:00:00.05"));

        PythonTimeoutException? error = Assert.Throws<PythonTimeoutException>(() => host["loops"].Detect(Spike));
        Assert.That(error!.Timeout, Is.EqualTo(TimeSpan.FromMilliseconds(50)));
    }

    [Test]
    public async Task Token_OfTheCaller_EndsACallAndIsNamed()
    {
        await using TestHost host = await TestHost.WithAsync("endless", "loops");
        using var caller = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        OperationCanceledException? error = Assert.Throws<OperationCanceledException>(
            () => host["loops"].Detect(Spike, new CallOptions { CancellationToken = caller.Token }));

        Assert.That(error!.CancellationToken, Is.EqualTo(caller.Token));
    }

    [Test]
    public async Task Keywords_OfACall_ReplaceThose()
    {
        await using TestHost host = await TestHost.StartAsync(
            outliers => outliers.AddDetector("flow"),
            ("Outliers:Detectors:flow:Function", "mad"),
            ("Outliers:Detectors:flow:Keywords:direction", "down"));

        var options = new CallOptions { Keywords = new() { ["direction"] = "up" } };

        Assert.That(host["flow"].Detect(Spike, options), Is.EqualTo(new[] { 99 }));
        Assert.That(await host["flow"].DetectAsync(Spike, options), Is.EqualTo(new[] { 99 }));
    }

    [Test]
    public async Task AbandonedCall_OfATimeout_IsLogged()
    {
        await using TestHost host = await TestHost.WithAsync(
            "endless", "holds_the_gil_in_c", ("Outliers:Detectors:holds_the_gil_in_c:Timeout", "00:00:00.05"));

        PythonTimeoutException? error = await Assert.ThrowsAsync<PythonTimeoutException>(() => host["holds_the_gil_in_c"].DetectAsync(Spike));

        Assert.That(error!.IsAbandoned);
        Assert.That(host.Records.All.Select(each => each.Message), Has.Some.Contains("The detector holds_the_gil_in_c").Or.Some.Contains(
            "detector holds_the_gil_in_c passed its timeout"));
    }
}
