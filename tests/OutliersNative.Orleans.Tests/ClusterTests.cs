using NUnit.Framework;
using OutliersNative.Orleans.Tests.Cluster;

namespace OutliersNative.Orleans.Tests;

/// <summary>Silos as processes that are killed, frozen and stopped while a feeder feeds them: the answers are those of one process, to
/// the bit.</summary>
[Platform("Linux")]
[Category(Length.Category)]
public sealed class ClusterTests
{
    private const string EachBatch = "Outliers:Series:default:CheckpointEvery=1", EachFifth = "Outliers:Series:default:CheckpointEvery=5";

    private const int Most = 20_000; // values of a series that are pushed until the feeding is stopped

    private static readonly int Series = Length.Of(60, 600), Values = Length.Of(200, 2000);

    [TestCase(EachBatch)]
    [TestCase(EachFifth)]
    public async Task Feeder_OneOfThreeSilosIsKilled_GetsEachAnswerOnce(string checkpoints)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(3, checkpoints);
        await using var feeding = new Feeding(cluster.Client, Series, Values);

        await feeding.HasAsync(answers: Series * Values / 4);
        cluster.Silos[1].Kill();

        await feeding.AssertGoldenAsync();
    }

    [Test]
    public async Task Feeder_ASiloJoinsAndAnotherIsStopped_TheSeriesEvenOutAndEachAnswerComesOnce()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(2, EachFifth);
        await using var feeding = new Feeding(cluster.Client, Series, Most);

        await feeding.HasAsync(answers: Series);
        SiloProcess joined = await cluster.AddSiloAsync();
        while (await cluster.SeriesOfAsync(joined) < Series / 3 / 2) // half of its fair share
        {
            await feeding.HasAsync(feeding.Answers + Series);
        }
        cluster.Silos[0].Tell("stop");
        await feeding.HasAsync(feeding.Answers + 20 * Series);
        feeding.Stop();

        await feeding.AssertGoldenAsync();
        await cluster.Silos[0].PrintsAsync("stopped");
    }

    [Test]
    public async Task Feeder_ASiloIsFrozenUntilItCountsAsDead_GetsEachAnswerOnceAndTheStaleWriteFails()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(2);
        SiloProcess frozen = cluster.Silos[1];
        await using var feeding = new Feeding(cluster.Client, Series, Values, waits: true);

        await feeding.HasAsync(answers: Series * Values / 2);
        frozen.Tell("hold");
        await frozen.PrintsAsync("holds");
        feeding.GoOn();
        await frozen.PrintsAsync("held series ");
        frozen.Freeze();
        await feeding.AssertGoldenAsync();
        frozen.Tell("release");
        frozen.GoOn();

        await frozen.PrintsAsync("stale");
        await feeding.AssertStoredAsync();
    }

    [Test]
    public async Task PushAsync_EachBatchTwiceInAnyOrder_IsAnsweredOnce()
    {
        const int Cut = 10;
        await using TestCluster cluster = await TestCluster.StartAsync(2);
        var random = new Random(17);

        await Task.WhenAll(Enumerable.Range(0, Series / 2).Select(async i =>
        {
            IOutlierSeries series = cluster.Client.GetGrain<IOutlierSeries>($"twice {i}");
            double[] values = Golden.Values($"twice {i}", Values);
            StreamPoint[] points = new StreamPoint[Values];
            var sent = new Queue<int>(Enumerable.Range(0, 2 * Values / Cut).Select(batch => batch / 2 * Cut));
            for (int answered = 0; sent.Count > 0;)
            {
                // Some at a time, in any order; a batch that was refused is sent again.
                int[] firsts = [.. Enumerable.Range(0, Math.Min(6, sent.Count)).Select(_ => sent.Dequeue())];
                lock (random)
                {
                    random.Shuffle(firsts);
                }
                SeriesAnswer[] answers = await Task.WhenAll(
                    firsts.Select(first => series.PushAsync(new SeriesBatch { First = first, Values = values[first..(first + Cut)] })));
                foreach ((int first, SeriesAnswer answer) in firsts.Zip(answers).OrderBy(each => each.First))
                {
                    if (answer.Status == SeriesStatus.Refused)
                    {
                        sent.Enqueue(first);
                    }
                    else if (answer.Status == SeriesStatus.Answered)
                    {
                        StreamPoint[] part = [.. Enumerable.Range(0, Cut).Select(at => answer[at])];
                        if (first < answered)
                        {
                            Golden.AssertSame(part, points[first..(first + Cut)]); // the answer of the other one
                        }
                        part.CopyTo(points, first);
                        answered = Math.Max(answered, first + Cut);
                    }
                }
            }
            Golden.AssertSame(points, Golden.Of(values), $"series {i}");
        }));
    }

    [Test]
    public async Task Feeder_RedisIsKilledAndStartedAgain_GetsEachAnswerOnce()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(2);
        await using var feeding = new Feeding(cluster.Client, Series, Values);

        await feeding.HasAsync(answers: Series * Values / 4);
        await cluster.Redis.RestartAsync();

        await feeding.AssertGoldenAsync();
        await feeding.AssertStoredAsync();
    }

    [Test]
    public async Task Feeder_TheSourceIsFasterThanTheCluster_IsSlowedAndHoldsNoMoreThanItsCapacity()
    {
        const int Capacity = 500;
        TimeSpan measured = TimeSpan.FromSeconds(Length.Of(1, 10)), overload = TimeSpan.FromSeconds(Length.Of(2, 60));
        await using TestCluster cluster = await TestCluster.StartAsync(1, EachFifth);
        await using var feeding = new Feeding(
            cluster.Client, Series, Most, new OutlierFeederOptions { Capacity = Capacity, MaxBatch = 8, RetryFor = Feeding.Patience });
        await feeding.HasAsync(answers: Series);
        long before = cluster.Silos[0].Memory;

        double capacity = await RateAsync(measured);
        feeding.SetPace(Length.Of(100, 2) * capacity); // in the short form, most of the code is compiled while it is measured
        double answered = await RateAsync(overload);
        feeding.Stop();

        await feeding.AssertGoldenAsync();
        Assert.That(feeding.MostHeld, Is.EqualTo(Capacity)); // it was full, and the source waited
        Assert.That(cluster.Silos[0].Memory - before, Is.LessThan(300L << 20));
        TestContext.Out.WriteLine($"{capacity:0} values/s measured, {answered:0} answered at twice of it");

        async Task<double> RateAsync(TimeSpan time)
        {
            int begin = feeding.Answers;
            await Task.Delay(time);
            return (feeding.Answers - begin) / time.TotalSeconds;
        }
    }

    [Test]
    public async Task Feeder_PythonNeverReturnsForASeries_FailsThatOneAlone()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(
            1, "Outliers:Series:custom:Module=series_streams", "Outliers:Series:custom:Function=detect", "Outliers:Series:custom:Timeout=00:00:01");
        await using var feeder = new OutlierFeeder(
            cluster.Client, new OutlierFeederOptions { Settings = "custom", RetryFor = TimeSpan.FromSeconds(2) });
        await feeder.PushAsync("stuck", 1);
        await feeder.PushAsync("stuck", -2);
        for (int i = 0; i < 200; i++)
        {
            await feeder.PushAsync($"series {i % 10}", 1);
        }
        feeder.Complete();

        var sums = new Dictionary<string, double>();
        AggregateException? error = await Assert.ThrowsAsync<AggregateException>(async () =>
        {
            await foreach (FedPoint each in feeder.ReadAllAsync())
            {
                sums[each.Series] = each.Point.Score;
            }
        });

        Assert.That(sums.Where(each => each.Key != "stuck").Select(each => each.Value), Is.EqualTo(Enumerable.Repeat(20, 10)));
        Assert.That(error!.InnerExceptions.Single().Message, Does.StartWith("Series 'stuck' failed, and ").And.Contain("did not answer for value "));
        Assert.That(feeder.Held, Is.Zero);
    }

    [TestCase]
    [TestCase("Outliers:QueueCapacity=1", "Outliers:WhenQueueIsFull=Reject")] // then the watch finds no place in the queue
    public async Task Silo_ThatPythonHoldsForEver_LeavesAndItsSeriesMove(params string[] queue)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(
            2,
            [
                EachBatch, "Outliers:LiveTimeout=00:00:01", "Outliers:Series:default:Timeout=00:00:01", "Outliers:Series:custom:Module=series_streams",
                "Outliers:Series:custom:Function=detect", "Outliers:Series:custom:Timeout=00:00:01", .. queue,
            ]);
        await using var feeding = new Feeding(cluster.Client, Series, Values, waits: true);
        IOutlierSeries stuck = cluster.Client.GetGrain<IOutlierSeries>("stuck");
        await stuck.ConfigureAsync("custom");

        await feeding.HasAsync(answers: Series * Values / 2);
        Assert.That(() => stuck.PushAsync(new SeriesBatch { First = 0, Values = [-3] }), Throws.Exception);
        await using var busy = new OutlierFeeder(cluster.Client, new OutlierFeederOptions
        {
            Settings = "custom",
            RetryFor = Feeding.Patience,
            RetryDelay = TimeSpan.FromMilliseconds(10),
            MaxRetryDelay = TimeSpan.FromMilliseconds(10),
        });
        for (int i = 0; i < 30; i++)
        {
            await busy.PushAsync($"busy {i}", i); // those of the stuck silo fill its queue
        }
        busy.Complete();
        feeding.GoOn();

        await feeding.AssertGoldenAsync();
        Task[] prints = [.. cluster.Silos.Select(silo => silo.PrintsAsync("Python has not answered for 4 s. This silo stops"))];
        Task first = await Task.WhenAny(prints);
        await first;
        await cluster.Silos[Array.IndexOf(prints, first)].EndAsync();
        Assert.That(await busy.ReadAllAsync().CountAsync(), Is.EqualTo(30));
        Assert.That((await stuck.PushAsync(new SeriesBatch { First = 0, Values = [5] }))[0].Score, Is.EqualTo(5));
    }
}
