using NUnit.Framework;

namespace OutliersNative.Orleans.Tests;

/// <summary>Values of a series, and what one stream in one process says about them.</summary>
internal static class Golden
{
    /// <summary>Values with spikes and gaps: the same for the same name.</summary>
    public static double[] Values(string series, int count)
    {
        ulong seed = 14_695_981_039_346_656_037;
        foreach (char each in series)
        {
            seed = (seed ^ each) * 1_099_511_628_211;
        }
        var random = new Random((int)(seed >> 33));
        return [.. Enumerable.Range(0, count).Select(i =>
            i % 97 == 60 ? double.NaN : 20 + random.NextDouble() + Math.Sin(i / 10.0) + (random.Next(40) == 0 ? 30 : 0))];
    }

    /// <summary>What a stream says about them.</summary>
    public static StreamPoint[] Of(double[] values, string function = "ewma", Dictionary<string, object?>? keywords = null)
    {
        using var stream = new OutlierStream("outliers", function, keywords);
        return [.. values.Select(stream.Push)];
    }

    /// <summary>Fails unless all bits are equal: NaN too.</summary>
    public static void AssertSame(IReadOnlyList<StreamPoint> actual, IReadOnlyList<StreamPoint> expected, string series = "")
    {
        Assert.That(actual, Has.Count.EqualTo(expected.Count), series);
        for (int i = 0; i < expected.Count; i++)
        {
            if (Bits(actual[i]) != Bits(expected[i]))
            {
                Assert.Fail($"{series}: value {i} was answered with {actual[i]}; expected {expected[i]}");
            }
        }
    }

    private static (long, long, long, long, bool) Bits(StreamPoint point) => (
        BitConverter.DoubleToInt64Bits(point.Score), BitConverter.DoubleToInt64Bits(point.Expected),
        BitConverter.DoubleToInt64Bits(point.Lower), BitConverter.DoubleToInt64Bits(point.Upper), point.IsOutlier);
}
