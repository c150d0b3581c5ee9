using System.Diagnostics;
using System.Diagnostics.Metrics;
using NUnit.Framework;
using OutliersNative.Calls;
using OutliersNative.Tests.Async;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Metrics;

/// <summary>Listeners that throw. The caller gets their exception; no call hangs, and nothing leaks.</summary>
public sealed class BrokenListenerTests
{
    private static readonly string[] Recorded =
    [
        "outliers.call.duration", "outliers.queue.duration", "outliers.gil.wait.duration", "outliers.python.duration", "outliers.active_calls",
        "outliers.input.values",
    ];

    [TearDown]
    public void NothingIsLeft()
    {
        Assert.That(Counters.WaitUntil(() => CallQueue.Shared is { Waiting: 0, Abandoned: 0 }), Is.True, "a call is left in the queue");
        Assert.That(Activity.Current, Is.Null);
    }

    [TestCaseSource(nameof(Recorded))]
    public void Detect_WithAListenerThatThrows_ThrowsThat(string instrument)
    {
        using var outliers = new Outliers("good_results", "int64");
        using var manager = new NativeMemoryManager(Five.Values());
        using (BreakOn(instrument))
        {
            if (instrument != "outliers.queue.duration")
            {
                Assert.Throws<BrokenListenerException>(() => outliers.Detect((ReadOnlyMemory<double>)manager.Memory));
                Assert.Throws<BrokenListenerException>(() => outliers.Detect(Five.Values().AsSpan()));
                Assert.Throws<BrokenListenerException>(() => outliers.DetectMany([Five.Values()]));
            }
        }

        Assert.That(manager.Unpins, Is.EqualTo(manager.Pins));
        Assert.That(outliers.Detect(Five.Values()), Is.EqualTo(new long[] { 1, 3 }));
    }

    [TestCaseSource(nameof(Recorded))]
    public void Invoke_WithAListenerThatThrows_ThrowsThat(string instrument)
    {
        using var function = new NumPyFunction<double, double>("typed", "doubled");
        using (BreakOn(instrument))
        {
            if (instrument != "outliers.queue.duration")
            {
                Assert.Throws<BrokenListenerException>(() => function.InvokeNDArray(Five.Values()));
                Assert.Throws<BrokenListenerException>(() => function.InvokeSeveral(Five.Values()));
            }
        }

        function.InvokeNDArray(Five.Values()).Dispose();
    }

    [TestCaseSource(nameof(Recorded))]
    public async Task DetectAsync_WithAListenerThatThrows_FailsWithThat(string instrument)
    {
        using var outliers = new Outliers("good_results", "int64");
        using var raises = new Outliers("raises", "value_error");
        using (BreakOn(instrument))
        {
            await Assert.ThatAsync(async () => await outliers.DetectAsync(Five.Values()), Throws.InstanceOf<BrokenListenerException>());
            await Assert.ThatAsync(async () => await raises.DetectAsync(Five.Values()), Throws.InstanceOf<BrokenListenerException>());
        }

        Assert.That(await outliers.DetectAsync(Five.Values()), Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public void DetectAsync_ThatIsCancelledWithAListenerThatThrows_IsCancelled()
    {
        using var outliers = new Outliers("good_results", "int64");
        using var source = new CancellationTokenSource();
        using var blocked = new BlockedQueue();
        using MeterListener broken = BreakOn("outliers.call.duration");
        Task<long[]> call = outliers.DetectAsync(Five.Values(), null, source.Token);

        Assert.Throws<AggregateException>(source.Cancel);

        Assert.That(call.IsCanceled, Is.True);
    }

    private static MeterListener BreakOn(string instrument)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (published, listener) =>
            {
                if (published.Meter.Name == Telemetry.Name && published.Name == instrument)
                {
                    listener.EnableMeasurementEvents(published);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => throw new BrokenListenerException());
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw new BrokenListenerException());
        listener.Start();
        return listener;
    }

    private sealed class BrokenListenerException : Exception;
}
