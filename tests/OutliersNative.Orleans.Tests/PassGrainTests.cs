using Microsoft.Extensions.Configuration;
using NUnit.Framework;
using Orleans.Hosting;
using Orleans.TestingHost;
using OutliersNative.Orleans.Passes;

namespace OutliersNative.Orleans.Tests;

/// <summary>The grain of a pass, without workers: the tests take the steps. The silo has only series, and the settings of files from its
/// configuration.</summary>
public sealed class PassGrainTests
{
    private InProcessTestCluster _cluster = null!;
    private IFilePass _pass = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSiloHost((_, host) => host.Configuration.AddInMemoryCollection(
            [new("Outliers:Files:LeaseTime", "00:00:01"), new("Outliers:Files:MaxAttempts", "2")]));
        builder.ConfigureSilo((_, silo) => silo.AddMemoryGrainStorage(OutlierSeriesOptions.Storage).AddOutlierSeries());
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _cluster.DisposeAsync();

    [SetUp]
    public async Task StartPassAsync()
    {
        _pass = _cluster.Client.GetGrain<IFilePass>(TestContext.CurrentContext.Test.ID);
        string[] files = ["/data/a.csv"];
        await _pass.StartAsync(new PassSpecification
        {
            Options = new OutlierPassOptions { Files = files }.WithFiles(files),
            Paths = files,
            Lengths = [10],
            Written = [0],
        });
    }

    [Test]
    public async Task LeaseAsync_TheWorkerDoesNotRunWhatItWasGiven_GivesItAgainAndCountsNoTry()
    {
        PassLease[] lost = await _pass.LeaseAsync("silo", 2, isIdle: false, []); // the answer does not reach the worker

        PassLease[] again = await _pass.LeaseAsync("silo", 2, isIdle: false, []);
        PassLease[] running = await _pass.LeaseAsync("silo", 2, isIdle: false, [again[0].Step]);
        PassLease[] others = await _pass.LeaseAsync("other", 2, isIdle: false, []);

        Assert.That((lost.Single().Step.Attempt, again.Single().Step.Attempt, again[0].IsAlone), Is.EqualTo((1, 2, false)));
        Assert.That(running.Concat(others), Is.Empty);
    }

    [Test]
    public async Task LeaseAsync_TheWorkerDoesNotRenew_FailsTheFileByTheSettingsOfTheSiloOfTheGrain()
    {
        PassLease[] first = await _pass.LeaseAsync("silo", 1, isIdle: true, []);
        await _pass.GiveUpAsync(first[0].Step, "it took too long");
        await _pass.LeaseAsync("silo", 1, isIdle: true, []);

        Assert.That(
            async () => (await _pass.GetResultsAsync(0, 1)).Done.SingleOrDefault()?.Error,
            Is.EqualTo("/data/a.csv was tried 2 times, then given up: the silo that judged it ended or gave no sign of life for 1 s.").After(20_000, 50));
    }

    [Test]
    public async Task LeaseAsync_AStepWaitsForAnIdleWorker_GivesItToABusyOneAfterTwoLeaseTimes()
    {
        PassLease[] first = await _pass.LeaseAsync("silo", 1, isIdle: false, []);
        await _pass.GiveUpAsync(first[0].Step, "it took too long");

        PassLease[] early = await _pass.LeaseAsync("silo", 1, isIdle: false, []);

        Assert.That(early, Is.Empty);
        PassLease[] late = [];
        Assert.That(async () => late = await _pass.LeaseAsync("silo", 1, isIdle: false, []), Is.Not.Empty.After(20_000, 50));
        Assert.That((late[0].Step.Attempt, late[0].IsAlone), Is.EqualTo((2, true)));
    }

    [Test]
    public async Task FailAsync_OfAnEarlierRun_IsIgnored()
    {
        int run = (await _pass.LeaseAsync("silo", 1, isIdle: true, [])).Single().Step.Run;

        await _pass.FailAsync(run - 1, "no such module");
        string? before = (await _pass.GetProgressAsync()).Error;
        await _pass.FailAsync(run, "no such module");

        Assert.That((before, (await _pass.GetProgressAsync()).Error), Is.EqualTo((null as string, "no such module")));
    }

    [Test]
    public async Task ExpireAsync_OfAPassThatWasResumed_DoesNotEndIt()
    {
        await _pass.ExpireAsync();

        Assert.That((await _pass.GetProgressAsync()).Progress, Is.Not.Null);
    }
}
