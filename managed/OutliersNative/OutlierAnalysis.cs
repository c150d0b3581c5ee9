using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using OutliersNative.Calls;

namespace OutliersNative;

/// <summary>What a detector says about each value of a series.</summary>
/// <remarks>The arrays are new ones, and the caller's to change.</remarks>
[DebuggerDisplay("{Positions.Length} outliers among {Scores.Length} values")]
[SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "The caller owns the results.")]
public sealed class OutlierAnalysis
{
    /// <summary>Makes an analysis, for tests that replace the detector.</summary>
    /// <param name="positions">The positions of the outliers, in ascending order.</param>
    /// <param name="scores">A score for each value.</param>
    /// <param name="expected">The expected value for each value.</param>
    /// <param name="lower">The lower bound for each value.</param>
    /// <param name="upper">The upper bound for each value.</param>
    /// <param name="period">The length of the season; 0 if there is none.</param>
    public OutlierAnalysis(long[] positions, double[] scores, double[] expected, double[] lower, double[] upper, int period)
    {
        Positions = positions;
        Scores = scores;
        Expected = expected;
        Lower = lower;
        Upper = upper;
        Period = period;
    }

    /// <summary>The positions of the outliers, counted from 0, in ascending order.</summary>
    public long[] Positions { get; }

    /// <summary>A score for each value: the higher, the stranger. The unit is the detector's own, as that of its threshold. NaN for a
    /// value that the detector leaves out.</summary>
    public double[] Scores { get; }

    /// <summary>The value that was expected at each position, in the unit of the series.</summary>
    public double[] Expected { get; }

    /// <summary>The lower bound for each value, in the unit of the series: a value below it is an outlier. May be -∞.</summary>
    public double[] Lower { get; }

    /// <summary>The upper bound for each value, in the unit of the series: a value above it is an outlier. May be +∞.</summary>
    public double[] Upper { get; }

    /// <summary>The length of the season that the detector used, in values; 0 if there is none.</summary>
    public int Period { get; }

    /// <summary>Merges neighbouring outliers into events.</summary>
    /// <inheritdoc cref="OutlierEvent.Merge"/>
    public IReadOnlyList<OutlierEvent> Merge(long maxGap = 1, long minLength = 1) => OutlierEvent.Merge(Positions, Scores, maxGap, minLength);
}

/// <summary>Receives an analysis in the caller's memory.</summary>
/// <remarks>A span that is left empty receives nothing. Any other has at least the length of the series.</remarks>
public readonly ref struct AnalysisDestination
{
    /// <summary>Receives the positions of the outliers, in ascending order.</summary>
    public Span<long> Positions { get; init; }

    /// <summary>Receives a score for each value.</summary>
    public Span<double> Scores { get; init; }

    /// <summary>Receives the expected value for each value.</summary>
    public Span<double> Expected { get; init; }

    /// <summary>Receives the lower bound for each value.</summary>
    public Span<double> Lower { get; init; }

    /// <summary>Receives the upper bound for each value.</summary>
    public Span<double> Upper { get; init; }

    internal void Check(int needed)
    {
        Destination.CheckUnlessEmpty(Positions.Length, needed, "destination.Positions");
        Destination.CheckUnlessEmpty(Scores.Length, needed, "destination.Scores");
        Destination.CheckUnlessEmpty(Expected.Length, needed, "destination.Expected");
        Destination.CheckUnlessEmpty(Lower.Length, needed, "destination.Lower");
        Destination.CheckUnlessEmpty(Upper.Length, needed, "destination.Upper");
    }
}

/// <summary>Neighbouring outliers, taken as one event.</summary>
/// <param name="Start">The position of the first outlier, counted from 0.</param>
/// <param name="End">The position of the last outlier.</param>
/// <param name="Peak">The position of the outlier with the highest score; of several, the first. A score of NaN is the lowest.</param>
/// <param name="Score">The score at the peak.</param>
public readonly record struct OutlierEvent(long Start, long End, long Peak, double Score)
{
    /// <summary>The number of values from the first outlier to the last.</summary>
    public long Length => End - Start + 1;

    /// <summary>Merges neighbouring outliers into events.</summary>
    /// <param name="positions">The positions of the outliers, in ascending order.</param>
    /// <param name="scores">A score for each value of the series.</param>
    /// <param name="maxGap">The largest distance between the positions of two outliers of one event. Default: 1, adjacent values.</param>
    /// <param name="minLength">Events of fewer values are left out. Default: 1, none is.</param>
    /// <returns>The events, in ascending order.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxGap"/> or <paramref name="minLength"/> is less than 1.</exception>
    /// <exception cref="ArgumentException"><paramref name="positions"/> are not in ascending order, or one has no score.</exception>
    public static IReadOnlyList<OutlierEvent> Merge(
        ReadOnlySpan<long> positions, ReadOnlySpan<double> scores, long maxGap = 1, long minLength = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxGap, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(minLength, 1);
        var events = new List<OutlierEvent>();
        OutlierEvent current = default;
        for (int i = 0; i < positions.Length; i++)
        {
            long position = positions[i];
            if (position < 0 || position >= scores.Length || (i > 0 && position <= current.End))
            {
                throw new ArgumentException(
                    $"Position {i} is {position}; expected positions in ascending order, each less than {scores.Length}, the number of scores.",
                    nameof(positions));
            }
            double score = scores[(int)position];
            if (i == 0 || position - current.End > maxGap)
            {
                AddIfLong(events, current, i > 0 ? minLength : long.MaxValue);
                current = new OutlierEvent(position, position, position, score);
            }
            else
            {
                current = score > current.Score || (double.IsNaN(current.Score) && !double.IsNaN(score))
                    ? new OutlierEvent(current.Start, position, position, score)
                    : current with { End = position };
            }
        }
        AddIfLong(events, current, positions.Length > 0 ? minLength : long.MaxValue);
        return events;
    }

    private static void AddIfLong(List<OutlierEvent> events, OutlierEvent candidate, long minLength)
    {
        if (candidate.Length >= minLength)
        {
            events.Add(candidate);
        }
    }
}
