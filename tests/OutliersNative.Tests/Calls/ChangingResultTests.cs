using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>Results that Python changes while they are read: any of their states will do, positions out of range never.</summary>
[Category(Length.Category)]
public sealed class ChangingResultTests
{
    private static readonly int Rounds = Length.Of(40, 400);

    [TearDown]
    public void Stop()
    {
        using var stop = new Outliers("returns_hostile", "stop_writing");
        stop.Detect([0]);
    }

    [Test]
    public void Detect_WhenAThreadWritesToTheMask_NamesPositionsInRangeAndOrder()
    {
        double[] data = new double[500_000];
        using var outliers = new Outliers("returns_hostile", "mask_being_written");

        long[][] results = [.. Enumerable.Range(0, Rounds).Select(_ => outliers.Detect(data))];

        Assert.That(results.Count(result => !IsAscendingInRange(result, data.Length)), Is.Zero);
    }

    [Test]
    public void Detect_WhenAThreadWritesToThePositions_NamesDistinctOnesInRangeOrThrows()
    {
        double[] data = new double[500_000];
        using var outliers = new Outliers("returns_hostile", "positions_being_written");

        long[]?[] results = [.. Enumerable.Range(0, Rounds).Select(_ => PositionsUnlessRejected(outliers, data))];

        Assert.That(results.Count(result => result is not null && !AreDistinctInRange(result, data.Length)), Is.Zero);
    }

    private static long[]? PositionsUnlessRejected(Outliers outliers, double[] data)
    {
        try
        {
            return outliers.Detect(data);
        }
        catch (InvalidResultException)
        {
            return null;
        }
    }

    private static bool AreDistinctInRange(long[] positions, int length)
    {
        long[] sorted = [.. positions.Order()];
        return IsAscendingInRange(sorted, length);
    }

    private static bool IsAscendingInRange(long[] positions, int length) =>
        positions.Length == 0
        || (positions[0] >= 0 && positions[^1] < length && positions.Zip(positions.Skip(1)).All(pair => pair.First < pair.Second));
}
