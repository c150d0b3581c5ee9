using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Acceptance;

/// <summary>The bundled detector, called from .NET, on real series.</summary>
public sealed class NabTests
{
    [TestCaseSource(typeof(InputKind), nameof(InputKind.All))]
    public void Detect_OfNetworkTraffic_NamesFivePositions(InputKind kind)
    {
        double[] data = NabSeries.Read("realAWSCloudwatch/ec2_network_in_257a54.csv");
        using var outliers = new Outliers("outliers", "detect");

        long[] positions = kind.Detect(outliers, data);

        Assert.That(positions, Is.EqualTo(new long[] { 1638, 1640, 1643, 1644, 1693 }));
    }

    [TestCase("realAWSCloudwatch/ec2_network_in_257a54.csv", 5)]
    [TestCase("realAWSCloudwatch/ec2_cpu_utilization_825cc2.csv", 132)]
    [TestCase("realKnownCause/nyc_taxi.csv", 28)]
    [TestCase("artificialWithAnomaly/art_daily_flatmiddle.csv", 0)]
    [TestCase("artificialNoAnomaly/art_flatline.csv", 0)]
    public void Detect_AtTwoDeviations_NamesThisMany(string name, int count)
    {
        double[] data = NabSeries.Read(name);
        using var outliers = new Outliers("outliers", "detect");

        long[] positions = outliers.Detect(data);

        Assert.That(positions, Has.Length.EqualTo(count));
        Assert.That(positions, Is.Ordered);
    }

    [TestCase("realAWSCloudwatch/rds_cpu_utilization_cc0c53.csv", 2)]
    [TestCase("realKnownCause/ec2_request_latency_system_failure.csv", 17)]
    [TestCase("realTraffic/speed_t4013.csv", 34)]
    public void Detect_AtThreeDeviations_NamesThisMany(string name, int count)
    {
        double[] data = NabSeries.Read(name);
        using var outliers = new Outliers("uses", "bundled_beyond_three_deviations");

        long[] positions = outliers.Detect(data);

        Assert.That(positions, Has.Length.EqualTo(count));
    }

    [TestCase("realAWSCloudwatch/ec2_network_in_257a54.csv")]
    [TestCase("realAWSCloudwatch/ec2_cpu_utilization_825cc2.csv")]
    [TestCase("realKnownCause/ec2_request_latency_system_failure.csv")]
    [TestCase("realKnownCause/nyc_taxi.csv")]
    [TestCase("realTraffic/speed_t4013.csv")]
    [TestCase("realTweets/Twitter_volume_GOOG.csv")]
    public void Detect_OfARealSeries_GivesTheFormulaOfCSharp(string name)
    {
        double[] data = NabSeries.Read(name);
        (long[] expected, double margin) = Formula(data);
        using var outliers = new Outliers("outliers", "detect");

        long[] positions = outliers.Detect(data);

        Assert.That(margin, Is.GreaterThan(1e-9), "a value on the border: another order of summing may decide otherwise");
        Assert.That(positions, Is.EqualTo(expected));
    }

    /// <summary>More than two deviations from the mean, and how near, in deviations, any value is to that border.</summary>
    private static (long[] Positions, double Margin) Formula(double[] data)
    {
        double mean = data.Average();
        double deviation = Math.Sqrt(data.Average(value => (value - mean) * (value - mean)));
        double[] distances = [.. data.Select(value => Math.Abs(value - mean) / deviation)];
        return ([.. Enumerable.Range(0, data.Length).Where(i => distances[i] > 2).Select(i => (long)i)], distances.Min(distance => Math.Abs(distance - 2)));
    }
}
