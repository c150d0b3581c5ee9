using System.Globalization;
using ScottPlot;

namespace OutliersNative.Nab;

/// <summary>A picture of series: values, windows and what was flagged.</summary>
internal static class Picture
{
    private const int Width = 1400;
    private const int Height = 260; // of each series

    /// <summary>Writes a PNG file with one plot per series, one below the other.</summary>
    public static void Write(string path, IReadOnlyList<(NabSeries Series, double[] Scores, NabRow Row)> shown, double threshold)
    {
        var all = new Multiplot();
        all.RemovePlot(all.GetPlot(0));
        foreach ((NabSeries series, double[] scores, NabRow row) in shown)
        {
            all.AddPlot(Draw(series, scores, row, threshold));
        }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        all.SavePng(path, Width, Height * shown.Count);
    }

    private static Plot Draw(NabSeries series, double[] scores, NabRow row, double threshold)
    {
        var plot = new Plot();
        double[] times = [.. series.Times.Select(time => time.UtcDateTime.ToOADate())];
        foreach ((int first, int last) in series.Windows)
        {
            ScottPlot.Plottables.HorizontalSpan window = plot.Add.HorizontalSpan(times[first], times[last]);
            window.FillColor = Colors.Green.WithAlpha(0.2);
            window.LineColor = Colors.Transparent;
        }
        ScottPlot.Plottables.HorizontalSpan probation = plot.Add.HorizontalSpan(times[0], times[NabScorer.Probation(times.Length)]);
        probation.FillColor = Colors.Gray.WithAlpha(0.2);
        probation.LineColor = Colors.Transparent;
        ScottPlot.Plottables.Scatter line = plot.Add.ScatterLine(times, series.Values);
        line.Color = Colors.SteelBlue;
        int[] flagged = [.. Enumerable.Range(0, scores.Length).Where(i => scores[i] >= threshold)];
        ScottPlot.Plottables.Markers marks = plot.Add.Markers(flagged.Select(i => times[i]).ToArray(), flagged.Select(i => series.Values[i]).ToArray());
        marks.Color = Colors.Red;
        plot.Axes.DateTimeTicksBottom();
        plot.Title(string.Create(CultureInfo.InvariantCulture,
            $"{series.Name}: {row.Hits} of {series.Windows.Length} windows hit, {row.FalseAlarms} false alarms"));
        return plot;
    }
}
