using NUnit.Framework;

namespace OutliersNative.Tests.Analysis;

/// <summary>The bundled stream outliers.adaptive, through .NET.</summary>
public sealed class AdaptiveStreamTests
{
    private const int Length = 12 * 24 * 9; // nine days of 5 minutes
    private const int Spike = Length - 100;

    private static readonly DateTimeOffset[] Times = [.. Enumerable.Range(0, Length).Select(i => new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero).AddMinutes(5 * i))];
    private static readonly double[] Values = Made();

    [Test]
    public void Push_OneByOne_GivesTheBitsOfOnePush()
    {
        double[] whole = Push(Values, Times, [Length]);

        Assert.That(Push(Values, Times, Enumerable.Repeat(1, Length)), Is.EqualTo(whole));
        Assert.That(Push(Values, Times, [1, 500, 37, Length - 538]), Is.EqualTo(whole));
    }

    [Test]
    public void Push_OfASpike_FlagsIt()
    {
        using var stream = new OutlierStream("outliers", "adaptive");
        bool[] isOutlier = new bool[Length];

        int count = stream.Push(Values, Times, new StreamDestination { IsOutlier = isOutlier });

        Assert.That(isOutlier[Spike], Is.True);
        Assert.That(count, Is.LessThan(10));
    }

    [Test]
    public void Load_OfASavedStream_ContinuesToTheBit()
    {
        const int First = 1000;
        using var saved = new OutlierStream("outliers", "adaptive", new() { ["window"] = 7 });
        saved.Push(Values.AsSpan(0, First), Times.AsSpan(0, First), default);
        byte[] state = saved.Save();

        using OutlierStream loaded = OutlierStream.Load("outliers", "adaptive", state);
        double[] expected = new double[Length - First], scores = new double[Length - First];
        saved.Push(Values.AsSpan(First), Times.AsSpan(First), new StreamDestination { Scores = expected });
        loaded.Push(Values.AsSpan(First), Times.AsSpan(First), new StreamDestination { Scores = scores });

        Assert.That(scores, Is.EqualTo(expected));
        Assert.That(expected.Max(), Is.GreaterThan(3));
        Assert.That(state, Has.Length.LessThan(6000));
    }

    [TestCase(3, Description = "few are stepped one by one")]
    [TestCase(50, Description = "many are stepped by NumPy")]
    public void Push_OfAGroup_GivesTheBitsOfEachAlone(int series)
    {
        double[] alone = Push(Values, Times, [Length]), scores = new double[Length * series];
        double[] matrix = [.. Values.SelectMany(value => Enumerable.Repeat(value, series))];
        using var group = new OutlierStream("outliers", "adaptive", series: series);

        group.Push(matrix, Times, new StreamDestination { Scores = scores });

        Assert.That(Enumerable.Range(0, Length).Select(i => scores[i * series + series - 1]), Is.EqualTo(alone));
        Assert.That(Enumerable.Range(0, Length).Select(i => scores[i * series]), Is.EqualTo(alone));
    }

    private static double[] Push(double[] values, DateTimeOffset[] times, IEnumerable<int> lengths)
    {
        using var stream = new OutlierStream("outliers", "adaptive");
        double[] scores = new double[values.Length];
        int start = 0;
        foreach (int length in lengths)
        {
            stream.Push(values.AsSpan(start, length), times.AsSpan(start, length), new StreamDestination { Scores = scores.AsSpan(start, length) });
            start += length;
        }
        Assert.That(start, Is.EqualTo(values.Length));
        return scores;
    }

    /// <summary>A daily season with noise, and one spike.</summary>
    private static double[] Made()
    {
        var random = new Random(7);
        double[] values = [.. Enumerable.Range(0, Length).Select(i => Math.Sin(i * Math.PI / 144) + 0.1 * (random.NextDouble() + random.NextDouble()))];
        values[Spike] += 3;
        return values;
    }
}
