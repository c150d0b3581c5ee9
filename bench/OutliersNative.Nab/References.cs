namespace OutliersNative.Nab;

/// <summary>Detectors whose score is known, which prove the scorer.</summary>
internal static class References
{
    /// <summary>The standard score of <see cref="WindowedGaussian"/> that NAB publishes, on all 58 series.</summary>
    public const double PublishedWindowedGaussian = 39.65;

    private const int Window = 6400;
    private const int Step = 100;
    private const int Highest = 71; // tenths of a deviation, where NAB's table of the normal distribution ends

    /// <summary>Flags nothing.</summary>
    public static double[] Null(NabSeries series) => new double[series.Values.Length];

    /// <summary>Flags the first value of each window that counts.</summary>
    public static double[] Perfect(NabSeries series)
    {
        double[] scores = new double[series.Values.Length];
        foreach ((int first, _) in series.Windows)
        {
            scores[Math.Max(first, NabScorer.Probation(scores.Length))] = 1;
        }
        return scores;
    }

    /// <summary>The distance from the mean of the last 6,400 values, in tenths of their standard deviation, cut off at 7.1.</summary>
    /// <remarks>As in NAB's published results: the window grows to its size value by value, then moves in steps of 100 values; and the
    /// distance is looked up in a table of the normal distribution with steps of 0.1, so that all beyond its end are equal.</remarks>
    public static double[] WindowedGaussian(NabSeries series)
    {
        double[] values = series.Values, scores = new double[values.Length];
        double mean = 0, deviation = 1;
        for (int i = 0; i < values.Length; i++)
        {
            if (i > 0)
            {
                scores[i] = Math.Min(Math.Floor(10 * Math.Abs(values[i] - mean) / deviation), Highest);
            }
            int end = i + 1;
            if (end <= Window || (end - Window) % Step == 0)
            {
                ReadOnlySpan<double> window = values.AsSpan(Math.Max(0, end - Window), Math.Min(end, Window));
                (mean, deviation) = Moments(window);
            }
        }
        return scores;
    }

    private static (double Mean, double Deviation) Moments(ReadOnlySpan<double> values)
    {
        double sum = 0, squares = 0;
        foreach (double value in values) sum += value;
        double mean = sum / values.Length;
        foreach (double value in values) squares += (value - mean) * (value - mean);
        double deviation = Math.Sqrt(squares / values.Length);
        return (mean, deviation == 0 ? 0.000001 : deviation);
    }
}
