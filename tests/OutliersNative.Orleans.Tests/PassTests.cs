using NUnit.Framework;
using Orleans.Hosting;
using Orleans.TestingHost;
using OutliersNative.Orleans.Passes;

namespace OutliersNative.Orleans.Tests;

/// <summary>Passes over files, in a cluster of two silos in this process, with a storage in memory.</summary>
public sealed class PassTests
{
    private InProcessTestCluster _cluster = null!;
    private PassFolder _folder = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) => silo
            .AddMemoryGrainStorage(OutlierSeriesOptions.Storage)
            .AddOutlierFiles(options => options.KeepFor = TimeSpan.FromMinutes(1)));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _cluster.DisposeAsync();

    [SetUp]
    public void MakeFolder() => _folder = new PassFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task ReadAllAsync_OfManyFiles_GivesEachInOrderAsOneProcessJudgesIt()
    {
        Repeat(100, () => _folder.Add());

        OutlierPass pass = await StartAsync(_folder.Options());
        List<FileResult> results = await pass.ReadAllAsync().ToListAsync();

        Assert.That(results.Select(each => each.File), Is.EqualTo(_folder.Files));
        foreach (FileResult each in results)
        {
            await _folder.AssertGoldenAsync(each);
        }
        Assert.That(_folder.Calls.Values, Is.All.EqualTo(1));
        PassProgress progress = await pass.GetProgressAsync();
        long bytes = _folder.Files.Sum(file => new FileInfo(file).Length);
        Assert.That(progress, Is.EqualTo(new PassProgress(100, 100, 0, bytes, bytes, 0)));
        await pass.EndAsync();
    }

    [Test]
    public async Task StartAsync_TheSamePassAgain_GivesWhatIsDoneWithoutJudgingItAgain()
    {
        Repeat(5, () => _folder.Add());
        _folder.Add(PassFolder.Waits);
        OutlierPass first = await StartAsync(_folder.Options());
        await first.ReadAllAsync().Take(5).CountAsync(); // then the client is gone

        OutlierPass second = await StartAsync(_folder.Options());
        _folder.OpenGate();
        List<FileResult> results = await second.ReadAllAsync().ToListAsync();

        Assert.That((first.IsResumed, second.IsResumed, second.Id), Is.EqualTo((false, true, first.Id)));
        foreach (FileResult each in results)
        {
            await _folder.AssertGoldenAsync(each);
        }
        Assert.That(_folder.Calls, Has.Count.EqualTo(6));
        Assert.That(_folder.Calls.Values, Is.All.EqualTo(1));
        await second.EndAsync();
    }

    [Test]
    public async Task StartAsync_AFileHasChanged_IsAnotherPass()
    {
        _folder.Add();
        OutlierPass first = await StartAsync(_folder.Options());
        await first.ReadAllAsync().CountAsync();
        await File.AppendAllTextAsync(_folder.Files[0], "1000\n");

        OutlierPass second = await StartAsync(_folder.Options());
        FileResult result = await second.ReadAllAsync().SingleAsync();

        Assert.That(second.IsResumed, Is.False);
        Assert.That((await result.ReadOutliersAsync().LastAsync()).Value, Is.EqualTo(1000));
        await first.EndAsync();
        await second.EndAsync();
    }

    [Test]
    public async Task EndAsync_AfterAll_DeletesTheResultsAndTheNextStartBeginsAnew()
    {
        _folder.Add();
        OutlierPass pass = await StartAsync(_folder.Options());
        FileResult result = await pass.ReadAllAsync().SingleAsync();

        await pass.EndAsync();
        OutlierPass again = await StartAsync(_folder.Options()); // waits for the deletion

        Assert.That(again.IsResumed, Is.False);
        await _folder.AssertGoldenAsync(await again.ReadAllAsync().SingleAsync());
        Assert.That(_folder.Calls[0], Is.EqualTo(2));
        await again.EndAsync();
        await DeletedAsync(pass);
        Assert.That(await Board.ReadAsync(), Has.Property("Open").No.Member(pass.Id).And.Property("Expired").No.Member(pass.Id));
        OutlierPassException? error = await Assert.ThrowsAsync<OutlierPassException>(async () => await result.ReadOutliersAsync().CountAsync());
        Assert.That(error!.Message, Is.EqualTo($"Pass {pass.Id} has been ended, so its results are gone. Start it again."));
    }

    [Test]
    public async Task ReadAllAsync_FilesThatCannotBeJudged_HaveErrorsOfTheirOwn()
    {
        _folder.Add();
        _folder.AddText("value\n1\nmany\n3\n");
        _folder.Add(PassFolder.Raises);
        _folder.AddText("");

        OutlierPass pass = await StartAsync(_folder.Options());
        List<FileResult> results = await pass.ReadAllAsync().ToListAsync();

        await _folder.AssertGoldenAsync(results[0]);
        Assert.That(results[1].Error, Is.EqualTo($"{_folder.Files[1]}, line 3, column 1 'value': 'many' is no number. Correct it, or pass --skip-bad-rows to leave such rows out."));
        Assert.That(results[2].Error, Does.StartWith("ValueError: the first value is -1 (").And.EndWith("file_detectors.py, line 33)"));
        Assert.That(results[3].Error, Is.EqualTo($"{_folder.Files[3]} is empty; expected a table with a column of numbers."));
        Assert.That((await pass.GetProgressAsync()).FilesFailed, Is.EqualTo(3));
        await pass.EndAsync();
    }

    [Test]
    public async Task ReadAllAsync_AFileChangesOrGoesBeforeItIsRead_IsItsError()
    {
        Repeat(2 * new OutlierFilesOptions().Workers, () => _folder.Add(PassFolder.Waits)); // all that two silos do at once
        _folder.Add();
        _folder.Add();
        OutlierPass pass = await StartAsync(_folder.Options());
        Assert.That(() => _folder.Calls, Has.Count.EqualTo(2 * new OutlierFilesOptions().Workers).After(10_000, 20));

        await File.AppendAllTextAsync(_folder.Files[^2], "1000\n");
        File.Delete(_folder.Files[^1]);
        _folder.OpenGate();
        List<FileResult> results = await pass.ReadAllAsync().ToListAsync();

        Assert.That(results[^2].Error, Does.StartWith($"{_folder.Files[^2]} has changed since the pass began, or "));
        Assert.That(results[^1].Error, Does.StartWith($"{_folder.Files[^1]}: there is no file {_folder.Files[^1]} on "));
        Assert.That(results[..^2].Select(each => each.Error), Is.All.Null);
        await pass.EndAsync();
    }

    [Test]
    public async Task ReadAllAsync_ASiloIsStopped_GivesItsFilesToTheOthersAtOnce()
    {
        Repeat(3 * new OutlierFilesOptions().Workers, () => _folder.Add(PassFolder.Waits)); // all that three silos do at once
        InProcessSiloHandle joined = await _cluster.StartAdditionalSiloAsync();
        OutlierPass pass = await StartAsync(_folder.Options());
        Assert.That(async () => (await pass.GetProgressAsync()).Workers, Is.EqualTo(3).After(10_000, 20));

        await _cluster.StopSiloAsync(joined);
        _folder.OpenGate();
        Task<List<FileResult>> results = pass.ReadAllAsync().ToListAsync().AsTask();

        foreach (FileResult each in await results.WaitAsync(new OutlierFilesOptions().LeaseTime / 2)) // no lease had to expire
        {
            await _folder.AssertGoldenAsync(each);
        }
        await pass.EndAsync();
    }

    [Test]
    public async Task GetProgressAsync_OfResultsThatNobodyFetches_SaysThatTheyAreGoneAfterKeepFor()
    {
        _folder.Add();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo
            .AddMemoryGrainStorage(OutlierSeriesOptions.Storage)
            .AddOutlierFiles(options => options.KeepFor = TimeSpan.Zero));
        await using InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();

        OutlierPass pass = await OutlierPass.StartAsync(cluster.Client, _folder.Options());

        Assert.That(
            async () => await pass.GetProgressAsync(),
            Throws.InstanceOf<OutlierPassException>().With.Message.EqualTo($"Pass {pass.Id} has been ended, so its results are gone. Start it again.").After(10_000, 20));
        Assert.That(_folder.Calls, Has.Count.EqualTo(1));
    }

    [TestCase("sigma", "threshhold", "sigma has no setting 'threshhold'; it has ")]
    [TestCase("sigmoid", "threshold", "There is no method 'sigmoid'; expected one of sigma, ")]
    public async Task ReadAllAsync_ADetectorThatSilosLack_IsOneErrorOfThePass(string function, string keyword, string message)
    {
        Repeat(3, () => _folder.Add());
        var options = new OutlierPassOptions { Files = _folder.Files, Function = function, Keywords = new Dictionary<string, object?> { [keyword] = 3 } };

        OutlierPass pass = await StartAsync(options);
        OutlierPassException? error = await Assert.ThrowsAsync<OutlierPassException>(async () => await pass.ReadAllAsync().CountAsync());

        Assert.That(error!.Message, Does.StartWith(message));
        Assert.That((await StartAsync(options)).IsResumed, Is.False); // the silos may have it now
        await pass.EndAsync();
    }

    [Test]
    public void StartAsync_OptionsThatAreNotValid_AreErrorsBeforeTheCluster()
    {
        Assert.That(() => StartAsync(new OutlierPassOptions { Files = [] }), Throws.ArgumentException.With.Message.StartsWith("A pass has 0 files; expected 1 to 100000."));
        Assert.That(() => StartAsync(new OutlierPassOptions { Files = [_folder.In("x.csv")] }), Throws.InstanceOf<FileNotFoundException>().With.Message.EqualTo($"{_folder.In("x.csv")} does not exist."));
        _folder.Add();
        Assert.That(() => StartAsync(new OutlierPassOptions { Files = _folder.Files, Encoding = "utf-9" }), Throws.ArgumentException.With.Message.StartsWith("Encoding is 'utf-9'; expected "));
        OutlierPassOptions keyword = new() { Files = _folder.Files, Keywords = new Dictionary<string, object?> { ["threshold"] = new Version(3, 0) } };
        Assert.That(() => StartAsync(keyword), Throws.ArgumentException.With.Message.StartsWith("Keyword 'threshold' is a System.Version; expected a number, a string, a bool or null."));
    }

    private IPassBoard Board => _cluster.Client.GetGrain<IPassBoard>(0);

    private Task<OutlierPass> StartAsync(OutlierPassOptions options) => OutlierPass.StartAsync(_cluster.Client, options);

    private Task DeletedAsync(OutlierPass pass) => Task.Run(() => Assert.That(
        async () => (await Board.ReadAsync()).Open.Contains(pass.Id), Is.False.After(10_000, 20)));

    private static void Repeat(int count, Action action)
    {
        for (int i = 0; i < count; i++)
        {
            action();
        }
    }
}
