using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>Many arrays of any lengths in one call.</summary>
public sealed class ManyTests
{
    /// <summary>The first and the last are the same array, with values above 100 at 1 and 3; the fourth has one at 0.</summary>
    private readonly double[][] _arrays = [Five.Values(), [], [30, 40], [800], []];

    private readonly long[][] _expected = [[1, 3], [], [], [0], [], [1, 3]];

    private double[][] Arrays => [.. _arrays, _arrays[0]];

    [TestCase("good_results.int64")]
    [TestCase("good_results.bool_mask")]
    [TestCase("many_at_once.as_list")]
    [TestCase("many_at_once.as_pair")]
    [TestCase("many_at_once.an_object")]
    public void DetectMany_OfAnyLengths_GivesThePositionsInEach(string function)
    {
        using Outliers outliers = FixtureFunctions.Load(function);

        long[][] found = outliers.DetectMany(Arrays);

        Assert.That(found, Is.EqualTo(_expected));
    }

    [TestCase("many_at_once.around")]
    [TestCase("many_at_once.not_callable")]
    public void DetectMany_OfAFunctionWithoutAManyOfItsOwn_CallsItForEach(string function)
    {
        using Outliers outliers = FixtureFunctions.Load(function);

        Assert.That(outliers.DetectMany(Arrays), Is.EqualTo(_expected));
    }

    [Test]
    public void DetectMany_OfAFunctionWithMany_CallsItOnceWithoutTheEmptyOnes()
    {
        using var outliers = new Outliers("many_at_once", "as_list");

        outliers.DetectMany(Arrays);

        Assert.That(LastCalls(), Is.EqualTo("[[5, 2, 1, 5]]"));
    }

    [Test]
    public void DetectMany_OfNoValues_ReturnsEmptyWithoutACall()
    {
        using var outliers = new Outliers("raises", "value_error");
        using var atOnce = new Outliers("many_at_once", "raises");

        Assert.That(outliers.DetectMany([]), Is.Empty);
        Assert.That(outliers.DetectMany([[], []]), Is.EqualTo(new long[][] { [], [] }));
        Assert.That(atOnce.DetectMany([[], []]), Is.EqualTo(new long[][] { [], [] }));
    }

    [Test]
    public void DetectMany_OfAList_GivesTheSame()
    {
        using var outliers = new Outliers("good_results", "int64");

        Assert.That(outliers.DetectMany(Arrays.ToList()), Is.EqualTo(_expected));
    }

    [Test]
    public void DetectMany_WithoutArrays_SaysWhichIsMissing()
    {
        using var outliers = new Outliers("good_results", "int64");

        var thrown = Assert.Throws<ArgumentException>(() => outliers.DetectMany([[1], [], null!]))!;

        Assert.That(thrown.Message, Does.StartWith("arrays[2] is null;"));
        Assert.That(thrown.ParamName, Is.EqualTo("arrays"));
        Assert.Throws<ArgumentNullException>(() => outliers.DetectMany(null!));
    }

    [Test]
    public void DetectMany_OfTenThousandByTheBundledDetector_GivesWhatEachGivesAlone()
    {
        using var outliers = new Outliers("outliers", "detect");
        var random = new Random(7);
        double[][] arrays = [.. Enumerable.Range(0, 10_000).Select(at => Series(random, 50 + at % 100))];
        long[][] alone = [.. arrays.Select(outliers.Detect)];

        long[][] found = outliers.DetectMany(arrays);

        Assert.That(found.Zip(alone).All(pair => pair.First.SequenceEqual(pair.Second)), Is.True);
        Assert.That(found.Count(positions => positions.Length > 0), Is.GreaterThan(9_000));
    }

    [Test]
    public void DetectMany_OfLongAndShortOnesByTheBundledDetector_GivesWhatEachGivesAlone()
    {
        using var outliers = new Outliers("outliers", "detect");
        var random = new Random(8);
        double[][] arrays = [.. new[] { 0, 100_000, 3, 1, 9_000, 0, 2_048, 2_049 }.Select(length => Series(random, length))];

        long[][] found = outliers.DetectMany(arrays);

        Assert.That(found, Is.EqualTo(arrays.Select(outliers.Detect)));
    }

    [Test]
    public void DetectMany_OnManyThreads_GivesEachItsOwn()
    {
        using var outliers = new Outliers("outliers", "detect");
        double[][][] arrays = [.. Enumerable.Range(0, 8).Select(seed => Some(seed))];
        long[][][] alone = [.. arrays.Select(each => outliers.DetectMany(each))];

        Threads.Run(8, thread =>
        {
            for (int round = 0; round < 20; round++)
            {
                Assert.That(outliers.DetectMany(arrays[thread]), Is.EqualTo(alone[thread]));
            }
        });

        Assert.That(alone.Select(found => string.Join(';', found.Select(positions => string.Join(',', positions)))).Distinct().Count(), Is.EqualTo(8), "answers that differ");
    }

    [Test]
    public void DetectMany_AfterDispose_Throws()
    {
        var outliers = new Outliers("good_results", "int64");

        outliers.Dispose();

        Assert.Throws<ObjectDisposedException>(() => outliers.DetectMany(Arrays));
        Assert.Throws<ObjectDisposedException>(() => outliers.DetectMany([]));
    }

    private static double[][] Some(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 100).Select(_ => Series(random, random.Next(1, 200)))];
    }

    private static double[] Series(Random random, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => Math.Pow(random.NextDouble(), 9))];

    private static string LastCalls()
    {
        using var outliers = new Outliers("many_at_once", "last_calls");
        return Assert.Throws<PythonException>(() => outliers.Detect([0]))!.Message;
    }
}
