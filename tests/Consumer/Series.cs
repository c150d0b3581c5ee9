using OutliersNative;

namespace Consumer;

/// <summary>What a user writes first.</summary>
internal static class Series
{
    /// <summary>The positions of the outliers of twenty values: 7.</summary>
    public static string Outliers()
    {
        double[] data = [.. Enumerable.Range(0, 20).Select(i => i == 7 ? 100.0 : i % 2)];
        using var outliers = new Outliers("outliers", "detect");
        return string.Join(' ', outliers.Detect(data));
    }
}
