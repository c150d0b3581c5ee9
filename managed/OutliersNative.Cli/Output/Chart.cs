using OutliersNative.Tables;
using OutliersNative.Tables.Detection;

namespace OutliersNative.Cli.Output;

/// <summary>The points of a chart: as many as can be seen, and every outlier.</summary>
internal sealed class Chart
{
    /// <summary>The position of each point, ascending.</summary>
    public double[] Positions { get; private set; } = [];

    public double[] Values { get; private set; } = [];

    /// <summary>The widest bounds around each point; empty if there are none.</summary>
    public double[] Lower { get; private set; } = [];

    public double[] Upper { get; private set; } = [];

    public required double[] OutlierPositions { get; init; }

    public required double[] OutlierValues { get; init; }

    /// <summary>Thins a series: of each bucket of neighbours, the lowest and the highest value remain.</summary>
    /// <param name="series">The series.</param>
    /// <param name="buckets">The largest number of buckets: about the number of pixels.</param>
    public static Chart Of(SeriesResult series, int buckets)
    {
        ReadOnlySpan<double> values = series.Values.Span;
        int n = values.Length;
        long[] outliers = [.. series.Positions];
        var chart = new Chart
        {
            OutlierPositions = [.. outliers.Select(position => (double)position)],
            OutlierValues = new double[outliers.Length],
        };
        for (int i = 0; i < outliers.Length; i++)
        {
            chart.OutlierValues[i] = values[(int)outliers[i]];
        }
        var kept = new List<int>(Math.Min(n, 2 * buckets));
        int size = Math.Max(1, (n + buckets - 1) / buckets);
        for (int start = 0; start < n; start += size)
        {
            int end = Math.Min(n, start + size), low = start, high = start;
            for (int i = start + 1; i < end; i++)
            {
                low = values[i] < values[low] || double.IsNaN(values[low]) ? i : low;
                high = values[i] > values[high] || double.IsNaN(values[high]) ? i : high;
            }
            kept.Add(Math.Min(low, high));
            if (low != high)
            {
                kept.Add(Math.Max(low, high));
            }
        }
        chart.Positions = [.. kept.Select(position => (double)position)];
        chart.Values = new double[kept.Count];
        for (int i = 0; i < kept.Count; i++)
        {
            chart.Values[i] = values[kept[i]];
        }
        if (series.Lower.Length == n && series.Upper.Length == n)
        {
            chart.Lower = [.. kept.Select(position => Extreme(series.Lower, position / size * size, size, Math.Min))];
            chart.Upper = [.. kept.Select(position => Extreme(series.Upper, position / size * size, size, Math.Max))];
        }
        return chart;
    }

    private static double Extreme(double[] values, int start, int size, Func<double, double, double> choose)
    {
        double extreme = double.NaN;
        for (int i = start; i < Math.Min(values.Length, start + size); i++)
        {
            extreme = double.IsFinite(values[i]) ? (double.IsNaN(extreme) ? values[i] : choose(extreme, values[i])) : extreme;
        }
        return extreme;
    }
}

/// <summary>The horizontal axis: times if each can be read, else positions.</summary>
internal sealed class Axis
{
    private readonly SeriesResult _series;

    public Axis(SeriesResult series)
    {
        _series = series;
        int n = series.Values.Length;
        // A few tell: to read ten million times would take longer than to detect.
        IsTime = series.Times is not null && n > 0
            && Enumerable.Range(0, 20).Select(i => (int)((long)i * (n - 1) / 19)).All(position => series.Times.TryDate((int)series.Row(position), out _));
    }

    public bool IsTime { get; }

    public double At(double position) =>
        !IsTime ? _series.Row((long)position)
        : _series.Times!.TryTime((int)_series.Row((long)position), out DateTimeOffset time) && time.Year > 101 ? time.UtcDateTime.ToOADate() : double.NaN;

    public string LabelAt(double position) => _series.Times is null ? $"{_series.Row((long)position)}" : _series.Times[(int)_series.Row((long)position)];
}
