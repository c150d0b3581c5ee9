using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>Up to 128 positions are returned on the stack, more in native memory.</summary>
public sealed class PositionCountTests
{
    [Test]
    public void Detect_WithThisManyPositions_GivesThemInTheirOrder(
        [Values(0, 1, 127, 128, 129, 130, 100_000)] int count, [ValueSource(typeof(InputKind), nameof(InputKind.All))] InputKind kind)
    {
        using var outliers = new Outliers("planned_results", "descending");

        long[] positions = kind.Detect(outliers, Input(count, size: count + 5));

        Assert.That(positions, Has.Length.EqualTo(count));
        Assert.That(positions.SequenceEqual(Enumerable.Range(0, count).Reverse().Select(i => (long)i)), Is.True);
    }

    [Test]
    public void Detect_WithThisManyInAMask_GivesThemAscending([Values(0, 127, 128, 129, 100_000)] int count)
    {
        using var outliers = new Outliers("planned_results", "mask");

        long[] positions = outliers.Detect(Input(count, size: count + 5));

        Assert.That(positions.SequenceEqual(Enumerable.Range(0, count).Select(i => (long)i)), Is.True);
    }

    [TestCase(128)]
    [TestCase(129)]
    public void Detect_WithAllPositions_GivesThem(int count)
    {
        using var outliers = new Outliers("planned_results", "ascending");

        long[] positions = outliers.Detect(Input(count, size: count));

        Assert.That(positions.SequenceEqual(Enumerable.Range(0, count).Select(i => (long)i)), Is.True);
    }

    [Test]
    public void Detect_WithManyPositions_FreesTheirMemory()
    {
        using var outliers = new Outliers("planned_results", "ascending");

        outliers.Detect(Input(100_000, size: 100_000));

        Assert.That(Counters.Become(now => now is { results: 0, queued: 0 }), Is.True);
    }

    [Test]
    public void Detect_WithMorePositionsThanValues_RejectsThemAndLeavesNoResult()
    {
        using var outliers = new Outliers("returns", "too_many");

        Assert.Throws<InvalidResultException>(() => outliers.Detect(new double[129]));

        Assert.That(Counters.Now().results, Is.Zero);
    }

    private static double[] Input(int first, int size)
    {
        var data = new double[size];
        data[0] = first;
        return data;
    }
}
