namespace OutliersNative.Orleans;

/// <summary>The files of a pass, and how they are read and judged: the same as the options of <c>outliers detect</c>.</summary>
/// <remarks>The same options for unchanged files are the same pass.</remarks>
public sealed class OutlierPassOptions
{
    /// <summary>The most files of a pass.</summary>
    public const int MostFiles = 100_000;

    /// <summary>The paths of the files: 1 to <see cref="MostFiles"/>. Each silo must see them at the same full path, in a shared
    /// folder.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The Python module. Default: <c>outliers</c>, the bundled detectors.</summary>
    public string Module { get; init; } = "outliers";

    /// <summary>The name of the detector. Default: <c>sigma</c>.</summary>
    public string Function { get; init; } = "sigma";

    /// <summary>Keyword arguments of the detector: numbers, texts, booleans and null. Default: none.</summary>
    public IReadOnlyDictionary<string, object?> Keywords { get; init; } = new Dictionary<string, object?>();

    /// <summary>The columns to judge, by name, or by number, counted from 1. Default: the only numeric column.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The column of times, by name or number, or <c>none</c>. Default: null, detected.</summary>
    public string? Time { get; init; }

    /// <summary>The order in dates such as 01/02/2024: <c>dmy</c>, day first, or <c>mdy</c>, month first. Default: null,
    /// detected.</summary>
    public string? Dates { get; init; }

    /// <summary>A column by whose values the rows are grouped: each group is a series of its own. Default: null, no groups.</summary>
    public string? By { get; init; }

    /// <summary>Whether a field without a number, such as a blank one, is a gap rather than an error. Default: false.</summary>
    public bool OmitMissing { get; init; }

    /// <summary>Whether rows that cannot be read are left out. Default: false, an error.</summary>
    public bool SkipBadRows { get; init; }

    /// <summary>The decimal mark, '.' or ','. Default: null, detected.</summary>
    public char? DecimalMark { get; init; }

    /// <summary>The separator of thousands. Default: null, none.</summary>
    public char? ThousandsMark { get; init; }

    /// <summary>The character between fields. Default: null, detected.</summary>
    public char? Delimiter { get; init; }

    /// <summary>The character that begins a comment line; null for no comments. Default: '#'.</summary>
    public char? Comment { get; init; } = '#';

    /// <summary>Whether the first row names the columns. Default: null, detected.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>The encoding, such as <c>latin1</c>. Default: null, detected.</summary>
    public string? Encoding { get; init; }

    /// <summary>The number of lines before the table. Default: null, detected.</summary>
    public int? SkipLines { get; init; }

    /// <summary>How long a call to the cluster is repeated when it fails. Default: 5 minutes. It is no part of what makes two passes the
    /// same.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromMinutes(5);
}
