using System.Runtime.InteropServices;
using NUnit.Framework;

namespace OutliersNative.Tests.Analysis;

/// <summary>Streams of a user's own detector.</summary>
public sealed class OutlierStreamTests
{
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int NativeFunction();

    [Test]
    public void Push_OfSingleValues_RemembersThoseBefore()
    {
        using var stream = new OutlierStream("analyzes", "changes", new() { ["limit"] = 10.0 });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(stream.Push(5), Is.EqualTo(new StreamPoint(0, 5, -5, 15, false)));
            Assert.That(stream.Push(20), Is.EqualTo(new StreamPoint(15, 5, -5, 15, true)));
            Assert.That(stream.Push(21), Is.EqualTo(new StreamPoint(1, 20, 10, 30, false)));
        }
    }

    [Test]
    public void Push_OfSeveralValues_WritesScoresAndCountsOutliers()
    {
        using var stream = new OutlierStream("analyzes", "changes", new() { ["limit"] = 10.0 });
        double[] scores = new double[4];

        int count = stream.Push([5, 20, 21, 0], scores);

        Assert.That(count, Is.EqualTo(2));
        Assert.That(scores, Is.EqualTo(new double[] { 0, 15, 1, 21 }));
    }

    [Test]
    public void Push_IntoMemory_WritesWhatIsWanted()
    {
        using var stream = new OutlierStream("analyzes", "changes", new() { ["limit"] = 10.0 });
        bool[] flags = new bool[3];
        double[] expected = new double[3], lower = new double[3], upper = new double[3];

        int count = stream.Push([5, 20, 21], new StreamDestination { IsOutlier = flags, Expected = expected, Lower = lower, Upper = upper });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(count, Is.EqualTo(1));
            Assert.That(flags, Is.EqualTo(new[] { false, true, false }));
            Assert.That(expected, Is.EqualTo(new double[] { 5, 5, 20 }));
            Assert.That(lower, Is.EqualTo(new double[] { -5, -5, 10 }));
            Assert.That(upper, Is.EqualTo(new double[] { 15, 15, 30 }));
        }
    }

    [Test]
    public void Push_OfAGroup_StepsEachSeries()
    {
        using var stream = new OutlierStream("analyzes", "changes", new() { ["limit"] = 10.0 }, series: 3);
        double[] scores = new double[6];

        int count = stream.Push([1, 100, 1000, 2, 200, 1001], scores);

        Assert.That(count, Is.EqualTo(1));
        Assert.That(scores, Is.EqualTo(new double[] { 0, 0, 0, 1, 100, 1 }));
    }

    [TestCase(2)]
    [TestCase(100)]
    public void Push_InACallbackOfAPush_LeavesTheOuterResult(int values)
    {
        OutlierStream? stream = null;
        double[] inner = new double[values];
        NativeFunction pushes = () => stream!.Push([.. Enumerable.Repeat(5.0, values)], inner);
        using (stream = new OutlierStream("calls_back", "pushes", new() { ["address"] = (long)Marshal.GetFunctionPointerForDelegate(pushes) }))
        {
            StreamPoint outer = stream.Push(7);
            GC.KeepAlive(pushes);

            Assert.That(outer.Score, Is.EqualTo(7));
            Assert.That(inner, Is.All.EqualTo(5));
        }
    }

    [Test]
    public void Push_OfAGap_IsNoOutlier()
    {
        using var stream = new OutlierStream("analyzes", "changes", new() { ["limit"] = 10.0 });
        _ = stream.Push(5);

        Assert.That(stream.Push(double.NaN).IsOutlier, Is.False);
        Assert.That(stream.Push(20).IsOutlier, Is.True);
    }

    [Test]
    public void Push_WithTimes_PassesSecondsSince1970()
    {
        using var stream = new OutlierStream("analyzes", "changes"); // with times, the scores are the times
        double[] scores = new double[2];
        DateTimeOffset time = DateTimeOffset.FromUnixTimeMilliseconds(1_500);

        Assert.That(stream.Push(5, time).Score, Is.EqualTo(1.5));
        _ = stream.Push([5, 6], [time, time.AddSeconds(1)], new StreamDestination { Scores = scores });
        Assert.That(scores, Is.EqualTo(new[] { 1.5, 2.5 }));
    }

    [Test]
    public void Push_WithATimeProvider_PassesItsTime()
    {
        using var stream = new OutlierStream("analyzes", "changes", timeProvider: new At1970());

        Assert.That(stream.Push(5).Score, Is.EqualTo(60));
    }

    [Test]
    public void Push_OfNothing_IsNoCall()
    {
        using var stream = new OutlierStream("analyzes", "changes");

        Assert.That(stream.Push([], Span<double>.Empty), Is.Zero);
    }

    [Test]
    public void Push_AgainAndAgain_AllocatesNothing()
    {
        using var stream = new OutlierStream("analyzes", "changes", series: 4);
        double[] row = [1, 2, 3, 4], scores = new double[4];
        long allocated = -1;
        for (int round = 0; round < 3; round++) // the code is compiled in the first ones
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                _ = stream.Push(row, scores);
                _ = stream.Push(row, [DateTimeOffset.UnixEpoch], new StreamDestination { Scores = scores });
            }
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.That(allocated, Is.Zero);
    }

    [Test]
    public void Load_OfASavedState_ContinuesTheStream()
    {
        byte[] state;
        using (var stream = new OutlierStream("analyzes", "changes", new() { ["limit"] = 10.0 }, series: 2))
        {
            _ = stream.Push([1, 2], new double[2]);
            state = stream.Save();
        }
        using OutlierStream loaded = OutlierStream.Load("analyzes", "changes", state, series: 2);
        double[] scores = new double[2];

        int count = loaded.Push([1, 20], scores);

        Assert.That(count, Is.EqualTo(1));
        Assert.That(scores, Is.EqualTo(new double[] { 0, 18 }));
        Assert.That(loaded.Series, Is.EqualTo(2));
    }

    [Test]
    public void Load_OfAnotherState_SaysWhatWasExpected()
    {
        Assert.That(
            () => OutlierStream.Load("analyzes", "changes", "something else"u8.ToArray()),
            Throws.TypeOf<PythonException>().With.Message.Contains("expected one of 'changes'"));
        Assert.That(() => OutlierStream.Load("analyzes", "changes", null!), Throws.ArgumentNullException);
    }

    [TestCase("analyzes", "changes", 3, 1)]
    [TestCase("analyzes", "changes", 1, 3)]
    [TestCase("outliers", "ewma", 3, 1)]
    [TestCase("outliers", "ewma", 1, 3)]
    [TestCase("outliers", "adaptive", 3, 1)]
    [TestCase("outliers", "adaptive", 1, 3)]
    public void Load_OfAnotherNumberOfSeries_IsRejected(string module, string function, int saved, int loaded)
    {
        using var stream = new OutlierStream(module, function, series: saved);
        byte[] state = stream.Save();

        Assert.That(
            () => OutlierStream.Load(module, function, state, loaded),
            Throws.TypeOf<PythonException>().With.Property("PythonType").EqualTo("ValueError").And.Message.Contains("series"));
    }

    [TestCase("series", "parameter 'series'")]
    [TestCase("state", "OutlierStream.Load")]
    public void Stream_WithAKeywordThatIsAParameter_IsRejected(string keyword, string instead) => Assert.That(
        () => new OutlierStream("outliers", "ewma", new() { [keyword] = 3 }), Throws.ArgumentException.With.Message.Contains(instead));

    [Test]
    public void Stream_OfADetectorWithoutOne_NamesIt()
    {
        Assert.That(
            () => new OutlierStream("good_results", "int64"),
            Throws.TypeOf<NotSupportedException>().With.Message.StartsWith("good_results.int64 has no attribute 'stream'"));
        Assert.That(
            () => new OutlierStream("analyzes", "without_save"),
            Throws.TypeOf<NotSupportedException>().With.Message.StartsWith("analyzes.without_save.stream returned an object without a method 'save'"));
    }

    [Test]
    public void Stream_WithAnUnknownKeyword_ShowsTheSignature() => Assert.That(
        () => new OutlierStream("analyzes", "changes", new() { ["limt"] = 1 }),
        Throws.TypeOf<PythonException>().With.Message.Contains("takes no keyword argument 'limt'").And.Message.Contains("limit=100.0"));

    [Test]
    public void Push_ThatReturnsAWrongShape_IsInvalid()
    {
        using var stream = new OutlierStream("analyzes", "wrong_shape");

        Assert.That(
            () => stream.Push([1, 2, 3], new double[3]),
            Throws.TypeOf<InvalidResultException>().With.Message.Contains("returned an array of shape (3,); expected (4, 3)"));
    }

    [Test]
    public void Push_OfWrongLengths_IsRejected()
    {
        using var group = new OutlierStream("analyzes", "changes", series: 2);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => group.Push([1, 2, 3], new double[3]), Throws.ArgumentException.With.Message.Contains("3 values for 2 series"));
            Assert.That(() => group.Push([1, 2], new double[1]), Throws.ArgumentException.With.Message.Contains("room for 1 values"));
            Assert.That(
                () => group.Push([1, 2], [DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch], default),
                Throws.ArgumentException.With.Message.Contains("2 times for 1 rows"));
            Assert.That(() => group.Push(1), Throws.InvalidOperationException);
            Assert.That(() => new OutlierStream("analyzes", "changes", series: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void Push_WithATimeout_EndsAStreamThatNeverReturns()
    {
        using var stream = new OutlierStream("analyzes", "endless");
        var options = new CallOptions { Timeout = TimeSpan.FromMilliseconds(20) };

        Assert.That(() => stream.Push([1], default, options), Throws.TypeOf<PythonTimeoutException>());
        Assert.That(() => stream.Push([1], [DateTimeOffset.UnixEpoch], default, options), Throws.TypeOf<PythonTimeoutException>());
    }

    [Test]
    public void Push_AfterDispose_Throws()
    {
        var stream = new OutlierStream("analyzes", "changes");
        stream.Dispose();

        Assert.That(() => stream.Push(1), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(stream.Save, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Push_WithATimeProviderThatThrows_ThrowsItAndGoesOn()
    {
        var provider = new Failing();
        using var stream = new OutlierStream("analyzes", "changes", timeProvider: provider);

        Assert.That(() => stream.Push(5), Throws.TypeOf<NotSupportedException>());
        provider.Works = true;
        Assert.That(stream.Push(5).Score, Is.EqualTo(0));
    }

    private sealed class Failing : TimeProvider
    {
        public bool Works { get; set; }

        public override DateTimeOffset GetUtcNow() => Works ? DateTimeOffset.UnixEpoch : throw new NotSupportedException();
    }

    private sealed class At1970 : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddMinutes(1);
    }
}
