using NUnit.Framework;
using OutliersNative.Calls;
using OutliersNative.Tests.Async;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Metrics;

/// <summary>What a listener of the meter gets of asynchronous calls: each caller's call is one, however it was made.</summary>
public sealed class QueueMetricTests
{
    private const string CallDuration = "outliers.call.duration";
    private const string QueueDuration = "outliers.queue.duration";
    private const string WaitDuration = "outliers.gil.wait.duration";
    private const string PythonDuration = "outliers.python.duration";
    private const string Values = "outliers.input.values";

    [TearDown]
    public void NothingIsLeft() =>
        Assert.That(Counters.WaitUntil(() => CallQueue.Shared is { Waiting: 0, Abandoned: 0 }), Is.True, "a call is left in the queue");

    [Test]
    public async Task DetectAsync_ThatSucceeds_RecordsQueueWaitAndPythonWithinItsDuration()
    {
        using var outliers = new Outliers("good_results", "int64");
        using var measurements = new Measurements();

        await outliers.DetectAsync(Five.Values());

        Assert.That(measurements.All.Select(one => one.Instrument), Is.EquivalentTo(new[]
        {
            "outliers.active_calls", "outliers.active_calls", QueueDuration, WaitDuration, PythonDuration, CallDuration, Values, "outliers.input.shared",
        }));
        Assert.That(measurements.All.Select(one => one.Function), Is.All.EqualTo("good_results.int64"));
        Assert.That(
            measurements.Single(QueueDuration).Value + measurements.Single(WaitDuration).Value + measurements.Single(PythonDuration).Value,
            Is.LessThanOrEqualTo(measurements.Single(CallDuration).Value));
    }

    [Test]
    public async Task DetectManyAsync_ThatSucceeds_IsOneCall()
    {
        using var outliers = new Outliers("many_at_once", "as_pair");
        using var measurements = new Measurements();

        await outliers.DetectManyAsync([Five.Values(), [1, 2]]);

        Assert.That(measurements.Of(CallDuration), Has.Length.EqualTo(1));
        Assert.That(measurements.Of(Values), Is.EqualTo(new double[] { 7 }));
    }

    [Test]
    public async Task DetectAsync_ThatRaises_RecordsPythonsType()
    {
        using var outliers = new Outliers("raises", "value_error");
        using var measurements = new Measurements();

        await Assert.ThrowsAsync<PythonException>(() => outliers.DetectAsync(Five.Values()));

        Assert.That(measurements.Single(CallDuration).ErrorType, Is.EqualTo("ValueError"));
    }

    [Test]
    public async Task QueueLength_WhileACallWaits_CountsIt()
    {
        using var outliers = new Outliers("good_results", "int64");
        using var measurements = new Measurements("outliers.queue.length");
        Task<long[]> call;
        double whileItWaits;
        using (new BlockedQueue())
        {
            call = outliers.DetectAsync(Five.Values());
            whileItWaits = measurements.Observe("outliers.queue.length");
        }

        await call;

        Assert.That(whileItWaits, Is.EqualTo(1));
        Assert.That(measurements.Observe("outliers.queue.length"), Is.Zero);
    }

    [Test]
    public async Task Batch_OfCalls_IsACallForEachCallerAndOneCrossing()
    {
        using Outliers outliers = await LoadAsync("many_at_once.as_list");
        using var measurements = new Measurements();

        await Task.WhenAll(WhileBlocked(outliers, Five.Values(), [30, 40], [800]));

        Measurement[] own = [.. measurements.All.Where(one => Equals(one.Function, "many_at_once.as_list"))];
        double[] Of(string instrument) => [.. own.Where(one => one.Instrument == instrument).Select(one => one.Value)];
        Assert.That(Of(CallDuration), Has.Length.EqualTo(3));
        Assert.That(Of(QueueDuration), Has.Length.EqualTo(3));
        Assert.That(Of(PythonDuration), Has.Length.EqualTo(1));
        Assert.That(Of(WaitDuration), Has.Length.EqualTo(1));
        Assert.That(Of(Values), Is.EqualTo(new double[] { 8 }));
        Assert.That(Of("outliers.active_calls"), Is.EqualTo(new double[] { 1, 1, 1, -1, -1, -1 }));
    }

    [Test]
    public async Task Batch_WithOneBadSeries_RecordsTheErrorOfItsCallerOnly()
    {
        using Outliers outliers = await LoadAsync("outliers.detect");
        using var measurements = new Measurements();

        Task<long[]>[] calls = WhileBlocked(outliers, [1, 2], [double.NaN], [3]);
        await Task.WhenAll(calls).ContinueWith(_ => { }, TaskScheduler.Default);

        Measurement[] own = [.. measurements.All.Where(one => Equals(one.Function, "outliers.detect"))];
        Assert.That(calls.Select(call => call.IsFaulted), Is.EqualTo(new[] { false, true, false }));
        Assert.That(own.Where(one => one.Instrument == CallDuration).Select(one => one.ErrorType), Is.EquivalentTo(new[] { null, "ValueError", null }));
        Assert.That(own.Count(one => one.Instrument == QueueDuration), Is.EqualTo(3));
        Assert.That(own.Count(one => one.Instrument == PythonDuration), Is.EqualTo(3), "the batch, the bad call alone, and the batch without it");
    }

    [Test]
    public async Task DetectAsync_ThatTimesOutInTheQueue_RecordsItsWaitThere()
    {
        using var outliers = new Outliers("good_results", "int64");
        using var blocked = new BlockedQueue();
        using var measurements = new Measurements();

        await Assert.ThrowsAsync<PythonTimeoutException>(() => outliers.DetectAsync(Five.Values(), new CallOptions { Timeout = TimeSpan.FromMilliseconds(20) }));

        Assert.That(measurements.Single(CallDuration).ErrorType, Is.EqualTo("OutliersNative.PythonTimeoutException"));
        Assert.That(measurements.Single(QueueDuration).Value, Is.EqualTo(measurements.Single(CallDuration).Value));
        Assert.That(measurements.Of(WaitDuration), Is.Empty);
        Assert.That(measurements.Of("outliers.active_calls"), Is.EqualTo(new double[] { 1, -1 }));
    }

    [Test]
    public async Task DetectAsync_ThatIsCancelledInTheQueue_RecordsThat()
    {
        using var outliers = new Outliers("good_results", "int64");
        using var blocked = new BlockedQueue();
        using var measurements = new Measurements(CallDuration);
        using var source = new CancellationTokenSource();
        Task<long[]> call = outliers.DetectAsync(Five.Values(), null, source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAsync<TaskCanceledException>(() => call);
        Assert.That(measurements.Single(CallDuration).ErrorType, Is.EqualTo("System.Threading.Tasks.TaskCanceledException"));
    }

    [Test]
    public async Task DetectAsync_OfADisposedFunction_RecordsThat()
    {
        var outliers = new Outliers("good_results", "int64");
        Task<long[]> call;
        using var measurements = new Measurements(CallDuration);
        using (new BlockedQueue())
        {
            call = outliers.DetectAsync(Five.Values());
            outliers.Dispose();
        }

        await call.ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.That(call.IsFaulted, Is.True);
        Assert.That(measurements.All.Single(one => Equals(one.Function, "good_results.int64")).ErrorType, Is.EqualTo("System.ObjectDisposedException"));
    }

    [Test]
    public async Task DetectAsync_ThatIsAbandoned_IsCountedUntilItEnds()
    {
        using var outliers = new Outliers("endless", "holds_the_gil_in_c");
        using var measurements = new Measurements();

        await Assert.ThrowsAsync<PythonTimeoutException>(() => outliers.DetectAsync(Five.Values(), new CallOptions { Timeout = TimeSpan.FromMilliseconds(300) }));
        double abandoned = measurements.Observe("outliers.abandoned_calls"), active = measurements.Of("outliers.active_calls").Sum();

        Assert.That(abandoned, Is.EqualTo(1));
        Assert.That(active, Is.Zero);
        Assert.That(measurements.Single(CallDuration).ErrorType, Is.EqualTo("OutliersNative.PythonTimeoutException"));
        Assert.That(Counters.WaitUntil(() => measurements.Observe("outliers.abandoned_calls") == 0), Is.True);
        Assert.That(measurements.Of(CallDuration), Has.Length.EqualTo(1), "its end is no second one");
        Assert.That(measurements.Single(PythonDuration).Value, Is.GreaterThan(0.1));
    }

    /// <summary>Loads a function and has the queue make one call of it, after which it knows whether the function has a many.</summary>
    private static async Task<Outliers> LoadAsync(string function)
    {
        Outliers outliers = FixtureFunctions.Load(function);
        await outliers.DetectManyAsync([[]]);
        return outliers;
    }

    private static Task<long[]>[] WhileBlocked(Outliers outliers, params double[][] series)
    {
        using var blocked = new BlockedQueue();
        return [.. series.Select(values => outliers.DetectAsync(values))];
    }
}
