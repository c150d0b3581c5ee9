using NUnit.Framework;
using OutliersNative.Calls;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Async;

/// <summary>Timeouts and cancellation of asynchronous calls.</summary>
public sealed class AsyncLimitTests
{
    private static readonly DetectOptions Short = new() { Timeout = TimeSpan.FromMilliseconds(20) };

    [TearDown]
    public void NothingIsLeft() =>
        Assert.That(Counters.WaitUntil(() => CallQueue.Shared is { Waiting: 0, Abandoned: 0 }), Is.True, "a call is left in the queue");

    [TestCase("loops")]
    [TestCase("catches_exceptions")]
    public async Task DetectAsync_WithATimeout_EndsCodeThatNeverReturns(string function)
    {
        using var outliers = new Outliers("endless", function);
        var options = new DetectOptions { Timeout = TimeSpan.FromMilliseconds(500) }; // long enough to reach Python

        var thrown = (await Assert.ThrowsAsync<PythonTimeoutException>(() => outliers.DetectAsync(Five.Values(), options)))!;

        Assert.That(thrown.IsAbandoned, Is.False);
        Assert.That(thrown.InnerException, Is.InstanceOf<PythonException>());
    }

    [Test]
    public async Task DetectAsync_WithATimeoutInAnExtension_ReturnsAndIsAbandoned()
    {
        using var outliers = new Outliers("endless", "holds_the_gil_in_c");
        var options = new DetectOptions { Timeout = TimeSpan.FromMilliseconds(300) };

        var thrown = (await Assert.ThrowsAsync<PythonTimeoutException>(() => outliers.DetectAsync(Five.Values(), options)))!;

        Assert.That(thrown.IsAbandoned, Is.True);
        Assert.That(CallQueue.Shared.Abandoned, Is.EqualTo(1));
        Assert.That(Counters.WaitUntil(() => CallQueue.Shared.Abandoned == 0), Is.True);
    }

    [Test]
    public async Task DetectAsync_WithATimeoutInTheQueue_IsNotMade()
    {
        using var outliers = new Outliers("good_results", "int64");
        using var blocked = new BlockedQueue();

        var thrown = (await Assert.ThrowsAsync<PythonTimeoutException>(() => outliers.DetectAsync(Five.Values(), Short)))!;

        Assert.That(thrown.IsAbandoned, Is.False);
        Assert.That(thrown.InnerException, Is.Null);
        Assert.That(CallQueue.Shared.Waiting, Is.Zero);
    }

    [Test]
    public async Task DetectAsync_CancelledByTheTokenOfItsOptions_HasThatToken()
    {
        using var outliers = new Outliers("endless", "loops");
        using var source = new CancellationTokenSource();
        Task<long[]> call = outliers.DetectAsync(Five.Values(), new DetectOptions { CancellationToken = source.Token });

        await source.CancelAsync();

        var thrown = (await Assert.CatchAsync<OperationCanceledException>(() => call))!;
        Assert.That(thrown.CancellationToken, Is.EqualTo(source.Token));
    }

    [Test]
    public async Task DetectAsync_WithATimeoutThatIsNotReached_GivesItsResult()
    {
        using var outliers = new Outliers("good_results", "int64");

        Assert.That(await outliers.DetectAsync(Five.Values(), new DetectOptions { Timeout = TimeSpan.FromMinutes(1) }), Is.EqualTo(new long[] { 1, 3 }));
    }
}
