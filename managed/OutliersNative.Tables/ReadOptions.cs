using System.Text;

namespace OutliersNative.Tables;

/// <summary>What the user says about the input. Null: detected.</summary>
internal sealed record ReadOptions
{
    /// <summary>The columns to judge, by name or number, counted from 1. Empty: the only numeric one.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    public string? Time { get; init; }

    public DateOrder? Dates { get; init; }

    public string? By { get; init; }

    public bool OmitMissing { get; init; }

    public bool SkipBadRows { get; init; }

    public char? Decimal { get; init; }

    public char? Thousands { get; init; }

    /// <summary>How numbers are written, if the options say it: one of the two marks may give the other.</summary>
    public NumberText? Marks => (Decimal, Thousands) switch
    {
        ({ } mark, _) => new NumberText(mark, Thousands ?? '\0'),
        (_, '.') => new NumberText(',', '.'),
        (_, ',') => new NumberText('.', ','),
        _ => null,
    };

    /// <summary>Begins a comment line; '\0' for none.</summary>
    public char Comment { get; init; } = '#';

    public char? Delimiter { get; init; }

    public bool? HasHeader { get; init; }

    public Encoding? Encoding { get; init; }

    /// <summary>The number of lines before the table.</summary>
    public int? SkipLines { get; init; }

    /// <summary>Whether rows are read as they come, and judged at once.</summary>
    public bool Follow { get; init; }

    /// <summary>Says what was detected, on stderr.</summary>
    public Action<string> Note { get; init; } = _ => { };
}
