using System.Globalization;
using OutliersNative.Tables;
using OutliersNative.Tables.Detection;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace OutliersNative.Cli.Output;

/// <summary>Draws a series, its bounds and its outliers into a file: PNG, SVG or HTML.</summary>
internal static class Picture
{
    private const int Width = 1200;
    private const int Height = 500;
    private const int MostMarkers = 20_000;

    /// <summary>Refuses a file of another kind.</summary>
    public static void Check(string path)
    {
        if (path != "-" && Path.GetExtension(path).ToUpperInvariant() is not (".PNG" or ".SVG" or ".HTML" or ".HTM"))
        {
            throw new UserError($"--plot {path}: expected a file that ends in .png, .svg or .html, or - for the terminal.");
        }
    }

    public static void Draw(SeriesResult series, string title, string path)
    {
        using Plot plot = Make(series, title);
        switch (Path.GetExtension(path).ToUpperInvariant())
        {
            case ".PNG":
                plot.SavePng(path, Width, Height);
                break;
            case ".SVG":
                File.WriteAllText(path, plot.GetSvgXml(Width, Height));
                break;
            default:
                string name = System.Net.WebUtility.HtmlEncode(title);
                File.WriteAllText(path, $"<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{name}</title></head>\n<body>\n{plot.GetSvgXml(Width, Height)}\n</body>\n</html>\n");
                break;
        }
    }

    private static Plot Make(SeriesResult series, string title)
    {
        var axis = new Axis(series);
        var chart = Chart.Of(series, Width);
        double[] xs = [.. chart.Positions.Select(axis.At)];
        var plot = new Plot();
        if (chart.Lower.Length > 0)
        {
            AddBand(plot, chart, xs);
        }
        Scatter line = plot.Add.Scatter(xs, chart.Values, Color.FromHex("#1f77b4"));
        line.LineWidth = 1;
        line.MarkerSize = chart.Values.Length == 1 ? 6 : 0;
        line.LegendText = series.Name.Column;
        int[] marked = Marked(chart);
        if (marked.Length > 0)
        {
            Scatter outliers = plot.Add.ScatterPoints(
                marked.Select(at => axis.At(chart.OutlierPositions[at])).ToArray(), marked.Select(at => chart.OutlierValues[at]).ToArray(), Color.FromHex("#d62728"));
            outliers.MarkerSize = 8;
            outliers.LegendText = string.Create(CultureInfo.InvariantCulture, $"{series.Positions.Length:N0} outlier{(series.Positions.Length == 1 ? "" : "s")}");
        }
        plot.Title(title);
        plot.YLabel(series.Name.Column);
        if (axis.IsTime)
        {
            // Not as the culture of the user has it: 04/01 is a day in April or in January.
            ((DateTimeAutomatic)plot.Axes.DateTimeTicksBottom().TickGenerator).LabelFormatter = time =>
                time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd\nHH:mm", CultureInfo.InvariantCulture);
        }
        else
        {
            plot.XLabel(series.Times is null ? "position" : "time");
        }
        plot.ShowLegend(Alignment.UpperLeft);
        return plot;
    }

    private static void AddBand(Plot plot, Chart chart, double[] xs)
    {
        // One-sided bounds have no other edge, and bounds of the warm-up none at all.
        int[] drawn = [.. Enumerable.Range(0, xs.Length).Where(at => double.IsFinite(xs[at]) && double.IsFinite(chart.Lower[at]) && double.IsFinite(chart.Upper[at]))];
        if (drawn.Length > 1)
        {
            FillY band = plot.Add.FillY([.. drawn.Select(at => xs[at])], [.. drawn.Select(at => chart.Lower[at])], [.. drawn.Select(at => chart.Upper[at])]);
            band.FillColor = Color.FromHex("#1f77b4").WithAlpha(0.15);
            band.LineWidth = 0;
            band.LegendText = "expected";
        }
    }

    /// <summary>All outliers; of too many to draw, one for each place of the picture.</summary>
    private static int[] Marked(Chart chart)
    {
        int count = chart.OutlierValues.Length;
        if (count <= MostMarkers)
        {
            return [.. Enumerable.Range(0, count)];
        }
        double low = chart.OutlierValues.Min(), height = Math.Max(chart.OutlierValues.Max() - low, double.Epsilon);
        double width = Math.Max(chart.OutlierPositions[^1] - chart.OutlierPositions[0], 1);
        return [.. Enumerable.Range(0, count).DistinctBy(at => (
            (int)((chart.OutlierPositions[at] - chart.OutlierPositions[0]) / width * Width),
            (int)((chart.OutlierValues[at] - low) / height * Height)))];
    }
}

/// <summary>Draws a series in text, with braille dots: 2 x 4 for each character.</summary>
internal static class TextPicture
{
    private const int Rows = 14;
    private const int LabelWidth = 10;

    public static void Draw(SeriesResult series, string title, TextWriter to, int width, bool hasColor)
    {
        int columns = Math.Max(20, width - LabelWidth - 2);
        double[] finite = [.. series.Values.ToArray().Where(double.IsFinite)];
        if (finite.Length == 0)
        {
            to.WriteLine($"{title}: no values");
            return;
        }
        var chart = Chart.Of(series, 2 * columns);
        double low = finite.Min(), high = finite.Max();
        double height = high > low ? high - low : 1;
        int n = series.Values.Length;
        int[,] dots = new int[Rows, columns];
        bool[,] marks = new bool[Rows, columns];
        int previousX = -1, previousY = 0;
        for (int i = 0; i < chart.Values.Length; i++)
        {
            if (!double.IsFinite(chart.Values[i]))
            {
                previousX = -1;
                continue;
            }
            int x = X(chart.Positions[i], 2 * columns), y = Y(chart.Values[i], 4 * Rows);
            int from = previousX < 0 ? y : previousY;
            for (int dot = Math.Min(from, y); dot <= Math.Max(from, y); dot++)
            {
                Set(dots, x, dot);
            }
            (previousX, previousY) = (x, y);
        }
        for (int i = 0; i < chart.OutlierValues.Length; i++)
        {
            if (double.IsFinite(chart.OutlierValues[i]))
            {
                marks[Y(chart.OutlierValues[i], Rows), X(chart.OutlierPositions[i], columns)] = true;
            }
        }
        to.WriteLine(title);
        for (int row = 0; row < Rows; row++)
        {
            string label = row == 0 ? Label(high) : row == Rows - 1 ? Label(low) : "";
            to.Write(label.PadLeft(LabelWidth));
            to.Write(row == 0 || row == Rows - 1 ? " ┤" : " │");
            for (int column = 0; column < columns; column++)
            {
                string mark = hasColor ? "\u001b[31m●\u001b[0m" : "●";
                to.Write(marks[row, column] ? mark : ((char)(0x2800 + dots[row, column])).ToString());
            }
            to.WriteLine();
        }
        var axis = new Axis(series);
        string left = axis.LabelAt(0), right = axis.LabelAt(n - 1);
        to.WriteLine($"{"".PadLeft(LabelWidth)} └{left}{right.PadLeft(Math.Max(right.Length + 1, columns - left.Length))}");

        int X(double position, int most) => n == 1 ? most / 2 : (int)Math.Min(most - 1, position / (n - 1) * (most - 1));
        int Y(double value, int most) => high > low ? (int)Math.Min(most - 1, (high - value) / height * most) : most / 2;
    }

    private static string Label(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    private static void Set(int[,] dots, int x, int y)
    {
        int bit = (x % 2, y % 4) switch { (0, 3) => 6, (1, 3) => 7, (0, var row) => row, (_, var row) => 3 + row };
        dots[y / 4, x / 2] |= 1 << bit;
    }
}
