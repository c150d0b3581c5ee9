using NUnit.Framework;
using OutliersNative.Nab;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Nab;

/// <summary>The scorer of ./build.sh nab, by the rules of the Numenta Anomaly Benchmark.</summary>
public sealed class NabScorerTests
{
    private const int Length = 200; // the first 30 are the probation

    /// <summary>A window of 20 values, from 100 to 119.</summary>
    private static readonly NabSeries OneWindow = Series((100, 119));

    [Test]
    public void Best_OfTheNullDetector_Is0([Values(0, 1, 2)] int profile)
    {
        NabSeries[] series = [OneWindow, Series((40, 60), (150, 199)), Series()];

        Assert.That(Best(series, References.Null, NabProfile.All[profile]).Score, Is.Zero);
    }

    [Test]
    public void Best_OfThePerfectDetector_Is100([Values(0, 1, 2)] int profile)
    {
        NabSeries[] series = [OneWindow, Series((40, 60), (150, 199)), Series()];

        Assert.That(Best(series, References.Perfect, NabProfile.All[profile]).Score, Is.EqualTo(100).Within(1e-9));
    }

    [TestCase(new[] { 100 }, 100)]
    [TestCase(new[] { 110 }, 92.98963, Description = "the middle")]
    [TestCase(new[] { 119 }, 56.30201, Description = "the last value")]
    [TestCase(new[] { 110, 115, 119 }, 92.98963, Description = "the earliest counts, once")]
    [TestCase(new[] { 50, 100 }, 94.5, Description = "a false alarm before every window: 0.11")]
    [TestCase(new[] { 100, 120 }, 99.28046, Description = "one just behind a window")]
    [TestCase(new[] { 100, 139 }, 94.55667, Description = "one a window's width behind it")]
    [TestCase(new[] { 100, 199 }, 94.5, Description = "one far behind it")]
    [TestCase(new[] { 0, 29, 100 }, 100, Description = "the probation")]
    [TestCase(new[] { 50 }, -5.5, Description = "a false alarm and a missed window")]
    [TestCase(new int[0], 0)]
    public void At_FlaggedPositions_GivesTheScore(int[] flagged, double expected)
    {
        double score = NabScorer.At([OneWindow], [Scores(flagged)], NabProfile.Standard, 1);

        Assert.That(score, Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void At_ByProfile_WeighsFalseAlarmsAndMisses()
    {
        double[] alarm = Scores(50, 100), late = Scores(110);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(NabScorer.At([OneWindow], [alarm], NabProfile.All[1], 1), Is.EqualTo(89).Within(1e-9));
            Assert.That(NabScorer.At([OneWindow], [late], NabProfile.All[2], 1), Is.EqualTo(95.32642).Within(1e-5));
        }
    }

    [Test]
    public void Best_OfSeveralSeries_FindsOneThresholdForAll()
    {
        double[] first = Scores(100), second = Scores(110);
        (first[50], first[100], first[150]) = (0.2, 0.5, 0.1);
        (second[40], second[110]) = (0.7, 0.6);

        NabResult best = NabScorer.Best([OneWindow, OneWindow], [first, second], NabProfile.Standard);

        Assert.That(best.Threshold, Is.EqualTo(0.5));
        Assert.That(best.Score, Is.EqualTo((100 + 92.98963 - 5.5) / 2).Within(1e-5));
        Assert.That(best.Score, Is.EqualTo(NabScorer.At([OneWindow, OneWindow], [first, second], NabProfile.Standard, 0.5)).Within(1e-9));
    }

    [Test]
    public void Row_OfASeries_CountsHitsAndFalseAlarms()
    {
        NabRow row = NabScorer.Row(Series((40, 60), (100, 119)), Scores(45, 46, 80, 150, 151), NabProfile.Standard, 1);

        Assert.That((row.Hits, row.FalseAlarms), Is.EqualTo((1, 3)));
    }

    [TestCase(1000, 150)]
    [TestCase(1001, 150)]
    [TestCase(18050, 750)]
    public void Probation_Is15PercentAtMost750(int length, int expected) => Assert.That(NabScorer.Probation(length), Is.EqualTo(expected));

    [Test]
    public void ReadAll_OfAFolder_ReadsTheSeriesThatAreThere()
    {
        using var folder = new TemporaryFolder();
        folder.Write("data/real/a.csv", "timestamp,value\n2014-02-14 14:30:00,1.5\n2014-02-14 14:35:00,-2\n");
        folder.Write("windows.json", """{ "real/a.csv": [["2014-02-14 14:35:00.000000", "2014-02-14 14:35:00.000000"]], "real/missing.csv": [] }""");

        NabSeries series = NabSeries.ReadAll(folder.Path).Single();

        using (Assert.EnterMultipleScope())
        {
            Assert.That((series.Name, series.Category), Is.EqualTo(("real/a.csv", "real")));
            Assert.That(series.Values, Is.EqualTo(new[] { 1.5, -2 }));
            Assert.That(series.Times[1], Is.EqualTo(new DateTimeOffset(2014, 2, 14, 14, 35, 0, TimeSpan.Zero)));
            Assert.That(series.Windows, Is.EqualTo(new[] { (1, 1) }));
        }
    }

    [Test]
    public void WindowedGaussian_OnTheBenchmark_ScoresAboutWhatNabPublishes()
    {
        string folder = Environment.GetEnvironmentVariable("OUTLIERS_NAB") is { Length: > 0 } given
            ? given : Path.Combine(Places.Repository, "..", "shared", "data", "nab");
        Assume.That(File.Exists(Path.Combine(folder, "windows.json")), $"The Numenta Anomaly Benchmark is not in {folder}: set OUTLIERS_NAB to its folder.");

        double score = Best(NabSeries.ReadAll(folder), References.WindowedGaussian, NabProfile.Standard).Score;

        Assert.That(score, Is.EqualTo(References.PublishedWindowedGaussian).Within(8)); // published on 58 series; here may be fewer
    }

    private static NabSeries Series(params (int First, int Last)[] windows) =>
        new("made/series.csv", [.. Enumerable.Range(0, Length).Select(i => DateTimeOffset.UnixEpoch.AddMinutes(i))], new double[Length], windows);

    private static double[] Scores(params int[] flagged)
    {
        double[] scores = new double[Length];
        foreach (int position in flagged) scores[position] = 1;
        return scores;
    }

    private static NabResult Best(NabSeries[] series, Func<NabSeries, double[]> detector, NabProfile profile) =>
        NabScorer.Best(series, [.. series.Select(detector)], profile);
}
