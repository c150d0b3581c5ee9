using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests;

/// <summary>outliers.detect, the detector that ships with the library.</summary>
public sealed class BundledDetectorTests
{
    [TestCaseSource(typeof(InputKind), nameof(InputKind.All))]
    public void Detect_WithThreeFarValues_NamesThem(InputKind kind)
    {
        double[] data = Uniform(1000, seed: 7);
        data[7] += 97;
        data[113] += 97;
        data[835] += 97;
        using var outliers = new Outliers("outliers", "detect");

        long[] positions = kind.Detect(outliers, data);

        Assert.That(positions, Is.EqualTo(new long[] { 7, 113, 835 }));
    }

    [Test]
    public void Detect_WithThreeFarValues_LeavesTheDataAsTheyWere()
    {
        double[] data = Uniform(1000, seed: 7);
        data[113] += 97;
        double[] before = [.. data];
        using var outliers = new Outliers("outliers", "detect");

        outliers.Detect(data);

        Assert.That(data, Is.EqualTo(before));
    }

    [TestCase(double.NaN, "nan")]
    [TestCase(double.PositiveInfinity, "inf")]
    [TestCase(double.NegativeInfinity, "-inf")]
    public void Detect_WithNonFiniteValues_NamesTheFirst(double value, string text)
    {
        double[] data = Uniform(1000, seed: 7);
        data[42] = value;
        data[700] = double.NaN;
        using var outliers = new Outliers("outliers", "detect");

        var thrown = Assert.Throws<PythonException>(() => outliers.Detect(data));

        Assert.That(thrown.PythonType, Is.EqualTo("ValueError"));
        Assert.That(thrown.Message, Is.EqualTo(
            $"data[42] is {text}; expected finite values: fix the value, or pass nan=\"omit\" to leave non-finite values out"));
    }

    [Test]
    public void Detect_ByAFunctionThatOmitsNaN_NamesTheFarValuesOnly()
    {
        double[] data = Uniform(1000, seed: 7);
        data[42] = double.NaN;
        data[43] = double.PositiveInfinity;
        data[113] += 97;
        using var outliers = new Outliers("uses", "bundled_omitting_nan");

        long[] positions = outliers.Detect(data);

        Assert.That(positions, Is.EqualTo(new long[] { 113 }));
    }

    [Test]
    public void Detect_OfEqualValues_NamesNone()
    {
        using var outliers = new Outliers("outliers", "detect");

        long[] positions = outliers.Detect([3, 3, 3, 3, 3, 3]);

        Assert.That(positions, Is.Empty);
    }

    [Test]
    public void Detect_OfOneValue_NamesNone()
    {
        using var outliers = new Outliers("outliers", "detect");

        long[] positions = outliers.Detect([3]);

        Assert.That(positions, Is.Empty);
    }

    private static double[] Uniform(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
    }
}
