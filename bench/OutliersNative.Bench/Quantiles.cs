namespace OutliersNative.Bench;

/// <summary>Medians and other quantiles of what was measured.</summary>
internal static class Quantiles
{
    public static double Median(this IEnumerable<double> values) => values.Order().ToArray().At(0.5);

    /// <summary>The value below which that part of sorted ones lies; not a number if there are none.</summary>
    public static double At(this double[] sorted, double part) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min((int)(part * sorted.Length), sorted.Length - 1)];
}
