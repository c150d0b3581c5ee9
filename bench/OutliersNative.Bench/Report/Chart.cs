using System.Globalization;
using System.Net;
using System.Text;

namespace OutliersNative.Bench;

/// <summary>A picture of a detection's time by size, one line per way, both axes logarithmic.</summary>
internal static class Chart
{
    public const string Title = "Time of one detection by number of values";

    private const int Width = 820, Left = 80, Right = 770, Top = 60, Bottom = 440;
    private const int LegendTop = 505, LegendLine = 22, LegendColumn = 370;

    // From the palette of Okabe and Ito, which the colour-blind can tell apart.
    private static readonly string[] Colors = ["#D55E00", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999", "#0072B2", "#009E73"];

    public static string Svg(Table bySize)
    {
        (string Name, (double Length, double Time)[] Points)[] lines = [.. bySize.Rows.Where(row => row[Table.Median] is not null)
            .GroupBy(row => (string)row[Table.Benchmark]!, row => ((double)(int)row[nameof(Detect.Length)]!, (double)row[Table.Median]!))
            .Select(line => (line.Key, line.ToArray()))];
        double[] lengths = [.. lines.SelectMany(line => line.Points).Select(point => point.Length)];
        double[] times = [.. lines.SelectMany(line => line.Points).Select(point => point.Time)];
        var x = new LogarithmicAxis(lengths, Left, Right);
        var y = new LogarithmicAxis(times, Bottom, Top);
        int height = LegendTop + (lines.Length + 1) / 2 * LegendLine;

        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{height}" font-family="Arial, Liberation Sans, sans-serif" font-size="13">""");
        svg.AppendLine("""<rect width="100%" height="100%" fill="white"/>""");
        Text(svg, (Left + Right) / 2, 28, "middle", Title, "font-size=\"17\" font-weight=\"bold\"");
        Text(svg, Left, 48, "middle", "median time");
        Text(svg, (Left + Right) / 2, Bottom + 44, "middle", "values");
        foreach (double time in y.Powers)
        {
            Line(svg, "#d0d0d0", "", (Left, y.At(time)), (Right, y.At(time)));
            Text(svg, Left - 8, y.At(time) + 4, "end", Duration(time));
        }
        foreach (double length in x.Powers)
        {
            Line(svg, "#d0d0d0", "", (x.At(length), Bottom), (x.At(length), Top));
            Text(svg, x.At(length), Bottom + 20, "middle", length.ToString("N0", CultureInfo.InvariantCulture));
        }
        for (int i = 0; i < lines.Length; i++)
        {
            string color = Colors[i % Colors.Length];
            (double X, double Y)[] points = [.. lines[i].Points.Select(point => (x.At(point.Length), y.At(point.Time)))];
            int legendX = Left + i % 2 * LegendColumn, legendY = LegendTop + i / 2 * LegendLine;
            Line(svg, color, "stroke-width=\"2\"", points);
            Line(svg, color, "stroke-width=\"2\"", (legendX - 55, legendY - 4), (legendX - 31, legendY - 4));
            foreach ((double pointX, double pointY) in points.Append((legendX - 43, legendY - 4)))
            {
                svg.AppendLine(CultureInfo.InvariantCulture, $"""<circle cx="{pointX:0.#}" cy="{pointY:0.#}" r="3.5" fill="{color}"/>""");
            }
            Text(svg, legendX - 24, legendY, "start", lines[i].Name);
        }
        return svg.AppendLine("</svg>").ToString();
    }

    private static void Line(StringBuilder svg, string color, string style, params (double X, double Y)[] points) =>
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<polyline points="{string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}")))}" fill="none" stroke="{color}" {style}/>""");

    private static void Text(StringBuilder svg, double x, double y, string anchor, string text, string style = "") =>
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{x:0.#}" y="{y:0.#}" text-anchor="{anchor}" {style}>{WebUtility.HtmlEncode(text)}</text>""");

    private static string Duration(double microseconds) => microseconds switch
    {
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{microseconds * 1e3:0} ns"),
        < 1e3 => string.Create(CultureInfo.InvariantCulture, $"{microseconds:0} µs"),
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e3:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e6:0} s"),
    };

    /// <summary>Places values between two pixels, from the power of ten below the least to that above the greatest.</summary>
    private sealed class LogarithmicAxis(double[] values, int start, int end)
    {
        private readonly int _low = (int)Math.Floor(Math.Log10(values.Min()));
        private readonly int _high = (int)Math.Ceiling(Math.Log10(values.Max()));

        public IEnumerable<double> Powers => Enumerable.Range(_low, _high - _low + 1).Select(power => Math.Round(Math.Pow(10, power), 9));

        public double At(double value) => start + (end - start) * (Math.Log10(value) - _low) / Math.Max(1, _high - _low);
    }
}
