using System.Diagnostics;
using System.Runtime.InteropServices;
using NUnit.Framework;
using OutliersNative.Calls;
using OutliersNative.Tests.Async;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Metrics;

/// <summary>The spans of calls: their names, their parents, and what they leave as the current one.</summary>
public sealed class SpanTests
{
    [TearDown]
    public void NothingIsLeft()
    {
        Assert.That(Counters.WaitUntil(() => CallQueue.Shared is { Waiting: 0, Abandoned: 0 }), Is.True, "a call is left in the queue");
        Assert.That(Activity.Current, Is.Null);
    }

    [Test]
    public void Detect_WithAListener_MakesASpanBelowTheCallers()
    {
        using var outliers = new Outliers("good_results", "int64");
        using var spans = new Spans();
        using Activity own = spans.StartOwn("caller");

        outliers.Detect(Five.Values());

        Activity span = spans.Single;
        Assert.That((span.OperationName, span.Kind, span.Parent, span.Status), Is.EqualTo(("detect good_results.int64", ActivityKind.Internal, own, ActivityStatusCode.Unset)));
        Assert.That(span.GetTagItem("outliers.function"), Is.EqualTo("good_results.int64"));
        Assert.That((double)span.GetTagItem("outliers.gil.wait.duration")! + (double)span.GetTagItem("outliers.python.duration")!,
            Is.GreaterThan(0).And.LessThanOrEqualTo(span.Duration.TotalSeconds + 1e-3)); // by another clock
        Assert.That(Activity.Current, Is.SameAs(own));
    }

    [Test]
    public void Spans_OfEachKindOfCall_HaveItsName()
    {
        using var outliers = new Outliers("good_results", "int64");
        using var function = new NumPyFunction<double, double>("typed", "copied");
        using var spans = new Spans();

        outliers.Detect(Five.Values().AsSpan());
        outliers.DetectMany([Five.Values()]);
        function.Invoke(Five.Values());
        function.InvokeNDArray(Five.Values()).Dispose();

        Assert.That(spans.Ended.Select(span => span.OperationName), Is.EqualTo(new[]
        {
            "detect good_results.int64", "detect_many good_results.int64", "invoke typed.copied", "invoke typed.copied",
        }));
    }

    [Test]
    public async Task Spans_OfAttributes_AreTheSameWithAndWithoutTheQueue()
    {
        using var outliers = new Outliers("analyzes", "above");
        using var spans = new Spans();

        outliers.Score(Five.Values());
        outliers.Analyze(Five.Values());
        await outliers.ScoreAsync(Five.Values());
        await outliers.AnalyzeAsync(Five.Values());

        string[] names = ["invoke analyzes.above.score", "invoke analyzes.above.analyze"];
        Assert.That(spans.Ended.Select(span => span.OperationName), Is.EqualTo(names.Concat(names)));
        Assert.That(spans.Ended.Select(span => "invoke " + span.GetTagItem("outliers.function")), Is.EqualTo(names.Concat(names)));
    }

    [Test]
    public void Detect_ThatRaises_MarksItsSpan()
    {
        using var outliers = new Outliers("raises", "value_error");
        using var spans = new Spans();

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()))!;

        Activity span = spans.Single;
        Assert.That((span.Status, span.StatusDescription), Is.EqualTo((ActivityStatusCode.Error, thrown.Message)));
        Assert.That(span.GetTagItem("error.type"), Is.EqualTo("ValueError"));
    }

    [Test]
    public void Detect_ByCodeThatPythonCalls_IsBelowTheOuterCall()
    {
        using var outliers = new Outliers("good_results", "int64");
        using var spans = new Spans();

        Callback.Run(Callback.WithoutGil, () => outliers.Detect(Five.Values()));

        Assert.That(spans.Ended.Select(span => span.OperationName), Is.EqualTo(new[] { "detect good_results.int64", "detect calls_back.without_gil" }));
        Assert.That(spans.Ended[0].Parent, Is.SameAs(spans.Ended[1]));
    }

    [Test]
    public async Task DetectAsync_WithAListener_IsBelowItsCallersSpan()
    {
        using var outliers = new Outliers("good_results", "int64");
        using var spans = new Spans();
        Activity? current;
        Task<long[]> call;
        using Activity own = spans.StartOwn("caller");
        using (new BlockedQueue())
        {
            call = outliers.DetectAsync(Five.Values());
            current = Activity.Current;
        }

        await call;

        Activity span = spans.Ended.Single(one => one.OperationName == "detect good_results.int64");
        Assert.That(current, Is.SameAs(own));
        Assert.That(Activity.Current, Is.SameAs(own));
        Assert.That(span.Parent, Is.SameAs(own));
        Assert.That((double)span.GetTagItem("outliers.queue.duration")!, Is.GreaterThan(0).And.LessThanOrEqualTo(span.Duration.TotalSeconds + 1e-3));
    }

    [Test]
    public async Task DetectAsync_InABatch_HasASpanForEachCaller()
    {
        using Outliers outliers = FixtureFunctions.Load("many_at_once.as_list");
        await outliers.DetectManyAsync([[]]); // after which the queue knows that the function has a many
        using var spans = new Spans();
        var owns = new List<Activity>();
        var calls = new List<Task<long[]>>();
        using (new BlockedQueue())
        {
            for (int i = 0; i < 3; i++)
            {
                using Activity own = spans.StartOwn($"caller {i}");
                owns.Add(own);
                calls.Add(outliers.DetectAsync(Five.Values()));
            }
        }

        await Task.WhenAll(calls);

        Activity[] ended = [.. spans.Ended.Where(span => span.OperationName == "detect many_at_once.as_list")];
        Assert.That(ended.Select(span => span.Parent), Is.EqualTo(owns));
        Assert.That(ended.Select(span => span.GetTagItem("outliers.batch.size")), Is.All.EqualTo(3));
        Assert.That(ended.Select(span => span.GetTagItem("outliers.python.duration")).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task DetectAsync_ByCodeThatPythonCalls_IsBelowTheOuterCall()
    {
        using var outer = new Outliers("calls_back", Callback.WithoutGil);
        using var inner = new Outliers("good_results", "int64");
        using var spans = new Spans();
        NativeFunction function = () => inner.Detect(Five.Values()).Length;

        await outer.DetectAsync([Marshal.GetFunctionPointerForDelegate(function)]);

        Assert.That(spans.Ended.Select(span => span.OperationName), Is.EqualTo(new[] { "detect good_results.int64", "detect calls_back.without_gil" }));
        Assert.That(spans.Ended[0].Parent, Is.SameAs(spans.Ended[1]));
        GC.KeepAlive(function);
    }

    /// <summary>Ending a span makes its predecessor the current one, on whatever thread that happens.</summary>
    [Test]
    public async Task DetectAsync_AfterAnother_SeesNothingOfItsSpan([Values(1, 3)] int before)
    {
        using var outliers = new Outliers("outliers", "detect");
        using var calls = new Outliers("calls_back", Callback.WithoutGil);
        await outliers.DetectManyAsync([[]]);
        using (var spans = new Spans())
        {
            using Activity own = spans.StartOwn("caller");
            Task<long[]>[] earlier;
            using (new BlockedQueue())
            {
                earlier = [.. Enumerable.Range(0, before).Select(_ => outliers.DetectAsync(Five.Values()))];
            }
            await Task.WhenAll(earlier);
        }
        var seen = new List<Activity?>();
        NativeFunction function = () =>
        {
            lock (seen)
            {
                seen.Add(Activity.Current);
            }
            return 0;
        };

        double[] data = [Marshal.GetFunctionPointerForDelegate(function)];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => calls.DetectAsync(data)));

        Assert.That(seen, Has.Count.EqualTo(8).And.All.Null);
        GC.KeepAlive(function);
    }

    [Test]
    public void Cancel_OfAWaitingCall_LeavesTheCurrentSpanOfTheThread()
    {
        using var outliers = new Outliers("good_results", "int64");
        using var spans = new Spans();
        using var blocked = new BlockedQueue();
        using var source = new CancellationTokenSource();
        Task<long[]> call;
        using (spans.StartOwn("caller"))
        {
            call = outliers.DetectAsync(Five.Values(), null, source.Token);
        }
        using Activity own = spans.StartOwn("canceller");

        source.Cancel();

        Assert.That(Activity.Current, Is.SameAs(own));
        Assert.That(call.IsCanceled, Is.True);
        Assert.That(spans.Single.GetTagItem("error.type"), Is.EqualTo("System.Threading.Tasks.TaskCanceledException"));
    }

    [Test]
    public void Detect_WithoutAListener_MakesNoSpan()
    {
        using var outliers = new Outliers("good_results", "int64");
        var spans = new Spans();
        spans.Dispose();

        outliers.Detect(Five.Values());

        Assert.That(spans.Ended, Is.Empty);
        Assert.That(Telemetry.IsListening, Is.False);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int NativeFunction();
}
