using NUnit.Framework;

namespace OutliersNative.Tests.Calls;

/// <summary>Results that Python changes while they are read: any of their states will do, positions out of range never.</summary>
public sealed class ChangingResultTests
{
    [OneTimeTearDown]
    public void Stop()
    {
        using var stop = new Outliers("changes_its_result", "stop");
        stop.Detect([0]);
    }

    [Test]
    public void Detect_WhenAThreadWritesToTheMask_NamesPositionsInRangeAndOrder()
    {
        double[] data = new double[500_000];
        using var outliers = new Outliers("changes_its_result", "detect");

        long[][] results = [.. Enumerable.Range(0, 200).Select(_ => outliers.Detect(data))];

        Assert.That(results.Count(result => !IsAscendingInRange(result, data.Length)), Is.Zero);
    }

    private static bool IsAscendingInRange(long[] positions, int length) =>
        positions.Length == 0
        || (positions[0] >= 0 && positions[^1] < length && positions.Zip(positions.Skip(1)).All(pair => pair.First < pair.Second));
}
