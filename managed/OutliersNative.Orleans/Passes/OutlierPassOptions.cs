using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OutliersNative.Tables;

namespace OutliersNative.Orleans;

/// <summary>The files of a pass, and how they are read and judged: the same as the options of <c>outliers detect</c>.</summary>
/// <remarks>The same options for unchanged files are the same pass.</remarks>
[GenerateSerializer, Alias("OutliersNative.OutlierPassOptions")]
public sealed class OutlierPassOptions
{
    /// <summary>The most files of a pass.</summary>
    public const int MostFiles = 100_000;

    /// <summary>The paths of the files: 1 to <see cref="MostFiles"/>. Each silo must see them at the same full path, in a shared
    /// folder.</summary>
    [Id(0)]
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The Python module. Default: <c>outliers</c>, the bundled detectors.</summary>
    [Id(1)]
    public string Module { get; init; } = "outliers";

    /// <summary>The name of the detector. Default: <c>sigma</c>.</summary>
    [Id(2)]
    public string Function { get; init; } = "sigma";

    /// <summary>Keyword arguments of the detector: numbers, texts, booleans and null. Default: none.</summary>
    [Id(3)]
    public IReadOnlyDictionary<string, object?> Keywords { get; init; } = new Dictionary<string, object?>();

    /// <summary>The columns to judge, by name, or by number, counted from 1. Default: the only numeric column.</summary>
    [Id(4)]
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The column of times, by name or number, or <c>none</c>. Default: null, detected.</summary>
    [Id(5)]
    public string? Time { get; init; }

    /// <summary>The order in dates such as 01/02/2024: <c>dmy</c>, day first, or <c>mdy</c>, month first. Default: null,
    /// detected.</summary>
    [Id(6)]
    public string? Dates { get; init; }

    /// <summary>A column by whose values the rows are grouped: each group is a series of its own. Default: null, no groups.</summary>
    [Id(7)]
    public string? By { get; init; }

    /// <summary>Whether a field without a number, such as a blank one, is a gap rather than an error. Default: false.</summary>
    [Id(8)]
    public bool OmitMissing { get; init; }

    /// <summary>Whether rows that cannot be read are left out. Default: false, an error.</summary>
    [Id(9)]
    public bool SkipBadRows { get; init; }

    /// <summary>The decimal mark, '.' or ','. Default: null, detected.</summary>
    [Id(10)]
    public char? DecimalMark { get; init; }

    /// <summary>The separator of thousands. Default: null, none.</summary>
    [Id(11)]
    public char? ThousandsMark { get; init; }

    /// <summary>The character between fields. Default: null, detected.</summary>
    [Id(12)]
    public char? Delimiter { get; init; }

    /// <summary>The character that begins a comment line; null for no comments. Default: '#'.</summary>
    [Id(13)]
    public char? Comment { get; init; } = '#';

    /// <summary>Whether the first row names the columns. Default: null, detected.</summary>
    [Id(14)]
    public bool? HasHeader { get; init; }

    /// <summary>The encoding, such as <c>latin1</c>. Default: null, detected.</summary>
    [Id(15)]
    public string? Encoding { get; init; }

    /// <summary>The number of lines before the table. Default: null, detected.</summary>
    [Id(16)]
    public int? SkipLines { get; init; }

    /// <summary>How long a call to the cluster is repeated when it fails. Default: 5 minutes. It is no part of what makes two passes the
    /// same.</summary>
    [Id(17)]
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The same options with other files, or with collections that serializers know.</summary>
    internal OutlierPassOptions WithFiles(IReadOnlyList<string> files) => new()
    {
        Files = [.. files],
        Module = Module,
        Function = Function,
        Keywords = Keywords.ToDictionary(),
        Columns = [.. Columns],
        Time = Time,
        Dates = Dates,
        By = By,
        OmitMissing = OmitMissing,
        SkipBadRows = SkipBadRows,
        DecimalMark = DecimalMark,
        ThousandsMark = ThousandsMark,
        Delimiter = Delimiter,
        Comment = Comment,
        HasHeader = HasHeader,
        Encoding = Encoding,
        SkipLines = SkipLines,
        RetryFor = RetryFor,
    };

    /// <exception cref="ArgumentException">An option has no valid value.</exception>
    internal ReadOptions ToReadOptions(Action<string> note) => new()
    {
        Columns = Columns,
        Time = Time,
        Dates = Dates switch
        {
            null => null,
            "dmy" => DateOrder.DayFirst,
            "mdy" => DateOrder.MonthFirst,
            _ => throw new ArgumentException($"Dates is '{Dates}'; expected dmy, mdy or null."),
        },
        By = By,
        OmitMissing = OmitMissing,
        SkipBadRows = SkipBadRows,
        Decimal = DecimalMark,
        Thousands = ThousandsMark,
        Delimiter = Delimiter,
        Comment = Comment ?? '\0',
        HasHeader = HasHeader,
        Encoding = EncodingOf(Encoding),
        SkipLines = SkipLines,
        Note = note,
    };

    /// <summary>The id of the pass: a hash of all that its results depend on.</summary>
    internal string IdWith(string[] paths, long[] lengths, long[] written)
    {
        object?[] parts =
        [
            Files, paths, lengths, written, OutlierSeriesOptions.DetectorOf(Module, Function, Keywords), Columns, Time, Dates, By, OmitMissing, SkipBadRows,
            DecimalMark, ThousandsMark, Delimiter, Comment, HasHeader, Encoding, SkipLines,
        ];
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(parts)).AsSpan(0, 16));
    }

    private static Encoding? EncodingOf(string? name)
    {
        if (name is null)
        {
            return null;
        }
        System.Text.Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            return System.Text.Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            throw new ArgumentException($"Encoding is '{name}'; expected a name such as utf-8, utf-16, latin1 or windows-1252.");
        }
    }
}
