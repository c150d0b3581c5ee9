namespace OutliersNative.Orleans.Passes;

// What the storage has of a pass, each by a name of its own in the state of the grain:
// "pass" has the specification, "files-42-0", "files-42-1", ... the items of 256 files each in run 42, "file-7-42-0", ... the items of
// the steps of file 7 if it is split, and "page-7-0-1-42-0" page 0 of attempt 1 of step 0 of file 7. What a silo still does for an
// earlier run has other names.

/// <summary>A pass as it was started, and whether it is over.</summary>
[GenerateSerializer, Alias("OutliersNative.PassSpecification")]
internal sealed class PassSpecification
{
    /// <summary>The files and how they are judged.</summary>
    [Id(0)]
    public OutlierPassOptions? Options { get; set; }

    /// <summary>The full path of each file.</summary>
    [Id(1)]
    public string[] Paths { get; set; } = [];

    /// <summary>The length of each file, in bytes.</summary>
    [Id(2)]
    public long[] Lengths { get; set; } = [];

    /// <summary>When each file was written last, in ticks of UTC.</summary>
    [Id(3)]
    public long[] Written { get; set; } = [];

    /// <summary>See <see cref="StepAttempt.Run"/>.</summary>
    [Id(4)]
    public int Run { get; set; }

    /// <summary>Whether everything of the pass is being deleted.</summary>
    [Id(5)]
    public bool IsEnded { get; set; }

    /// <summary>Why the pass as a whole failed; null if it did not.</summary>
    [Id(6)]
    public string? Error { get; set; }
}

/// <summary>How far a step is.</summary>
[GenerateSerializer, Alias("OutliersNative.PassItem")]
internal sealed class PassItem
{
    /// <summary>How often it was given to a worker: the number of the last attempt.</summary>
    [Id(0)]
    public int Attempts { get; set; }

    /// <summary>How many of the attempts do not count, since the worker gave the step back.</summary>
    [Id(1)]
    public int Returned { get; set; }

    /// <summary>The attempt whose result counts; 0 while there is none.</summary>
    [Id(2)]
    public int Accepted { get; set; }

    /// <summary>How many pages of results follow page 0.</summary>
    [Id(3)]
    public int Pages { get; set; }

    /// <summary>The number of parts that the first step of a file has found.</summary>
    [Id(4)]
    public int Parts { get; set; }

    /// <summary>Why the step has no result.</summary>
    [Id(5)]
    public string? Error { get; set; }

    /// <summary>The silo that has the last attempt; null if none has it.</summary>
    [Id(6)]
    public string? Worker { get; set; }

    public bool IsDone => Accepted > 0 || Error is not null;

    public int Tries => Attempts - Returned;
}

/// <summary>The items of successive steps.</summary>
[GenerateSerializer, Alias("OutliersNative.PassBlock")]
internal sealed class PassBlock
{
    [Id(0)]
    public PassItem[] Items { get; set; } = [];
}

/// <summary>A page of results, of about half a megabyte. Page 0 has what is not in rows.</summary>
[GenerateSerializer, Alias("OutliersNative.PassPage")]
internal sealed class PassPage
{
    /// <summary>In page 0: what the file or the part is.</summary>
    [Id(0)]
    public PassHeader? Header { get; set; }

    /// <summary>Outliers.</summary>
    [Id(1)]
    public FileOutlier[] Rows { get; set; } = [];

    /// <summary>In page 0 of Summarize: the summary of each column. In page k + 1 of Combine: the fit of part k of each
    /// column.</summary>
    [Id(2)]
    public double[][] Numbers { get; set; } = [];
}

/// <summary>The result of a file or a part but its outliers.</summary>
[GenerateSerializer, Alias("OutliersNative.PassHeader")]
internal sealed class PassHeader
{
    [Id(0)]
    public string[] Notes { get; set; } = [];

    /// <summary>How many of the notes were made when the file was opened.</summary>
    [Id(1)]
    public int OpeningNotes { get; set; }

    [Id(2)]
    public string[] Columns { get; set; } = [];

    [Id(3)]
    public int Series { get; set; }

    [Id(4)]
    public long Values { get; set; }

    [Id(5)]
    public long Outliers { get; set; }

    [Id(6)]
    public bool HasTimes { get; set; }

    [Id(7)]
    public bool HasScores { get; set; }

    [Id(8)]
    public bool HasBounds { get; set; }

    /// <summary>How many pages follow.</summary>
    [Id(9)]
    public int Pages { get; set; }

    /// <summary>Of the first step of a file that is split: begin, end and line of each part.</summary>
    [Id(10)]
    public long[] Parts { get; set; } = [];

    /// <summary>Of a part: the number of its rows.</summary>
    [Id(11)]
    public long Rows { get; set; }

    /// <summary>Of a part: the last page of each column.</summary>
    [Id(12)]
    public int[] ColumnPages { get; set; } = [];

    /// <summary>Of a part: its ReadingCounts as JSON.</summary>
    [Id(13)]
    public string Counts { get; set; } = "";
}

/// <summary>What the board stores.</summary>
[GenerateSerializer, Alias("OutliersNative.StoredBoard")]
internal sealed class StoredBoard
{
    /// <summary>Each pass, and when its last file was done; null while it has steps to do.</summary>
    [Id(0)]
    public Dictionary<string, DateTime?> Passes { get; set; } = [];
}
