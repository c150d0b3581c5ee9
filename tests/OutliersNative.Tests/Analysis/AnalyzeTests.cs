using System.Runtime.InteropServices;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Analysis;

/// <summary>Scores and analyses of a user's own detector.</summary>
public sealed class AnalyzeTests
{
    private const double Infinite = double.PositiveInfinity;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int NativeFunction();

    [Test]
    public void Score_OfADetectorWithScores_ReturnsThem()
    {
        using var outliers = new Outliers("analyzes", "above", new() { ["limit"] = 25 });

        Assert.That(outliers.Score(Five.Values()), Is.EqualTo(new double[] { 0, 875, 0, 775, 5 }));
    }

    [Test]
    public void Score_IntoMemory_WritesThere()
    {
        using var outliers = new Outliers("analyzes", "above");
        double[] scores = [-1, -1, -1, -1, -1, -1];

        outliers.Score(Five.Values(), scores);

        Assert.That(scores, Is.EqualTo(new double[] { 0, 800, 0, 700, 0, -1 }));
    }

    [Test]
    public void Score_OfALongSeries_IsComplete()
    {
        using var outliers = new Outliers("analyzes", "above");
        double[] data = [.. Enumerable.Range(0, 100_000)];

        Assert.That(outliers.Score(data)[^1], Is.EqualTo(99_899));
    }

    [Test]
    public void Analyze_ReturnsAllParts()
    {
        using var outliers = new Outliers("analyzes", "above");

        OutlierAnalysis analysis = outliers.Analyze(Five.Values());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(analysis.Positions, Is.EqualTo(new long[] { 1, 3 }));
            Assert.That(analysis.Scores, Is.EqualTo(new double[] { 0, 800, 0, 700, 0 }));
            Assert.That(analysis.Expected, Is.EqualTo(new double[] { 100, 100, 100, 100, 100 }));
            Assert.That(analysis.Lower, Is.All.EqualTo(-Infinite));
            Assert.That(analysis.Upper, Is.All.EqualTo(100));
            Assert.That(analysis.Period, Is.EqualTo(24));
        }
    }

    [Test]
    public void Analyze_OfALongSeries_IsComplete()
    {
        using var outliers = new Outliers("analyzes", "above");
        double[] data = [.. Enumerable.Range(0, 100_000)];

        OutlierAnalysis analysis = outliers.Analyze(data.AsMemory(50_000));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(analysis.Positions, Has.Length.EqualTo(50_000));
            Assert.That(analysis.Positions[^1], Is.EqualTo(49_999));
            Assert.That(analysis.Scores[^1], Is.EqualTo(99_899));
            Assert.That(analysis.Expected[^1], Is.EqualTo(100));
            Assert.That(analysis.Upper[^1], Is.EqualTo(100));
        }
    }

    [Test]
    public void Analyze_IntoMemory_WritesWhatIsWanted()
    {
        using var outliers = new Outliers("analyzes", "above");
        double[] upper = new double[5];
        long[] positions = new long[5];

        int count = outliers.Analyze(Five.Values(), new AnalysisDestination { Positions = positions, Upper = upper }, out int period);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(count, Is.EqualTo(2));
            Assert.That(positions[..2], Is.EqualTo(new long[] { 1, 3 }));
            Assert.That(upper, Is.All.EqualTo(100));
            Assert.That(period, Is.EqualTo(24));
        }
    }

    [Test]
    public void Analyze_WithoutAPeriod_SaysNone()
    {
        using var outliers = new Outliers("analyzes", "without_period");

        Assert.That(outliers.Analyze(Five.Values()).Period, Is.Zero);
    }

    [Test]
    public void ScoreAndAnalyze_OfNothing_AreEmpty()
    {
        using var outliers = new Outliers("analyzes", "raising");

        Assert.That(outliers.Score([]), Is.Empty);
        Assert.That(outliers.Analyze([]).Positions, Is.Empty);
    }

    [TestCase("too_few_items", "returned 2 items")]
    [TestCase("a_dict", "returned a dict")]
    [TestCase("short_scores", "returned scores of shape (4,) for 5 values")]
    [TestCase("a_matrix", "returned scores of shape (2, 5) for 5 values")]
    [TestCase("huge_period", "returned the period 1099511627776; expected")]
    [TestCase("negative_period", "returned the period -3; expected")]
    [TestCase("descending", "returned the position 1 after 3; expected positions in ascending order")]
    [TestCase("out_of_range", "returned the position 5 after 0; expected positions in ascending order, each less than 5")]
    public void Analyze_OfAWrongResult_SaysWhatWasExpected(string function, string message)
    {
        using var outliers = new Outliers("analyzes", function);

        Assert.That(() => outliers.Analyze(Five.Values()), Throws.TypeOf<InvalidResultException>().With.Message.Contains(message));
    }

    [TestCase("score_of_other_length", "returned 4 scores for 5 values")]
    [TestCase("too_many_scores", "returned 7 scores for 5 values")]
    public void Score_OfAnotherLength_IsInvalid(string function, string message)
    {
        using var outliers = new Outliers("analyzes", function);

        Assert.That(() => outliers.Score(Five.Values()), Throws.TypeOf<InvalidResultException>().With.Message.Contains(message));
        Assert.That(() => outliers.Score(Five.Values(), new double[100]), Throws.TypeOf<InvalidResultException>().With.Message.Contains(message));
        Assert.That(async () => await outliers.ScoreAsync(Five.Values()), Throws.TypeOf<InvalidResultException>().With.Message.Contains(message));
    }

    [Test]
    public void ScoreAndAnalyze_ThatRaise_Throw()
    {
        using var outliers = new Outliers("analyzes", "raising");

        Assert.That(() => outliers.Score(Five.Values()), Throws.TypeOf<PythonException>().With.Message.Contains("no score for 5 values"));
        Assert.That(() => outliers.Analyze(Five.Values()), Throws.TypeOf<PythonException>().With.Message.Contains("no score for 5 values"));
    }

    [Test]
    public void ScoreAndAnalyze_OfADetectorWithoutThem_NameIt()
    {
        using var outliers = new Outliers("good_results", "int64");

        Assert.That(() => outliers.Score(Five.Values()), Throws.TypeOf<NotSupportedException>().With.Message.StartsWith("good_results.int64 has no attribute 'score'"));
        Assert.That(() => outliers.Analyze(Five.Values()), Throws.TypeOf<NotSupportedException>().With.Message.StartsWith("good_results.int64 has no attribute 'analyze'"));
    }

    [Test]
    public void Score_WithTooShortADestination_IsRejected()
    {
        using var outliers = new Outliers("analyzes", "above");

        Assert.That(() => outliers.Score(Five.Values(), new double[4]), Throws.ArgumentException.With.Message.Contains("room for 4 values"));
    }

    [Test]
    public async Task Dispose_WhileScoreIsLookedUp_DoesNotWait()
    {
        using var isIn = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        NativeFunction function = () =>
        {
            isIn.Set();
            mayEnd.Wait();
            return 0;
        };
        var outliers = new Outliers("calls_back", "score_asked");
        _ = outliers.Detect((double[])[Marshal.GetFunctionPointerForDelegate(function)]);
        Task<double[]> scores = Task.Run(() => outliers.Score(Five.Values()));
        isIn.Wait();

        bool ended = Task.Run(outliers.Dispose).Wait(TimeSpan.FromSeconds(10));
        mayEnd.Set();

        Assert.That(ended, Is.True);
        Assert.That(async () => await scores, Throws.TypeOf<ObjectDisposedException>());
        await ((Task)scores).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        GC.KeepAlive(function);
    }

    [Test]
    public void ScoreAndAnalyze_AfterDispose_Throw()
    {
        var outliers = new Outliers("analyzes", "above");
        _ = outliers.Score(Five.Values());
        outliers.Dispose();

        Assert.That(() => outliers.Score(Five.Values()), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => outliers.Analyze(Five.Values()), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public async Task ScoreAsyncAndAnalyzeAsync_ReturnWhatTheOthersDo()
    {
        using var outliers = new Outliers("analyzes", "above");
        using var raising = new Outliers("analyzes", "raising");

        OutlierAnalysis analysis = await outliers.AnalyzeAsync(Five.Values());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(analysis.Positions, Is.EqualTo(new long[] { 1, 3 }));
            Assert.That(await outliers.ScoreAsync(Five.Values()), Is.EqualTo(analysis.Scores));
            Assert.That(() => outliers.ScoreAsync((double[])null!), Throws.ArgumentNullException);
            Assert.That(() => outliers.AnalyzeAsync((double[])null!), Throws.ArgumentNullException);
            Assert.That((await raising.AnalyzeAsync(Array.Empty<double>())).Scores, Is.Empty);
            Assert.That(async () => await raising.ScoreAsync(Five.Values()), Throws.TypeOf<PythonException>());
            Assert.That(async () => await outliers.AnalyzeAsync(Five.Values(), null, new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(
                async () => await outliers.AnalyzeAsync(Array.Empty<double>(), new CallOptions { CancellationToken = new CancellationToken(true) }),
                Throws.InstanceOf<OperationCanceledException>());
        }
    }

    [Test]
    public void Score_WithKeywordsOfTheCall_PassesThem()
    {
        using var outliers = new Outliers("analyzes", "above", new() { ["limit"] = 1000 });
        var options = new CallOptions { Keywords = new() { ["limit"] = 25 } };

        Assert.That(outliers.Score(Five.Values(), options), Is.EqualTo(new double[] { 0, 875, 0, 775, 5 }));
        Assert.That(outliers.Analyze(Five.Values(), options).Upper, Is.All.EqualTo(25));
    }

    [Test]
    public void Merge_OfPositions_MakesEvents()
    {
        long[] positions = [2, 3, 4, 7, 20];
        double[] scores = new double[21];
        (scores[2], scores[3], scores[4], scores[7], scores[20]) = (1, 5, 5, 2, 3);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(OutlierEvent.Merge(positions, scores), Is.EqualTo(new OutlierEvent[] { new(2, 4, 3, 5), new(7, 7, 7, 2), new(20, 20, 20, 3) }));
            Assert.That(OutlierEvent.Merge(positions, scores, maxGap: 3), Is.EqualTo(new OutlierEvent[] { new(2, 7, 3, 5), new(20, 20, 20, 3) }));
            Assert.That(OutlierEvent.Merge(positions, scores, minLength: 2), Is.EqualTo(new OutlierEvent[] { new(2, 4, 3, 5) }));
            Assert.That(OutlierEvent.Merge([], scores), Is.Empty);
            Assert.That(OutlierEvent.Merge(positions, scores)[0].Length, Is.EqualTo(3));
        }
    }

    [Test]
    public void Merge_WithScoresThatAreNaN_TakesAnotherPeak()
    {
        double[] scores = [double.NaN, 2, double.NaN, 1];

        Assert.That(OutlierEvent.Merge([0, 1, 2, 3], scores), Is.EqualTo(new OutlierEvent[] { new(0, 3, 1, 2) }));
        Assert.That(OutlierEvent.Merge([2], scores), Is.EqualTo(new OutlierEvent[] { new(2, 2, 2, double.NaN) }));
    }

    [TestCase(new long[] { 3, 2 })]
    [TestCase(new long[] { 2, 2 })]
    [TestCase(new long[] { 21 })]
    [TestCase(new long[] { -1 })]
    public void Merge_OfInvalidPositions_IsRejected(long[] positions) =>
        Assert.That(() => OutlierEvent.Merge(positions, new double[21]), Throws.ArgumentException);
}
