using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>Many series in one call: the rows of a matrix.</summary>
public sealed class BatchTests
{
    /// <summary>Three rows of two; those above 100 are at (0, 1), (2, 0) and (2, 1).</summary>
    private readonly double[] _matrix = [10, 900, 20, 30, 800, 700];

    [TestCase("mask")]
    [TestCase("nonzero")]
    public void DetectBatch_OfAMatrix_GivesThePositionsOfEachRow(string function)
    {
        using var outliers = new Outliers("matrix_results", function);

        long[][] rows = outliers.DetectBatch(_matrix, columns: 2);

        Assert.That(rows, Is.EqualTo(new long[][] { [1], [], [0, 1] }));
    }

    [Test]
    public void DetectBatch_ByTheBundledDetector_GivesWhatEachRowGivesAlone()
    {
        using var outliers = new Outliers("outliers", "detect");
        var random = new Random(7);
        double[] matrix = [.. Enumerable.Range(0, 200 * 30).Select(_ => Math.Pow(random.NextDouble(), 9))];
        long[][] alone = [.. matrix.Chunk(30).Select(outliers.Detect)];

        long[][] rows = outliers.DetectBatch(matrix, columns: 30);

        Assert.That(rows, Is.EqualTo(alone));
        Assert.That(rows.Count(row => row.Length > 0), Is.GreaterThan(100));
    }

    [Test]
    public void DetectBatch_OfUnsortedPositions_KeepsTheirOrderWithinEachRow()
    {
        using var outliers = new Outliers("matrix_results", "pair_from_the_end");

        long[][] rows = outliers.DetectBatch(_matrix, columns: 2);

        Assert.That(rows, Is.EqualTo(new long[][] { [1], [], [1, 0] }));
    }

    [Test]
    public void DetectBatch_OfMemory_GivesTheSame()
    {
        using var outliers = new Outliers("matrix_results", "mask");
        using var manager = new NativeMemoryManager(_matrix);

        Assert.That(outliers.DetectBatch(InputKind.Slice(_matrix), 2), Is.EqualTo(new long[][] { [1], [], [0, 1] }));
        Assert.That(outliers.DetectBatch((ReadOnlyMemory<double>)manager.Memory, 2), Is.EqualTo(new long[][] { [1], [], [0, 1] }));
    }

    [Test]
    public void DetectBatch_OfManyPositions_GivesAll()
    {
        using var outliers = new Outliers("matrix_results", "mask");
        double[] matrix = [.. Enumerable.Repeat(900.0, 3000)];

        long[][] rows = outliers.DetectBatch(matrix, columns: 3);

        Assert.That(rows, Has.Length.EqualTo(1000));
        Assert.That(rows, Is.All.EqualTo(new long[] { 0, 1, 2 }));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(6)]
    public void DetectBatch_OfAnyShape_PassesThatShape(int columns)
    {
        using var outliers = new Outliers("matrix_results", "by_shape");

        long[][] rows = outliers.DetectBatch(_matrix, columns);

        Assert.That(rows, Has.Length.EqualTo(6 / columns));
        Assert.That(rows[^1], Is.EqualTo(new long[] { columns - 1 }));
        Assert.That(rows[..^1], Is.All.Empty);
    }

    [Test]
    public void DetectBatch_OfAnEmptyMatrix_ReturnsEmptyWithoutACall()
    {
        using var outliers = new Outliers("raises", "value_error");

        Assert.That(outliers.DetectBatch((double[])[], 5), Is.Empty);
        Assert.That(outliers.DetectBatch(ReadOnlyMemory<double>.Empty, 5), Is.Empty);
    }

    [Test]
    public void DetectBatch_OfBrokenRows_SaysWhatDoesNotFit()
    {
        using var outliers = new Outliers("matrix_results", "mask");

        var thrown = Assert.Throws<ArgumentException>(() => outliers.DetectBatch(_matrix, 4))!;

        Assert.That(thrown.Message, Does.StartWith("The matrix has 6 values, which is not a multiple of 4 columns."));
        Assert.Throws<ArgumentOutOfRangeException>(() => outliers.DetectBatch(_matrix, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => outliers.DetectBatch(_matrix, -1));
        Assert.Throws<ArgumentNullException>(() => outliers.DetectBatch((double[])null!, 2));
    }

    [Test]
    public void DetectBatch_OfAFunctionForOneSeries_SaysWhatAMatrixNeeds()
    {
        using var outliers = new Outliers("good_results", "int64");

        var thrown = Assert.Throws<InvalidResultException>(() => outliers.DetectBatch(_matrix, 2))!;

        Assert.That(thrown.Message, Does.Contain("for a matrix of shape (3, 2); expected a bool mask of that shape"));
    }

    [Test]
    public void DetectBatch_WhenTheMatrixIsRetained_MakesALease()
    {
        using var outliers = new Outliers("retains", "its_input");

        Assert.Throws<InputRetainedException>(() => outliers.DetectBatch(_matrix, 2, new CallOptions { ForbidRetention = true }));
        Assert.That(Counters.Now().leases, Is.EqualTo(1));

        RetainedInput.Release();
    }
}
