using System.Runtime.CompilerServices;
using OutliersNative.Orleans.Passes;

namespace OutliersNative.Orleans;

/// <summary>The result of one file of a pass.</summary>
public sealed class FileResult
{
    private readonly PassClient _client;
    private readonly StepAttempt _result;
    private readonly int _pages;

    private FileResult(PassClient client, string file, string? error, StepAttempt result, PassHeader header)
    {
        _client = client;
        _result = result;
        _pages = header.Pages;
        File = file;
        Error = error;
        Notes = header.Notes;
        OpeningNotes = header.OpeningNotes;
        Columns = header.Columns;
        Series = header.Series;
        Values = header.Values;
        Outliers = header.Outliers;
        HasTimes = header.HasTimes;
        HasScores = header.HasScores;
        HasBounds = header.HasBounds;
    }

    /// <summary>The path, as in <see cref="OutlierPassOptions.Files"/>.</summary>
    public string File { get; }

    /// <summary>Why the file could not be judged; null if it was.</summary>
    public string? Error { get; }

    /// <summary>What was detected in the file or left out of it, such as the columns that were chosen.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The columns that were judged, by the names that <see cref="FileOutlier.Column"/> has.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The number of series: one for each column, or for each group of each column.</summary>
    public int Series { get; }

    /// <summary>The number of values that were judged.</summary>
    public long Values { get; }

    /// <summary>The number of outliers.</summary>
    public long Outliers { get; }

    /// <summary>Whether outliers have a <see cref="FileOutlier.Time"/>.</summary>
    public bool HasTimes { get; }

    /// <summary>Whether the detector gives scores.</summary>
    public bool HasScores { get; }

    /// <summary>Whether the detector gives an expected value and bounds.</summary>
    public bool HasBounds { get; }

    /// <summary>How many of the notes were made when the file was opened: <c>outliers detect</c> prints those of all files first.</summary>
    internal int OpeningNotes { get; }

    /// <summary>Reads the outliers from the cluster, in the order of <c>outliers detect</c>: series by series, or row by row for a detector
    /// that judges each value by those before it.</summary>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>The outliers; none if there is an <see cref="Error"/>. They can be read until the pass is ended.</returns>
    /// <exception cref="OutlierPassException">The pass has been ended, or the cluster did not answer for
    /// <see cref="OutlierPassOptions.RetryFor"/>.</exception>
    public async IAsyncEnumerable<FileOutlier> ReadOutliersAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (int page = 1; page <= _pages; page++)
        {
            foreach (FileOutlier row in (await _client.ReadAsync(_result, page, cancellationToken).ConfigureAwait(false)).Rows)
            {
                yield return row;
            }
        }
    }

    internal static async Task<FileResult> ReadAsync(PassClient client, string file, DoneFile done, CancellationToken cancellation)
    {
        if (done.Error is not null)
        {
            return new FileResult(client, file, done.Error, default, new PassHeader());
        }
        PassPage page = await client.ReadAsync(done.Results[0], 0, cancellation).ConfigureAwait(false);
        return new FileResult(client, file, null, done.Results[0], page.Header!);
    }
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
