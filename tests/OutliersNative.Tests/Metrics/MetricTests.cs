using System.Diagnostics.Metrics;
using NUnit.Framework;
using OutliersNative.Calls;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Metrics;

/// <summary>What a listener of the meter gets of synchronous calls.</summary>
public sealed class MetricTests
{
    private const string CallDuration = "outliers.call.duration";
    private const string WaitDuration = "outliers.gil.wait.duration";
    private const string PythonDuration = "outliers.python.duration";

    [Test]
    public void Instruments_OfTheMeter_HaveTheseNamesAndUnits()
    {
        using var outliers = new Outliers("good_results", "int64");
        outliers.Detect(Five.Values());

        using var measurements = new Measurements();

        Assert.That(measurements.Instruments.Select(one => $"{one.GetType().Name.Split('`')[0]} {one.Name} {one.Unit}"), Is.EquivalentTo(new[]
        {
            "Histogram outliers.call.duration s",
            "Histogram outliers.queue.duration s",
            "Histogram outliers.gil.wait.duration s",
            "Histogram outliers.python.duration s",
            "UpDownCounter outliers.active_calls {call}",
            "Counter outliers.input.values {value}",
            "Counter outliers.input.shared By",
            "Counter outliers.input.copied By",
            "ObservableUpDownCounter outliers.queue.length {call}",
            "ObservableUpDownCounter outliers.abandoned_calls {call}",
            "ObservableUpDownCounter outliers.leases {lease}",
        }));
        Assert.That(measurements.Instruments.Select(one => one.Description), Is.All.Not.Empty);
    }

    [Test]
    public void Histograms_OfTheMeter_AdviseBucketsFromOneMicrosecond()
    {
        using var measurements = new Measurements();
        using var outliers = new Outliers("good_results", "int64");
        outliers.Detect(Five.Values());

        foreach (Histogram<double> histogram in measurements.Instruments.OfType<Histogram<double>>())
        {
            IReadOnlyList<double> boundaries = histogram.Advice!.HistogramBucketBoundaries!;
            Assert.That(boundaries, Is.Ordered);
            Assert.That((boundaries[0], boundaries[^1]), Is.EqualTo((1e-6, 10.0)), histogram.Name);
        }
    }

    [Test]
    public void Detect_ThatSucceeds_RecordsItsDurationUnderItsName()
    {
        using var outliers = new Outliers("good_results", "int64");
        using var measurements = new Measurements();

        outliers.Detect(Five.Values());

        Measurement duration = measurements.Single(CallDuration);
        Assert.That(duration.Value, Is.GreaterThan(0).And.LessThan(60));
        Assert.That(duration.Tags, Is.EquivalentTo(new Dictionary<string, object?> { ["outliers.function"] = "good_results.int64" }));
    }

    [Test]
    public void WaitAndPython_OfEachKindOfCall_AddUpToAtMostItsDuration([Values] Kind kind)
    {
        using var measurements = new Measurements();

        Make(kind);

        double duration = measurements.Single(CallDuration).Value, wait = measurements.Single(WaitDuration).Value,
            python = measurements.Single(PythonDuration).Value;
        Assert.That(wait, Is.GreaterThanOrEqualTo(0));
        Assert.That(python, Is.GreaterThan(0));
        Assert.That(wait + python, Is.LessThanOrEqualTo(duration));
        Assert.That(measurements.All.Select(one => one.Function), Is.All.EqualTo(NameOf(kind)));
    }

    [TestCase(Kind.Array, 5, 40, 0)]
    [TestCase(Kind.Memory, 5, 40, 0)]
    [TestCase(Kind.Span, 5, 0, 40)]
    [TestCase(Kind.Rows, 6, 48, 0)]
    [TestCase(Kind.Many, 8, 64, 0)]
    [TestCase(Kind.Typed, 3, 12, 0)]
    [TestCase(Kind.TypedSpan, 3, 0, 12)]
    [TestCase(Kind.TypedMatrix, 4, 16, 0)]
    [TestCase(Kind.TypedTwo, 6, 18, 0)]
    public void Inputs_OfEachKindOfCall_AreCountedAsSharedOrCopied(Kind kind, int values, int shared, int copied)
    {
        using var measurements = new Measurements();

        Make(kind);

        Assert.That(measurements.Of("outliers.input.values"), Is.EqualTo(new double[] { values }));
        Assert.That(measurements.Of("outliers.input.shared").Sum(), Is.EqualTo(shared));
        Assert.That(measurements.Of("outliers.input.copied").Sum(), Is.EqualTo(copied));
    }

    [Test]
    public void Detect_ThatRaises_RecordsPythonsType()
    {
        using var outliers = new Outliers("raises", "value_error");
        using var measurements = new Measurements();

        Assert.Throws<PythonException>(() => outliers.Detect(Five.Values()));

        Assert.That(measurements.Single(CallDuration).ErrorType, Is.EqualTo("ValueError"));
        Assert.That(measurements.Of(PythonDuration), Has.Length.EqualTo(1));
    }

    [Test]
    public void Invoke_ThatRaises_RecordsPythonsType()
    {
        using var function = new NumPyFunction<double, double>("typed", "raises");
        using var measurements = new Measurements();

        Assert.Throws<PythonException>(() => function.Invoke(Five.Values()));

        Assert.That(measurements.Single(CallDuration).ErrorType, Is.EqualTo("ValueError"));
    }

    [Test]
    public void DetectMany_ThatRaises_RecordsPythonsType()
    {
        using var outliers = new Outliers("raises", "value_error");
        using var measurements = new Measurements();

        Assert.Throws<PythonException>(() => outliers.DetectMany([Five.Values()]));

        Assert.That(measurements.Single(CallDuration).ErrorType, Is.EqualTo("ValueError"));
    }

    [Test]
    public void Detect_WithABadResult_RecordsTheTypeOfTheException()
    {
        using var outliers = new Outliers("returns", "none");
        using var measurements = new Measurements();

        Assert.Throws<InvalidResultException>(() => outliers.Detect(Five.Values()));

        Assert.That(measurements.Single(CallDuration).ErrorType, Is.EqualTo("OutliersNative.InvalidResultException"));
    }

    [Test]
    public void Detect_ThatTimesOut_RecordsTheTypeOfTheException()
    {
        using var outliers = new Outliers("endless", "loops");
        using var measurements = new Measurements();

        Assert.Throws<PythonTimeoutException>(() => outliers.Detect(Five.Values(), new CallOptions { Timeout = TimeSpan.FromMilliseconds(20) }));

        Assert.That(measurements.Single(CallDuration).ErrorType, Is.EqualTo("OutliersNative.PythonTimeoutException"));
        Assert.That(measurements.Of("outliers.active_calls"), Is.EqualTo(new double[] { 1, -1 }));
    }

    [Test]
    public void Detect_WithACancelledToken_IsNotMadeAndRecorded()
    {
        using var outliers = new Outliers("good_results", "int64");
        using var measurements = new Measurements();

        Assert.Throws<OperationCanceledException>(() => outliers.Detect(Five.Values(), new CallOptions { CancellationToken = new(canceled: true) }));

        Assert.That(measurements.Single(CallDuration).ErrorType, Is.EqualTo("System.OperationCanceledException"));
        Assert.That(measurements.Of(WaitDuration), Is.Empty);
        Assert.That(measurements.Of("outliers.input.values"), Is.Empty);
    }

    [Test]
    public void Detect_ThatGivesUpWaiting_RecordsTheWaitOnly()
    {
        using var outliers = new Outliers("good_results", "int64");
        using var measurements = new Measurements();
        using var mayLeave = new ManualResetEventSlim();
        using var isInside = new ManualResetEventSlim();
        var other = new Thread(() => Callback.Run(Callback.WithoutGil, () =>
        {
            isInside.Set();
            mayLeave.Wait();
        }));
        other.Start();
        isInside.Wait();

        // Long calls let others in after some milliseconds, but not at once.
        Assert.Throws<PythonTimeoutException>(() => outliers.Detect(Five.Values(), new CallOptions { Timeout = TimeSpan.FromTicks(1) }));
        mayLeave.Set();
        other.Join();

        Measurement wait = measurements.All.Single(one => one.Instrument == WaitDuration && Equals(one.Function, "good_results.int64"));
        Assert.That(wait.Value, Is.GreaterThanOrEqualTo(0));
        Assert.That(measurements.All.Where(one => Equals(one.Function, "good_results.int64")).Select(one => one.Instrument),
            Is.EquivalentTo(new[] { "outliers.active_calls", "outliers.active_calls", WaitDuration, CallDuration }));
    }

    [Test]
    public void Detect_OfNoValues_IsNoCall()
    {
        using var outliers = new Outliers("good_results", "int64");
        using var measurements = new Measurements();

        outliers.Detect([]);

        Assert.That(measurements.All, Is.Empty);
    }

    [Test]
    public void ActiveCalls_DuringACall_AreOne()
    {
        using var measurements = new Measurements("outliers.active_calls");
        double during = 0;

        Callback.Run(Callback.WithoutGil, () => during = measurements.Of("outliers.active_calls").Sum());

        Assert.That(during, Is.EqualTo(1));
        Assert.That(measurements.Of("outliers.active_calls").Sum(), Is.Zero);
    }

    /// <summary>A listener that comes during a call must not see calls end that it has not seen begin.</summary>
    [Test]
    public void ActiveCalls_OfAListenerThatComesDuringACall_DoNotCountIt()
    {
        Measurements? measurements = null;

        Callback.Run(Callback.WithoutGil, () => measurements = new Measurements());

        using (measurements)
        {
            Assert.That(measurements!.All, Is.Empty);
        }
    }

    [Test]
    public void Leases_WhileAnInputIsRetained_AreCounted()
    {
        using var measurements = new Measurements();

        RetainedInput.Detect(Five.Values());
        double whileRetained = measurements.Observe("outliers.leases");
        RetainedInput.Release();

        Assert.That(whileRetained, Is.EqualTo(1));
        Assert.That(Counters.WaitUntil(() => measurements.Observe("outliers.leases") == 0), Is.True);
    }

    [Test]
    public void IsListening_WithoutAListener_IsFalse()
    {
        using var outliers = new Outliers("good_results", "int64");
        var measurements = new Measurements();
        outliers.Detect(Five.Values());
        bool meanwhile = Telemetry.IsListening;
        int recorded = measurements.All.Length;
        measurements.Dispose();

        outliers.Detect(Five.Values());

        Assert.That(meanwhile, Is.True);
        Assert.That(Telemetry.IsListening, Is.False);
        Assert.That(measurements.All, Has.Length.EqualTo(recorded));
    }

    /// <summary>What can be asked for at any time costs calls nothing.</summary>
    [Test]
    public void IsListening_WithAListenerOfObservableInstrumentsOnly_IsFalse()
    {
        using var measurements = new Measurements("outliers.queue.length", "outliers.abandoned_calls", "outliers.leases");

        Assert.That(Telemetry.IsListening, Is.False);
    }

    [TestCase(CallDuration)]
    [TestCase(WaitDuration)]
    [TestCase(PythonDuration)]
    [TestCase("outliers.input.values")]
    [TestCase("outliers.input.shared")]
    public void Detect_WithAListenerOfOneInstrument_RecordsThat(string instrument)
    {
        using var outliers = new Outliers("good_results", "int64");
        using var measurements = new Measurements(instrument);

        outliers.Detect(Five.Values());

        Assert.That(measurements.All.Select(one => one.Instrument), Is.EqualTo(new[] { instrument }));
    }

    /// <summary>The ways to call, each of which is made once.</summary>
    public enum Kind
    {
        Array,
        Memory,
        Span,
        Rows,
        Many,
        Typed,
        TypedSpan,
        TypedMatrix,
        TypedTwo,
    }

    private static string NameOf(Kind kind) => kind switch
    {
        Kind.Rows => "matrix_results.mask",
        Kind.TypedTwo => "typed.add",
        >= Kind.Typed => "typed.copied",
        _ => "good_results.int64",
    };

    private static void Make(Kind kind)
    {
        if (kind >= Kind.Typed)
        {
            MakeTyped(kind);
            return;
        }
        using Outliers outliers = FixtureFunctions.Load(NameOf(kind));
        switch (kind)
        {
            case Kind.Array:
                outliers.Detect(Five.Values());
                break;
            case Kind.Memory:
                using (var manager = new NativeMemoryManager(Five.Values()))
                {
                    outliers.Detect((ReadOnlyMemory<double>)manager.Memory);
                }
                break;
            case Kind.Span:
                outliers.Detect(Five.Values().AsSpan());
                break;
            case Kind.Rows:
                outliers.DetectBatch([1, 2, 3, 4, 5, 6], 3);
                break;
            default:
                outliers.DetectMany([Five.Values(), [], [1, 2, 3]]);
                break;
        }
    }

    private static void MakeTyped(Kind kind)
    {
        if (kind == Kind.TypedTwo)
        {
            using var add = new NumPyFunction<int, int>("typed", "add");
            add.Invoke<short>([1, 2, 3], [4, 5, 6]);
            return;
        }
        using var function = new NumPyFunction<int, int>("typed", "copied");
        switch (kind)
        {
            case Kind.Typed:
                function.Invoke((int[])[1, 2, 3]);
                break;
            case Kind.TypedSpan:
                function.Invoke((ReadOnlySpan<int>)[1, 2, 3]);
                break;
            default:
                function.Invoke(new int[,] { { 1, 2 }, { 3, 4 } });
                break;
        }
    }
}
