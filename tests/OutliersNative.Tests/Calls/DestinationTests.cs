using NUnit.Framework;

namespace OutliersNative.Tests.Calls;

/// <summary>Positions written to the caller's memory: all of them or an error, nothing outside, and no allocation.</summary>
public sealed class DestinationTests
{
    private readonly double[] _five = [5, 0, 0, 0, 0, 0, 0, 0];

    [Test]
    public void Detect_IntoALongerDestination_LeavesTheRestAsItWas()
    {
        using var outliers = new Outliers("planned_results", "ascending");
        long[] destination = [-1, -1, -1, -1, -1, -1, -1];

        int count = outliers.Detect(_five, destination);

        Assert.That(count, Is.EqualTo(5));
        Assert.That(destination, Is.EqualTo(new long[] { 0, 1, 2, 3, 4, -1, -1 }));
    }

    [Test]
    public void Detect_IntoOneOfJustThatSize_FillsIt()
    {
        using var outliers = new Outliers("planned_results", "mask");
        long[] destination = new long[5];

        int count = outliers.Detect(_five.AsSpan(), destination);

        Assert.That(count, Is.EqualTo(5));
        Assert.That(destination, Is.EqualTo(new long[] { 0, 1, 2, 3, 4 }));
    }

    [TestCase("ascending")]
    [TestCase("mask")]
    public void Detect_IntoOneThatIsTooShort_SaysHowLongItHasToBe(string function)
    {
        using var outliers = new Outliers("planned_results", function);

        var thrown = Assert.Throws<ArgumentException>(() => outliers.Detect(_five, new long[4]))!;

        Assert.That(thrown.Message, Does.StartWith("The destination holds 4 positions, and the function returned 5: "));
        Assert.That(thrown.ParamName, Is.EqualTo("destination"));
    }

    [Test]
    public void Detect_IntoAnEmptyDestination_WorksIfThereAreNoPositions()
    {
        using var outliers = new Outliers("planned_results", "ascending");

        int count = outliers.Detect(new double[] { 0, 1 }.AsMemory(), []);

        Assert.That(count, Is.Zero);
    }

    [Test]
    public void Detect_OfAnEmptySeries_WritesNothing()
    {
        using var outliers = new Outliers("raises", "value_error");

        Assert.That(outliers.Detect((double[])[], []), Is.Zero);
        Assert.That(outliers.Detect(ReadOnlyMemory<double>.Empty, []), Is.Zero);
        Assert.That(outliers.Detect(ReadOnlySpan<double>.Empty, []), Is.Zero);
    }

    [TestCase("ascending", 5)]
    [TestCase("ascending", 100_000)]
    [TestCase("mask", 100_000)]
    public void Detect_IntoADestination_AllocatesNothing(string function, int count)
    {
        using var outliers = new Outliers("planned_results", function);
        double[] data = new double[count + 3];
        data[0] = count;
        long[] destination = new long[data.Length];
        outliers.Detect(data, destination);

        long least = long.MaxValue;
        for (int round = 0; round < 5; round++) // a garbage collection adds the unused rest of the thread's allocation context
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                outliers.Detect(data, destination);
            }
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.That(least, Is.Zero);
    }

    [Test]
    public void Detect_WithoutADestination_AllocatesItsResultOnly()
    {
        using var outliers = new Outliers("planned_results", "ascending");
        outliers.Detect(_five);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long[] result = new long[5];
        long ofTheResult = GC.GetAllocatedBytesForCurrentThread() - before;
        before = GC.GetAllocatedBytesForCurrentThread();

        result = outliers.Detect(_five);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.EqualTo(ofTheResult));
        Assert.That(result, Has.Length.EqualTo(5));
    }
}
