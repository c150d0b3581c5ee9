namespace OutliersNative.Nab;

/// <summary>What a stream said about a series.</summary>
/// <param name="Scores">The score of each value.</param>
/// <param name="IsOutlier">Whether it was flagged, at the stream's own threshold.</param>
internal sealed record StreamAnswer(double[] Scores, bool[] IsOutlier)
{
    /// <summary>Pushes the series into a new stream, which is given nothing else, and returns its answers.</summary>
    public static StreamAnswer Of(NabSeries series, string module, string function)
    {
        using var stream = new OutlierStream(module, function);
        double[] scores = new double[series.Values.Length];
        bool[] isOutlier = new bool[series.Values.Length];
        stream.Push(series.Values, series.Times, new StreamDestination { Scores = scores, IsOutlier = isOutlier });
        return new StreamAnswer(scores, isOutlier);
    }
}
