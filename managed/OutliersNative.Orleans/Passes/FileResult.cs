using System.Runtime.CompilerServices;
using System.Text.Json;
using OutliersNative.Orleans.Passes;
using OutliersNative.Tables;

namespace OutliersNative.Orleans;

/// <summary>The result of one file of a pass.</summary>
public sealed class FileResult
{
    private readonly PassClient _client;
    private readonly Pages[] _pages;

    private FileResult(PassClient client, string file, string? error, PassHeader header, Pages[] pages)
    {
        _client = client;
        _pages = pages;
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
    /// that judges each value by those before it. The outliers of a file that is split are series by series.</summary>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>The outliers; none if there is an <see cref="Error"/>. They can be read until the pass is ended.</returns>
    /// <exception cref="OutlierPassException">The pass has been ended, or the cluster did not answer for
    /// <see cref="OutlierPassOptions.RetryFor"/>.</exception>
    public async IAsyncEnumerable<FileOutlier> ReadOutliersAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (Pages pages in _pages)
        {
            for (int page = pages.First; page <= pages.Last; page++)
            {
                foreach (FileOutlier row in (await _client.ReadAsync(pages.Result, page, cancellationToken).ConfigureAwait(false)).Rows)
                {
                    yield return row with { Position = pages.RowsBefore + row.Position };
                }
            }
        }
    }

    internal static async Task<FileResult> ReadAsync(PassClient client, string file, DoneFile done, CancellationToken cancellation)
    {
        if (done.Error is not null)
        {
            return new FileResult(client, file, done.Error, new PassHeader(), []);
        }
        PassHeader[] headers = new PassHeader[done.Results.Length];
        await Parallel.ForAsync(0, headers.Length, cancellation, async (at, _) =>
            headers[at] = (await client.ReadAsync(done.Results[at], 0, cancellation).ConfigureAwait(false)).Header!).ConfigureAwait(false);
        PassHeader whole = headers[0];
        return headers.Length == 1
            ? new FileResult(client, file, null, whole, [new Pages(done.Results[0], 1, whole.Pages, 0)])
            : new FileResult(client, file, null, Join(file, headers), [.. PagesOf(done.Results, headers)]);
    }

    /// <summary>What the parts of a file are together.</summary>
    /// <param name="file">The path, as in the options.</param>
    /// <param name="headers">That of the file, and those of its parts.</param>
    private static PassHeader Join(string file, PassHeader[] headers)
    {
        PassHeader whole = headers[0];
        var counts = new ReadingCounts();
        foreach (PassHeader part in headers[1..])
        {
            whole.Values += part.Values;
            whole.Outliers += part.Outliers;
            counts.Add(JsonSerializer.Deserialize<ReadingCounts>(part.Counts)!);
        }
        var notes = new List<string>(whole.Notes);
        counts.Tell(file, notes.Add);
        whole.Notes = [.. notes];
        return whole;
    }

    private static IEnumerable<Pages> PagesOf(StepAttempt[] results, PassHeader[] headers)
    {
        for (int column = 0; column < headers[0].Columns.Length; column++)
        {
            long rows = 0;
            for (int part = 1; part < headers.Length; part++)
            {
                int[] last = headers[part].ColumnPages;
                yield return new Pages(results[part], column == 0 ? 1 : last[column - 1] + 1, last[column], rows);
                rows += headers[part].Rows;
            }
        }
    }

    /// <summary>Pages of the result of a step, and how many rows of the file are before the part.</summary>
    private readonly record struct Pages(StepAttempt Result, int First, int Last, long RowsBefore);
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
