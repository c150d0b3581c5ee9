using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Orleans.Hosting;
using Orleans.Metadata;
using Orleans.Runtime.Placement;
using Orleans.Storage;
using Orleans.TestingHost;
using OutliersNative.Orleans.Silo;

namespace OutliersNative.Orleans.Tests;

/// <summary>The grain of a series, in a cluster of two silos in this process, with a storage in memory.</summary>
public sealed class SeriesTests
{
    private InProcessTestCluster _cluster = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSiloHost((_, host) => host.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Outliers:Series:sensitive:Keywords:threshold"] = "1.5",
            ["Outliers:Series:sensitive:Keywords:window"] = "5",
            ["Outliers:Series:metrics:Function"] = "adaptive",
            ["Outliers:Series:lazy:CheckpointEvery"] = "4",
            ["Outliers:Series:strict:Keywords:nan"] = "raise",
        }));
        builder.ConfigureSilo((_, silo) => HeldStorage.Wrap(silo
            .AddMemoryGrainStorage(OutlierSeriesOptions.Storage)
            .AddOutlierSeries()
            .AddOutlierSeries("custom", options =>
            {
                (options.Module, options.Function) = ("series_streams", "detect");
                options.Timeout = TimeSpan.FromSeconds(2);
            }).Services, OutlierSeriesOptions.Storage));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _cluster.DisposeAsync();

    [TestCase("default", "ewma")]
    [TestCase("metrics", "adaptive")]
    public async Task PushAsync_BatchesOfAnyLength_AreAnsweredAsByOneStream(string settings, string function)
    {
        IOutlierSeries series = await ConfiguredAsync(settings);
        double[] values = Golden.Values(settings, 400);

        List<StreamPoint> points = [];
        for (int length = 1; points.Count < values.Length; length = length * 2 % 61)
        {
            points.AddRange(await AnswerAsync(series, values, points.Count, length));
        }

        Golden.AssertSame(points, Golden.Of(values, function));
        Assert.That(points.Any(point => point.IsOutlier));
    }

    [Test]
    public async Task PushAsync_OfManySeriesAtOnce_AnswersEachAsItsOwnStream()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            IOutlierSeries series = New();
            double[] values = Golden.Values($"many {i}", 60);
            List<StreamPoint> points = [];
            while (points.Count < values.Length)
            {
                points.AddRange(await AnswerAsync(series, values, points.Count, 20));
            }
            Golden.AssertSame(points, Golden.Of(values), $"series {i}");
        }));
    }

    [Test]
    public async Task PushAsync_OneOfManySeriesRaises_FailsThatOneAlone()
    {
        IOutlierSeries[] all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ConfiguredAsync("strict")));
        double[] values = [.. Enumerable.Range(0, 40).Select(i => (double)(i % 7))];
        StreamPoint[] expected = Golden.Of(values);

        await Task.WhenAll(all.Select(async (series, i) =>
        {
            if (i == 30)
            {
                OutlierSeriesException? error = await Assert.ThrowsAsync<OutlierSeriesException>(
                    () => series.PushAsync(new SeriesBatch { First = 0, Values = [.. values[1..], double.NaN] }));
                Assert.That((error!.IsTransient, error.Message.Contains("values contain nan", StringComparison.Ordinal)), Is.EqualTo((false, true)));
            }
            Golden.AssertSame(await AnswerAsync(series, values, 0, 40), expected, $"series {i}");
        }));
    }

    [Test]
    public async Task PushAsync_TimesOfValues_ReachTheStream()
    {
        IOutlierSeries series = await ConfiguredAsync("metrics");
        double[] values = Golden.Values("times", 300);
        double[] times = [.. Enumerable.Range(0, 300).Select(i => 1_704_067_200 + 3600.0 * i)];
        using OutlierStream stream = Detectors.AdaptiveStream();

        SeriesAnswer answer = await series.PushAsync(new SeriesBatch { First = 0, Values = values, Times = times });

        Golden.AssertSame(
            Points(answer), [.. values.Zip(times, (value, time) => stream.Push(value, DateTimeOffset.FromUnixTimeSeconds((long)time)))]);
    }

    [Test]
    public async Task PushAsync_TheLastBatchAgain_HasTheSameAnswer()
    {
        IOutlierSeries series = New();
        double[] values = Golden.Values("again", 100);
        var batch = new SeriesBatch { First = 50, Values = values[50..] };
        await AnswerAsync(series, values, 0, 50);

        SeriesAnswer first = await series.PushAsync(batch), second = await series.PushAsync(batch);

        Golden.AssertSame(Points(second), Points(first));
        Assert.That((await series.GetStateAsync()).Next, Is.EqualTo(100));
    }

    [Test]
    public async Task PushAsync_ValuesFromLastBatchOnAfterACrashOfTheSender_HasTheAnswerThatWasLost()
    {
        IOutlierSeries series = New();
        double[] values = Golden.Values("lost", 100);
        await AnswerAsync(series, values, 0, 40);
        await AnswerAsync(series, values, 40, 23); // lost
        await _cluster.DeactivateAsync(series);

        SeriesState state = await series.GetStateAsync();
        SeriesAnswer answer = await series.PushAsync(
            new SeriesBatch { First = state.LastBatch, Values = values[(int)state.LastBatch..(int)state.Next] });

        Assert.That((state.LastBatch, state.Next), Is.EqualTo((40, 63)));
        Golden.AssertSame(Points(answer), Golden.Of(values)[40..63]);
    }

    [Test]
    public async Task PushAsync_AnOlderBatch_IsAlreadyAnswered()
    {
        IOutlierSeries series = New();
        double[] values = Golden.Values("older", 100);
        await AnswerAsync(series, values, 0, 40);
        await AnswerAsync(series, values, 40, 60);

        SeriesAnswer older = await series.PushAsync(new SeriesBatch { First = 0, Values = values[..40] });
        SeriesAnswer cutOtherwise = await series.PushAsync(new SeriesBatch { First = 50, Values = values[50..] });

        Assert.That((older.Status, older.Next, older.Scores.Length), Is.EqualTo((SeriesStatus.AlreadyAnswered, 100, 0)));
        Assert.That((cutOtherwise.Status, cutOtherwise.Next), Is.EqualTo((SeriesStatus.AlreadyAnswered, 100)));
    }

    [TestCase(41)]
    [TestCase(20)] // overlaps
    public async Task PushAsync_ABatchThatDoesNotFollow_IsRefusedWithTheNumberThatIsWanted(int first)
    {
        IOutlierSeries series = New();
        double[] values = Golden.Values("gap", 100);
        await AnswerAsync(series, values, 0, 40);

        SeriesAnswer refused = await series.PushAsync(new SeriesBatch { First = first, Values = values[first..] });

        Assert.That((refused.Status, refused.Next), Is.EqualTo((SeriesStatus.Refused, 40)));
        Golden.AssertSame(await AnswerAsync(series, values, 40, 60), Golden.Of(values)[40..]);
    }

    [TestCase("default")]
    [TestCase("lazy")]
    public async Task PushAsync_OfAStaleActivation_IsNotRefusedButFailsUntilTheStateIsRead(string settings)
    {
        IOutlierSeries series = await ConfiguredAsync(settings);
        double[] values = Golden.Values("stale", 60);
        await AnswerAsync(series, values, 0, 20);
        await series.CheckpointAsync();
        IGrainStorage storage = _cluster.Silos[0].ServiceProvider.GetRequiredKeyedService<IGrainStorage>(OutlierSeriesOptions.Storage);
        var state = new GrainState<StoredSeries>();
        await storage.ReadStateAsync("series", series.GetGrainId(), state);
        state.State!.Next = state.State.Checkpoint = 40; // another activation, of a silo that thinks this one is dead
        await storage.WriteStateAsync("series", series.GetGrainId(), state);

        OutlierSeriesException? error = await Assert.ThrowsAsync<OutlierSeriesException>(
            () => series.PushAsync(new SeriesBatch { First = 40, Values = values[40..] }));
        SeriesAnswer answer = await series.PushAsync(new SeriesBatch { First = 40, Values = values[40..] });

        Assert.That(error!.IsTransient);
        Assert.That((answer.Status, answer.Next), Is.EqualTo((SeriesStatus.Answered, 60)));
    }

    [Test]
    public async Task PushAsync_OtherValuesWithTheSameNumbers_IsAnError()
    {
        IOutlierSeries series = New();
        await AnswerAsync(series, [1, 2, 3], 0, 3);

        OutlierSeriesException? error = await Assert.ThrowsAsync<OutlierSeriesException>(
            () => series.PushAsync(new SeriesBatch { First = 0, Values = [1, 2, 4] }));

        Assert.That(error!.IsTransient, Is.False);
        Assert.That(error.Message, Does.EndWith("were sent before with other values or times. A series must have one writer."));
    }

    [TestCase(0, new double[0], null, "The batch has 0 values; expected 1 to 1024, the setting MaxBatch.")]
    [TestCase(-1, new double[] { 1 }, null, "The number of the first value is -1; expected 0 or more.")]
    [TestCase(0, new double[] { 1 }, new double[] { 1, 2 }, "The batch has 2 times for 1 values; expected a finite number of seconds for each, or null.")]
    [TestCase(0, new double[] { 1 }, new[] { double.NaN }, "The batch has 1 times for 1 values; expected a finite number of seconds for each, or null.")]
    public async Task PushAsync_ABatchThatIsNotValid_IsAnArgumentException(long first, double[] values, double[]? times, string message)
    {
        ArgumentException? error = await Assert.ThrowsAsync<ArgumentException>(
            () => New().PushAsync(new SeriesBatch { First = first, Values = values, Times = times }));

        Assert.That(error!.Message, Does.StartWith(message));
    }

    [Test]
    public async Task PushAsync_AfterADeactivation_GoesOnFromTheStorage()
    {
        IOutlierSeries series = New();
        double[] values = Golden.Values("deactivated", 100);
        List<StreamPoint> points = [.. await AnswerAsync(series, values, 0, 50)];
        await _cluster.DeactivateAsync(series);

        Golden.AssertSame(await AnswerAsync(series, values, 0, 50), points); // a replay, from the storage
        points.AddRange(await AnswerAsync(series, values, 50, 50));

        Golden.AssertSame(points, Golden.Of(values));
    }

    [Test]
    public async Task PushAsync_WithCheckpointEveryFour_TellsWhatTheStorageHas()
    {
        IOutlierSeries series = await ConfiguredAsync("lazy");
        double[] values = Golden.Values("lazy", 60);
        List<long> checkpoints = [];
        for (int first = 0; first < 50; first += 10)
        {
            checkpoints.Add((await series.PushAsync(new SeriesBatch { First = first, Values = values[first..(first + 10)] })).Checkpoint);
        }

        Assert.That(checkpoints, Is.EqualTo(new[] { 0, 0, 0, 40, 40 }));
        Assert.That((await series.CheckpointAsync()).Checkpoint, Is.EqualTo(50));
    }

    [Test]
    public async Task PushAsync_AfterAMigration_GoesOnFromWhatWasStored()
    {
        IOutlierSeries series = await ConfiguredAsync("lazy");
        double[] values = Golden.Values("migrated", 60);
        List<StreamPoint> points = [.. await AnswerAsync(series, values, 0, 30)];

        await MigrateAsync(series);
        SeriesState state = await series.GetStateAsync();
        Golden.AssertSame(await AnswerAsync(series, values, 0, 30), points);
        points.AddRange(await AnswerAsync(series, values, 30, 30));

        Assert.That((state.Next, state.Checkpoint), Is.EqualTo((30, 30)));
        Golden.AssertSame(points, Golden.Of(values));
    }

    [Test]
    public async Task PushAsync_AfterAMigrationWhoseWriteFailed_WantsWhatTheStorageLacks()
    {
        IOutlierSeries series = await ConfiguredAsync("lazy");
        double[] values = Golden.Values("lost", 60);
        List<StreamPoint> points = [.. await AnswerAsync(series, values, 0, 30)];
        await series.CheckpointAsync();
        points.AddRange(await AnswerAsync(series, values, 30, 10));
        HeldStorage.FailWrite(new TimeoutException("no storage"));

        await MigrateAsync(series);
        SeriesState state = await series.GetStateAsync();

        Assert.That((state.Next, state.Checkpoint), Is.EqualTo((30, 30)));
        Golden.AssertSame(await AnswerAsync(series, values, 30, 10), points[30..]);
    }

    [Test]
    public async Task GetStateAsync_AfterAMigrationBeforeTheStateWasRead_HasWhatWasStored()
    {
        IOutlierSeries series = New();
        await AnswerAsync(series, Golden.Values("unread", 30), 0, 30);
        await _cluster.DeactivateAsync(series);
        var moved = new TaskCompletionSource();
        Task<IGrainContext> reads = HeldStorage.HoldRead(until: moved.Task);
        Task<SeriesState> state = series.GetStateAsync();
        IGrainContext grain = await reads;

        grain.Migrate(new() { [IPlacementDirector.PlacementHintKey] = Other(grain.Address.SiloAddress) }, CancellationToken.None);
        await grain.Deactivated;
        moved.SetResult();

        Assert.That((await state).Next, Is.EqualTo(30));
    }

    [Test]
    public void Rebalancer_OfAddOutlierSeries_MovesSeriesOnly()
    {
        IClusterManifestProvider silo = _cluster.Silos[0].ServiceProvider.GetRequiredService<IClusterManifestProvider>();

        string[] movable = [.. silo.LocalGrainManifest.Grains
            .Where(each => !each.Value.Properties.TryGetValue(WellKnownGrainTypeProperties.Immovable, out string? kinds) || kinds is not ("2" or "3"))
            .Select(each => each.Key.ToString()!)];

        Assert.That(movable, Is.EqualTo(new[] { "outlier-series" }));
        Assert.That(silo.LocalGrainManifest.Grains, Has.Count.GreaterThan(1));
    }

    [Test]
    public async Task ConfigureAsync_OtherSettings_BeginsAnewAndCountsOn()
    {
        IOutlierSeries series = New();
        double[] values = Golden.Values("configured", 100);
        await AnswerAsync(series, values, 0, 50);

        SeriesState state = await series.ConfigureAsync("sensitive");
        StreamPoint[] points = await AnswerAsync(series, values, 50, 50);

        Assert.That((state.Next, state.Settings, state.Detector), Is.EqualTo((50, "sensitive", "outliers.ewma(threshold=1.5, window=5)")));
        Golden.AssertSame(points, Golden.Of(values[50..], keywords: new() { ["threshold"] = 1.5, ["window"] = 5 }));
    }

    [Test]
    public async Task ConfigureAsync_TheSameSettings_ChangesNothing()
    {
        IOutlierSeries series = New();
        double[] values = Golden.Values("same", 100);
        await AnswerAsync(series, values, 0, 50);

        await series.ConfigureAsync("default");

        Golden.AssertSame(await AnswerAsync(series, values, 50, 50), Golden.Of(values)[50..]);
    }

    [Test]
    public async Task ConfigureAsync_SettingsThatTheSilosLack_IsAnErrorWithThoseTheyHave()
    {
        OutlierSeriesException? error = await Assert.ThrowsAsync<OutlierSeriesException>(() => New().ConfigureAsync("other"));

        Assert.That(error!.Message, Does.StartWith("The silo has no settings 'other'; it has 'default', "));
        Assert.That(error.IsTransient, Is.False);
    }

    [Test]
    public async Task PushAsync_AStreamThatRaises_FailsAndTakesNothingIn()
    {
        IOutlierSeries series = await ConfiguredAsync("custom");
        await AnswerAsync(series, [1, 2], 0, 2);

        OutlierSeriesException? error = await Assert.ThrowsAsync<OutlierSeriesException>(
            () => series.PushAsync(new SeriesBatch { First = 2, Values = [5, -1] }));
        StreamPoint[] next = await AnswerAsync(series, [1, 2, 10], 2, 1);

        Assert.That(error!.IsTransient, Is.False);
        Assert.That(error.Message, Does.StartWith("series_streams.detect() failed for value 2 and the 1 after it of series ").And.EndWith("ValueError: a value is -1"));
        Assert.That(next.Single().Score, Is.EqualTo(13));
    }

    [Test]
    public async Task PushAsync_AStreamWithTooFewResults_FailsForGoodWithBothShapes()
    {
        IOutlierSeries series = await ConfiguredAsync("custom");

        OutlierSeriesException? error = await Assert.ThrowsAsync<OutlierSeriesException>(
            () => series.PushAsync(new SeriesBatch { First = 0, Values = [1, -4] }));

        Assert.That(error!.IsTransient, Is.False);
        Assert.That(error.Message, Does.Contain("ValueError: the stream returned an array of shape (4, 1); expected (4, 2): "));
    }

    [Test]
    public async Task PushAsync_AStreamThatNeverReturns_TimesOutWhileOthersGoOn()
    {
        IOutlierSeries stuck = await ConfiguredAsync("custom"), other = New();
        Task<SeriesAnswer> never = stuck.PushAsync(new SeriesBatch { First = 0, Values = [-2] });

        for (int i = 0; i < 20; i++)
        {
            await AnswerAsync(other, Golden.Values("other", 20), i, 1);
            Assert.That(never.IsCompleted, Is.False);
        }

        OutlierSeriesException? error = await Assert.ThrowsAsync<OutlierSeriesException>(() => never);
        Assert.That(error!.IsTransient);
        Assert.That((await AnswerAsync(stuck, [7], 0, 1)).Single().Score, Is.EqualTo(7));
    }

    /// <summary>Moves a series to the silo where it is not.</summary>
    private async Task MigrateAsync(IOutlierSeries series)
    {
        IManagementGrain management = _cluster.Client.GetGrain<IManagementGrain>(0);
        SiloAddress? from = await management.GetActivationAddress(series);
        SiloAddress to = Other(from);

        await _cluster.MigrateAsync(series, to);

        Assert.That(await management.GetActivationAddress(series), Is.EqualTo(to));
    }

    private SiloAddress Other(SiloAddress? than) => _cluster.Silos.Select(silo => silo.SiloAddress).First(silo => !silo.Equals(than));

    private IOutlierSeries New() => _cluster.Client.GetGrain<IOutlierSeries>($"series {Guid.NewGuid()}");

    private async Task<IOutlierSeries> ConfiguredAsync(string settings)
    {
        IOutlierSeries series = New();
        await series.ConfigureAsync(settings);
        return series;
    }

    /// <summary>Pushes up to so many values from a position on.</summary>
    private static async Task<StreamPoint[]> AnswerAsync(IOutlierSeries series, double[] values, int first, int length)
    {
        int end = Math.Min(first + length, values.Length);
        SeriesAnswer answer = await series.PushAsync(new SeriesBatch { First = first, Values = values[first..end] });
        Assert.That((answer.Status, answer.Next), Is.EqualTo((SeriesStatus.Answered, end)));
        return Points(answer);
    }

    private static StreamPoint[] Points(SeriesAnswer answer) => [.. Enumerable.Range(0, answer.Scores.Length).Select(i => answer[i])];
}
