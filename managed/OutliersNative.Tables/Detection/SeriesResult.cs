namespace OutliersNative.Tables.Detection;

/// <summary>A series, and what the detector says about it.</summary>
internal sealed class SeriesResult
{
    private static readonly double[] None = [];

    public required SeriesName Name { get; init; }

    public required ReadOnlyMemory<double> Values { get; init; }

    /// <summary>The rows of the values in the file, counted from 0; null if they are the positions.</summary>
    public int[]? RowNumbers { get; init; }

    /// <summary>The number of rows of the table, also of those that are left out.</summary>
    public int RowCount { get; init; }

    public TextColumn? Times { get; init; }

    /// <summary>The length of the season that the times give, in values; 0 if there is none.</summary>
    public int Period { get; set; }

    public long[] Positions { get; set; } = [];

    public double[] Scores { get; set; } = None;

    public double[] Expected { get; set; } = None;

    public double[] Lower { get; set; } = None;

    public double[] Upper { get; set; } = None;

    /// <summary>The row in the file, counted from 0.</summary>
    public long Row(long position) => RowNumbers is null ? position : RowNumbers[position];

    public ResultRow At(long position, bool isOutlier) => new(
        Row(position),
        Times?[(int)Row(position)],
        Values.Span[(int)position],
        Of(Scores, position),
        Of(Expected, position),
        Of(Lower, position),
        Of(Upper, position),
        isOutlier);

    private static double Of(double[] values, long position) => values.Length == 0 ? double.NaN : values[position];
}

/// <summary>Tells series apart: where they come from.</summary>
internal readonly record struct SeriesName(string File, string Column, string? Group);

/// <summary>A line of the output.</summary>
internal readonly record struct ResultRow(
    long Position, string? Time, double Value, double Score, double Expected, double Lower, double Upper, bool IsOutlier);
