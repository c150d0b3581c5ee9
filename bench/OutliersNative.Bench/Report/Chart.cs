using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace OutliersNative.Bench;

/// <summary>A picture of a detection's time by size, one line a peer, both axes logarithmic.</summary>
internal static class Chart
{
    public const string Title = "One detection by size";

    private const string Font = "Arial";

    // Apart in hue and in lightness, so that they can be told in grey and by the colour-blind: Okabe and Ito's.
    private static readonly OxyColor[] Colors =
    [
        OxyColor.Parse("#009E73"), OxyColor.Parse("#E69F00"), OxyColors.Black,
        OxyColor.Parse("#56B4E9"), OxyColor.Parse("#CC79A7"), OxyColor.Parse("#D55E00"),
    ];

    public static string Svg(Table bySize)
    {
        var model = new PlotModel { Title = Title, DefaultFont = Font, Background = OxyColors.White, DefaultColors = Colors };
        model.Axes.Add(Axis(AxisPosition.Bottom, "values"));
        model.Axes.Add(Axis(AxisPosition.Left, "median time in microseconds"));
        model.Legends.Add(new Legend
        {
            LegendPosition = LegendPosition.RightTop,
            LegendPlacement = LegendPlacement.Outside,
            LegendPadding = 20,
            LegendLineSpacing = 6,
        });
        foreach (var peer in bySize.Rows.GroupBy(row => row["benchmark"]))
        {
            var line = new LineSeries { Title = $"{peer.Key}", MarkerType = MarkerType.Circle };
            line.Points.AddRange(peer.Where(row => row["median us"] != null)
                .Select(row => new DataPoint((int)row["Length"]!, (double)row["median us"]!)));
            model.Series.Add(line);
        }
        return new SvgExporter { Width = 800, Height = 500, UseVerticalTextAlignmentWorkaround = true }.ExportToString(model);
    }

    private static LogarithmicAxis Axis(AxisPosition position, string title) => new()
    {
        Position = position,
        Title = title,
        StringFormat = "#,0.###",
        IntervalLength = 120,
        AxisTitleDistance = 16, // text may be wider than it was taken for
        MajorGridlineStyle = LineStyle.Solid,
        MajorGridlineColor = OxyColors.LightGray,
    };
}
