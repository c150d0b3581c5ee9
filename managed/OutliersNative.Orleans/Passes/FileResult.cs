namespace OutliersNative.Orleans;

/// <summary>The result of one file of a pass.</summary>
public sealed class FileResult
{
    internal FileResult(string file) => File = file;

    /// <summary>The path, as in <see cref="OutlierPassOptions.Files"/>.</summary>
    public string File { get; }

    /// <summary>Why the file could not be judged; null if it was.</summary>
    public string? Error { get; internal init; }

    /// <summary>What was detected in the file or left out of it, such as the columns that were chosen.</summary>
    public IReadOnlyList<string> Notes { get; internal init; } = [];

    /// <summary>The columns that were judged, by the names that <see cref="FileOutlier.Column"/> has.</summary>
    public IReadOnlyList<string> Columns { get; internal init; } = [];

    /// <summary>The number of series: one for each column, or for each group of each column.</summary>
    public int Series { get; internal init; }

    /// <summary>The number of values that were judged.</summary>
    public long Values { get; internal init; }

    /// <summary>The number of outliers.</summary>
    public long Outliers { get; internal init; }

    /// <summary>Whether outliers have a <see cref="FileOutlier.Time"/>.</summary>
    public bool HasTimes { get; internal init; }

    /// <summary>Whether the detector gives scores.</summary>
    public bool HasScores { get; internal init; }

    /// <summary>Whether the detector gives an expected value and bounds.</summary>
    public bool HasBounds { get; internal init; }

    /// <summary>How many of the notes were made when the file was opened: <c>outliers detect</c> prints those of all files first.</summary>
    internal int OpeningNotes { get; init; }

    /// <summary>Reads the outliers from the cluster, in the order of <c>outliers detect</c>: series by series, or row by row for a detector
    /// that judges each value by those before it.</summary>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>The outliers; none if there is an <see cref="Error"/>. They can be read until the pass is ended.</returns>
    /// <exception cref="OutlierPassException">The pass has been ended, or the cluster did not answer for
    /// <see cref="OutlierPassOptions.RetryFor"/>.</exception>
    public IAsyncEnumerable<FileOutlier> ReadOutliersAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();
}

/// <summary>An outlier in a file.</summary>
/// <param name="Column">The name of the column.</param>
/// <param name="Group">The value of the column <see cref="OutlierPassOptions.By"/>; null without groups.</param>
/// <param name="Position">The number of the row, counted from 0.</param>
/// <param name="Time">Its time as it stands in the file; null if there is no column of times.</param>
/// <param name="Value">The value.</param>
/// <param name="Score">The score: the higher, the stranger. NaN if the detector gives none.</param>
/// <param name="Expected">The value that was expected. NaN if the detector gives none.</param>
/// <param name="Lower">The lower bound. NaN if the detector gives none.</param>
/// <param name="Upper">The upper bound. NaN if the detector gives none.</param>
[GenerateSerializer, Immutable, Alias("OutliersNative.FileOutlier")]
public readonly record struct FileOutlier(
    [property: Id(0)] string Column,
    [property: Id(1)] string? Group,
    [property: Id(2)] long Position,
    [property: Id(3)] string? Time,
    [property: Id(4)] double Value,
    [property: Id(5)] double Score,
    [property: Id(6)] double Expected,
    [property: Id(7)] double Lower,
    [property: Id(8)] double Upper);
