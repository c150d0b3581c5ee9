using NUnit.Framework;
using Orleans.Runtime;
using OutliersNative.Orleans.Passes;
using OutliersNative.Orleans.Tests.Cluster;
using StackExchange.Redis;

namespace OutliersNative.Orleans.Tests;

/// <summary>Passes over files whose silos are killed and frozen: each file has one result, that of one process, to the bit.</summary>
[Platform("Linux")]
[Parallelizable(ParallelScope.Children)] // much of their time is a wait
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category(Length.Category)]
public sealed class PassClusterTests : IDisposable
{
    private static readonly int Files = Length.Of(60, 2000);

    private static readonly string[] Settings = ["Outliers:Files:LeaseTime=00:00:02", "Outliers:Files:Workers=4"];

    private readonly PassFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task ReadAllAsync_TheSiloOfThePassIsKilledAndThenRedis_GivesEachFileOnce()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(2, Settings);
        AddFiles(Files, ready: Files / 2);
        OutlierPass pass = await OutlierPass.StartAsync(cluster.Client, _folder.Options());
        List<FileResult> results = await pass.ReadAllAsync().Take(Files / 2).ToListAsync(); // then each worker waits in a file

        (await SiloOfAsync(cluster, pass)).Kill(); // which also judges files
        await cluster.Redis.RestartAsync();
        _folder.OpenGate();
        results = await pass.ReadAllAsync().ToListAsync();

        await AssertGoldenAsync(results);
        await AssertEndDeletesAsync(cluster, pass);
    }

    [Test]
    public async Task ReadAllAsync_AWorkerOfASplitFileIsKilled_GivesTheBitsThatItHasWithout()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(2, [.. Settings, "Outliers:Files:PartSize=10000"]);
        _folder.Add(count: Length.Of(30_000, 300_000));
        var options = new OutlierPassOptions { Files = _folder.Files, Function = "mad" };
        FileOutlier[] expected = await RowsAsync();
        cluster.Silos[1].Tell("hold page-");
        await cluster.Silos[1].PrintsAsync("holds");

        Task<FileOutlier[]> rows = RowsAsync();
        await cluster.Silos[1].PrintsAsync("held ");
        cluster.Silos[1].Kill();

        Assert.That(await rows, Is.EqualTo(expected).And.Length.GreaterThan(100));

        async Task<FileOutlier[]> RowsAsync()
        {
            OutlierPass pass = await OutlierPass.StartAsync(cluster.Client, options);
            FileResult result = await pass.ReadAllAsync().SingleAsync();
            FileOutlier[] rows = await result.ReadOutliersAsync().ToArrayAsync();
            PassView view = await cluster.Client.GetGrain<IFilePass>(pass.Id).GetResultsAsync(0, 1);
            Assert.That(view.Done[0].Results, Has.Length.GreaterThan(2)); // it was split
            await pass.EndAsync();
            return rows;
        }
    }

    [Test]
    public async Task ReadAllAsync_AWorkerIsFrozenBeyondItsLease_GivesTheResultsOfTheOthersAndChangesNothingLater()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(2, Settings);
        AddFiles(Files, ready: 0);
        OutlierPass pass = await OutlierPass.StartAsync(cluster.Client, _folder.Options());
        SiloProcess coordinator = await SiloOfAsync(cluster, pass), frozen = cluster.Silos.Single(silo => silo != coordinator);
        frozen.Tell("hold page-");
        await frozen.PrintsAsync("holds");
        _folder.OpenGate();
        await frozen.PrintsAsync("held ");
        frozen.Freeze();

        List<FileResult> results = await pass.ReadAllAsync().ToListAsync();
        await AssertGoldenAsync(results);
        frozen.Tell("release");
        frozen.GoOn();
        await frozen.PrintsAsync("written");

        await AssertGoldenAsync(await pass.ReadAllAsync().ToListAsync());
        Assert.That(_folder.Calls.Values.Max(), Is.EqualTo(2)); // of what the frozen one had
        await AssertEndDeletesAsync(cluster, pass);
    }

    [Test]
    public async Task ReadAllAsync_FilesThatKillTheProcessOrNeverReturn_FailAfterMaxAttemptsAndTheOthersAreDone()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(3, [.. Settings, "Outliers:Files:Timeout=00:00:01", "Outliers:Files:MaxAttempts=2"]);
        AddFiles(10, ready: 10);
        _folder.Add(PassFolder.Kills);
        _folder.Add(PassFolder.Spins);
        AddFiles(10, ready: 10);

        OutlierPass pass = await OutlierPass.StartAsync(cluster.Client, _folder.Options());
        List<FileResult> results = await pass.ReadAllAsync().ToListAsync();

        Assert.That(results[10].Error, Is.EqualTo($"{_folder.Files[10]} was tried 2 times, then given up: the silo that judged it ended or gave no sign of life for 2 s."));
        Assert.That(results[11].Error, Does.StartWith($"{_folder.Files[11]} was tried 2 times, then given up: "));
        Assert.That(_folder.Calls[10], Is.EqualTo(2));
        await AssertGoldenAsync([.. results[..10], .. results[12..]]);
    }

    private void AddFiles(int count, int ready)
    {
        for (int i = 0; i < count; i++)
        {
            _folder.Add(i < ready ? 0 : PassFolder.Waits);
        }
    }

    private async Task AssertGoldenAsync(List<FileResult> results)
    {
        foreach (FileResult each in results)
        {
            await _folder.AssertGoldenAsync(each);
        }
    }

    private static async Task<SiloProcess> SiloOfAsync(TestCluster cluster, OutlierPass pass)
    {
        SiloAddress? address = await cluster.Client.GetGrain<IManagementGrain>(0)
            .GetActivationAddress(cluster.Client.GetGrain<IFilePass>(pass.Id));
        return cluster.Silos.Single(silo => silo.Port == address!.Endpoint.Port);
    }

    private static async Task AssertEndDeletesAsync(TestCluster cluster, OutlierPass pass)
    {
        await using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(cluster.Redis.Address);
        Assert.That(Keys(), Is.Not.Empty);

        await pass.EndAsync();

        Assert.That(() => Keys(), Is.Empty.After(10_000, 50));

        string[] Keys() => [.. redis.GetServer(cluster.Redis.Address).Keys(pattern: "*/outlier-pass/*").Select(key => key.ToString())];
    }
}
