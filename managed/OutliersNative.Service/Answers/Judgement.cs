namespace OutliersNative.Service.Answers;

/// <summary>What a detector says about a series, as far as the endpoint answers it.</summary>
/// <param name="Outliers">The positions of the outliers.</param>
/// <param name="Scores">A score for each value; null for <c>/v1/detect</c>.</param>
/// <param name="Analysis">The expected values and bounds; null unless the endpoint is <c>/v1/analyze</c>.</param>
internal readonly record struct Judgement(long[] Outliers, double[]? Scores, OutlierAnalysis? Analysis);
