using NUnit.Framework;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace OutliersNative.Orleans.Tests;

/// <summary>A feeder of a silo in this process.</summary>
public sealed class FeederTests
{
    private InProcessTestCluster _cluster = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo
            .AddMemoryGrainStorage(OutlierSeriesOptions.Storage)
            .AddOutlierSeries(configure: options => options.CheckpointEvery = 3)
            .AddOutlierSeries("custom", options => (options.Module, options.Function) = ("series_streams", "detect")));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _cluster.DisposeAsync();

    [Test]
    public async Task ReadAllAsync_OfManySeries_HasEachAnswerOnceAndThoseOfASeriesInOrder()
    {
        await using var feeding = new Feeding(_cluster.Client, series: 30, values: 100);

        await feeding.AssertGoldenAsync();
        await feeding.AssertStoredAsync();
    }

    [Test]
    public async Task PushAsync_WithCapacityOne_StoresWhatHoldsItUp()
    {
        await using var feeder = new OutlierFeeder(_cluster.Client, new OutlierFeederOptions { Capacity = 1 });
        await using IAsyncEnumerator<FedPoint> answers = feeder.ReadAllAsync().GetAsyncEnumerator();

        for (int i = 0; i < 4; i++)
        {
            await feeder.PushAsync("one at a time", i); // waits for a checkpoint, although three batches make one
            Assert.That(await answers.MoveNextAsync());
            Assert.That(answers.Current.Number, Is.EqualTo(i));
        }
    }

    [Test]
    public async Task PushAsync_WhileManySeriesHoldAllRoomUnstored_StoresThemAll()
    {
        const int Series = 20;
        await using var feeder = new OutlierFeeder(_cluster.Client, new OutlierFeederOptions { Capacity = Series });
        await using IAsyncEnumerator<FedPoint> answers = feeder.ReadAllAsync().GetAsyncEnumerator();
        string name = $"hold {Guid.NewGuid()} ";

        for (int round = 0; round < 4; round++)
        {
            for (int i = 0; i < Series; i++)
            {
                await feeder.PushAsync(name + i, round); // from the second round on, each waits for a checkpoint
            }
            for (int i = 0; i < Series; i++)
            {
                Assert.That(await answers.MoveNextAsync());
                Assert.That(answers.Current.Number, Is.EqualTo(round));
            }
        }
    }

    [Test]
    public void Options_DelaysOutOfRange_AreArgumentExceptions()
    {
        Assert.That(() => new OutlierFeederOptions { RetryFor = TimeSpan.FromTicks(-1) }, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("RetryFor"));
        Assert.That(() => new OutlierFeederOptions { RetryDelay = TimeSpan.Zero }, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("RetryDelay"));
        Assert.That(() => new OutlierFeederOptions { MaxRetryDelay = TimeSpan.MaxValue }, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("MaxRetryDelay"));
    }

    [Test]
    public async Task PushAsync_ToASeriesThatHasValues_NumbersOn()
    {
        await _cluster.Client.GetGrain<IOutlierSeries>("begun").PushAsync(new SeriesBatch { First = 0, Values = [1, 2] });
        await using var feeder = new OutlierFeeder(_cluster.Client);

        await feeder.PushAsync("begun", 3);
        feeder.Complete();

        List<FedPoint> answers = [];
        await foreach (FedPoint each in feeder.ReadAllAsync())
        {
            answers.Add(each);
        }
        Assert.That(answers.Single().Number, Is.EqualTo(2));
        Golden.AssertSame([answers[0].Point], Golden.Of([1, 2, 3])[2..]);
    }

    [Test]
    public async Task PushAsync_TimesForSomeValuesOnly_IsAnArgumentException()
    {
        await using var feeder = new OutlierFeeder(_cluster.Client);
        await feeder.PushAsync("times", 1, DateTimeOffset.UnixEpoch);

        ArgumentException? error = await Assert.ThrowsAsync<ArgumentException>(async () => await feeder.PushAsync("times", 2));

        Assert.That(error!.Message, Does.StartWith("Some values of series 'times' have times; expected a time for each, or for none."));
    }

    [Test]
    public async Task PushAsync_ASeriesThatHasFailed_ThrowsWhatFailed()
    {
        await using var feeder = new OutlierFeeder(_cluster.Client, new OutlierFeederOptions { Settings = "custom" });
        await feeder.PushAsync("raises", -1);
        feeder.Complete();

        AggregateException? error = await Assert.ThrowsAsync<AggregateException>(async () => await feeder.ReadAllAsync().GetAsyncEnumerator().MoveNextAsync());

        Assert.That(error!.InnerExceptions.Single().Message, Does.Contain("Series 'raises' failed, and 1 of its values have no answer: ").And.EndWith("ValueError: a value is -1"));
    }

    [Test]
    public async Task PushAsync_AfterCompleteOrDispose_Throws()
    {
        var feeder = new OutlierFeeder(_cluster.Client);
        feeder.Complete();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await feeder.PushAsync("late", 1));

        await feeder.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await feeder.PushAsync("late", 1));
    }

    [Test]
    public async Task PushAsync_ATokenThatIsCancelledWhileItWaits_TakesNothing()
    {
        await using var feeder = new OutlierFeeder(_cluster.Client, new OutlierFeederOptions { Capacity = 1 });
        using var token = new CancellationTokenSource();
        await feeder.PushAsync("full", 1); // nobody reads
        ValueTask waiting = feeder.PushAsync("full", 2, cancellationToken: token.Token);

        token.Cancel();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await waiting);
        Assert.That(feeder.Held, Is.EqualTo(1));
    }
}
