using System.Globalization;

namespace OutliersNative.Demo;

/// <summary>A labelled series from a CSV file in data/. The comments in each file name its source.</summary>
internal sealed record Series(string Title, string[] Labels, double[] Values)
{
    public static Series Read(string name)
    {
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "data", name));
        string title = lines[0].TrimStart('#', ' ');
        string[][] rows = [.. lines.SkipWhile(line => line.StartsWith('#')).Skip(1).Select(line => line.Split(','))];
        return new Series(title, [.. rows.Select(row => row[0])], [.. rows.Select(row => double.Parse(row[1], CultureInfo.InvariantCulture))]);
    }
}
