using ScottPlot;

namespace OutliersNative.Pictures;

/// <summary>A series with its expected values, its bounds and its outliers.</summary>
internal static class Picture
{
    private const int Width = 900;
    private const int Height = 260;

    public static void Write(string path, double[] series, OutlierAnalysis analysis)
    {
        using var plot = new Plot();
        double[] positions = [.. Enumerable.Range(0, series.Length)];
        (double bottom, double top) = Limits(series, analysis);
        ScottPlot.Plottables.FillY band = plot.Add.FillY(
            positions, [.. analysis.Lower.Select(value => Math.Max(value, bottom))], [.. analysis.Upper.Select(value => Math.Min(value, top))]);
        band.FillColor = Colors.SteelBlue.WithAlpha(0.15);
        band.LineColor = Colors.Transparent;
        band.MarkerShape = MarkerShape.None;
        plot.Add.ScatterLine(positions, analysis.Expected, Colors.Gray.WithAlpha(0.7));
        plot.Add.ScatterLine(positions, series, Colors.SteelBlue);
        ScottPlot.Plottables.Markers outliers = plot.Add.Markers(
            analysis.Positions.Select(position => (double)position).ToArray(), analysis.Positions.Select(position => series[position]).ToArray());
        outliers.Color = Colors.Red;
        plot.Axes.SetLimits(0, series.Length - 1, bottom, top);
        plot.SaveSvg(path, Width, Height);
    }

    /// <summary>All values, and as much of the bounds as leaves them readable.</summary>
    private static (double Bottom, double Top) Limits(double[] series, OutlierAnalysis analysis)
    {
        double least = series.Min(), most = series.Max(), margin = 0.15 * (most - least);
        double lower = analysis.Lower.Where(double.IsFinite).DefaultIfEmpty(least).Min(), upper = analysis.Upper.Where(double.IsFinite).DefaultIfEmpty(most).Max();
        return (Math.Min(least, Math.Max(lower, least - margin)) - margin / 3, Math.Max(most, Math.Min(upper, most + margin)) + margin / 3);
    }
}
