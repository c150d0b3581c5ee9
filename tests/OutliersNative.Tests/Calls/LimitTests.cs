using System.Diagnostics;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>Timeouts and cancellation of synchronous calls.</summary>
public sealed class LimitTests
{
    private static readonly CallOptions Short = new() { Timeout = TimeSpan.FromMilliseconds(20) };

    private static readonly string[] Endless =
        ["loops", "loops_in_numpy", "catches_exceptions", "catches_everything_ten_times", "sleeps_in_slices", "raises_another", "in_result"];

    [TestCaseSource(nameof(Endless))]
    public void Detect_WithATimeout_EndsCodeThatNeverReturns(string function)
    {
        using var outliers = new Outliers("endless", function);
        using var good = new Outliers("good_results", "int64");

        var thrown = Assert.Throws<PythonTimeoutException>(() => outliers.Detect(Five.Values(), Short));

        Assert.That(thrown.Timeout, Is.EqualTo(Short.Timeout));
        Assert.That(thrown.Message, Is.EqualTo(
            $"endless.{function} did not return within 00:00:00.0200000, the timeout of the call; its Python code was interrupted."));
        Assert.That(thrown.InnerException, Is.InstanceOf<PythonException>());
        Assert.That(good.Detect(Five.Values()), Is.EqualTo(new long[] { 1, 3 }));
    }

    [TestCaseSource(nameof(Endless))]
    public void Detect_WhenItIsCancelled_EndsCodeThatNeverReturns(string function)
    {
        using var outliers = new Outliers("endless", function);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));

        var thrown = Assert.Throws<OperationCanceledException>(
            () => outliers.Detect(Five.Values(), new CallOptions { CancellationToken = source.Token }));

        Assert.That(thrown.CancellationToken, Is.EqualTo(source.Token));
    }

    [Test]
    public void Detect_WhenItWasCancelledBefore_DoesNotCall()
    {
        using var outliers = new Outliers("endless", "loops");

        var thrown = Assert.Throws<OperationCanceledException>(
            () => outliers.Detect(Five.Values(), new CallOptions { CancellationToken = new CancellationToken(canceled: true) }));

        Assert.That(thrown.CancellationToken.IsCancellationRequested, Is.True);
    }

    [Test]
    public void Detect_WithATimeoutThatIsNotReached_GivesItsResult()
    {
        using var outliers = new Outliers("good_results", "int64");

        Assert.That(outliers.Detect(Five.Values(), new CallOptions { Timeout = TimeSpan.FromMinutes(1) }), Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public void DetectBatchAndDetectMany_WithATimeout_EndToo()
    {
        using var outliers = new Outliers("endless", "loops");

        Assert.Throws<PythonTimeoutException>(() => outliers.DetectBatch(Five.Values(), 5, Short));
        Assert.Throws<PythonTimeoutException>(() => outliers.DetectMany([Five.Values(), Five.Values()], Short));
    }

    /// <summary>Another call is inside, and keeps the GIL in C.</summary>
    [Test]
    public void Detect_WhileAnotherCallKeepsTheGil_TimesOutWithoutIt()
    {
        using var keeps = new Outliers("endless", "holds_the_gil_in_c");
        using var waits = new Outliers("good_results", "int64");
        Task<long[]> other = Task.Run(() => keeps.Detect(Five.Values()));
        PythonTimeoutException? thrown = null;

        while (thrown is null && !other.IsCompleted)
        {
            try
            {
                waits.Detect(Five.Values(), Short);
            }
            catch (PythonTimeoutException e)
            {
                thrown = e;
                Assert.That(other.IsCompleted, Is.False, "it has waited for the other call");
            }
        }

        Assert.That(thrown?.Message, Does.EndWith("it was still waiting for other calls to end."));
        Assert.That(thrown!.InnerException, Is.Null);
        other.Wait();
    }

    [Test]
    public void Detect_OfAFunctionThatRaises_IsItsExceptionAlsoWithATimeout()
    {
        using var outliers = new Outliers("raises", "value_error");

        Assert.Throws<PythonException>(() => outliers.Detect(Five.Values(), new CallOptions { Timeout = TimeSpan.FromMinutes(1) }));
    }

    [TestCase(0)]
    [TestCase(-1)]
    public void Timeout_ThatIsNotPositive_IsRejected(int seconds)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new CallOptions { Timeout = TimeSpan.FromSeconds(seconds) });
    }

    [Test]
    [Category(Length.Category)]
    public void Detect_OfALoopTimeAndAgain_EndsEachTime()
    {
        using var outliers = new Outliers("endless", "loops");
        var late = new List<double>();

        for (int i = 0; i < Length.Of(10, 1000); i++)
        {
            long began = Stopwatch.GetTimestamp();
            Assert.Throws<PythonTimeoutException>(() => outliers.Detect(Five.Values(), Short));
            late.Add((Stopwatch.GetElapsedTime(began) - Short.Timeout!.Value).TotalMilliseconds);
        }

        late.Sort();
        TestContext.Out.WriteLine($"after its timeout: median {late[late.Count / 2]:F1} ms, largest {late[^1]:F1} ms");
    }

    /// <summary>Timeouts that race with the end of their call: each call ends rightly or by its own timeout, and the next one knows
    /// nothing of it.</summary>
    [Test]
    [Category(Length.Category)]
    public void Detect_WhenTimeoutsRaceWithTheEnd_HitsNoOtherCall()
    {
        int perThread = Length.Of(500, 25_000);
        int strays = 0, wrong = 0;
        using var briefly = new Outliers("endless", "briefly");
        using var good = new Outliers("good_results", "int64");
        var options = new CallOptions { Timeout = TimeSpan.FromMicroseconds(300) };
        double[] data = [0.0003, 900];

        Threads.Run(4, _ =>
        {
            for (int i = 0; i < perThread; i++)
            {
                try
                {
                    if (briefly.Detect(data, options) is not [1])
                    {
                        Interlocked.Increment(ref wrong);
                    }
                }
                catch (PythonTimeoutException)
                {
                    // one of the two right ends
                }
                try
                {
                    if (good.Detect(Five.Values()) is not [1, 3])
                    {
                        Interlocked.Increment(ref wrong);
                    }
                }
                catch (OutliersException)
                {
                    Interlocked.Increment(ref strays);
                }
            }
            return 0;
        });

        Assert.That(strays, Is.Zero);
        Assert.That(wrong, Is.Zero);
    }
}
