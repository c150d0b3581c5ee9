namespace OutliersNative.Service.Azure;

/// <summary>Answers the requests of the API with the bundled detectors.</summary>
/// <param name="seasonal">A detector with the keywords of <c>outliers.seasonal</c>.</param>
/// <param name="shift">A detector with the keywords of <c>outliers.shift</c>.</param>
internal sealed class AnomalyDetection(
    [FromKeyedServices(AnomalyDetection.SeasonalKey)] IOutlierDetector seasonal,
    [FromKeyedServices(AnomalyDetection.ShiftKey)] IOutlierDetector shift)
{
    public const string SeasonalKey = "azure-anomaly";
    public const string ShiftKey = "azure-changepoint";

    private const double Threshold = 3.5; // robust standard deviations of the rest

    /// <summary>Judges each point of a series.</summary>
    public async Task<(PointVerdict[] Verdicts, int Period)> DetectEntireAsync(DetectRequest request, CancellationToken cancellation)
    {
        Series series = request.Series;
        OutlierAnalysis analysis = await seasonal.AnalyzeAsync(series.Values, Keywords(request.Period, Threshold), cancellation);
        var verdicts = new PointVerdict[series.Points.Length];
        for (int i = 0; i < verdicts.Length; i++)
        {
            int at = series.Positions[i];
            double expected = analysis.Expected[at];
            verdicts[i] = new PointVerdict(
                series.Points[i], expected, analysis.Upper[at] - expected, expected - analysis.Lower[at], request.Sensitivity);
        }
        KeepStrongest(verdicts, series.Positions, analysis.Scores, (int)(request.MaxAnomalyRatio * verdicts.Length));
        return (verdicts, analysis.Period);
    }

    /// <summary>Judges the last point of a series by those before it.</summary>
    public async Task<(PointVerdict Verdict, int Period)> DetectLastAsync(DetectRequest request, CancellationToken cancellation)
    {
        Series series = request.Series;
        // As a gap, the last value has no influence on what is expected in its place. It has no bounds then; they are as far
        // from the expected value as those of the point before it, since the rest has one standard deviation everywhere.
        var values = (double[])series.Values.Clone();
        values[^1] = double.NaN;
        OutlierAnalysis analysis = await seasonal.AnalyzeAsync(values, Keywords(request.Period, Threshold), cancellation);
        int before = series.Positions[^2];
        double upper = analysis.Upper[before] - analysis.Expected[before], lower = analysis.Expected[before] - analysis.Lower[before];
        return (new PointVerdict(series.Points[^1], analysis.Expected[^1], upper, lower, request.Sensitivity), analysis.Period);
    }

    /// <summary>Tells the change points of a series, and for each point how much it looks like one, from 0 to 1.</summary>
    public async Task<(bool[] IsChangePoint, double[] Confidence, int Period)> DetectChangePointsAsync(
        ChangePointRequest request, CancellationToken cancellation)
    {
        Series series = request.Series;
        double threshold = 3 + (30 * (1 - request.Threshold));
        OutlierAnalysis analysis = await shift.AnalyzeAsync(
            series.Values, Keywords(request.Period, threshold, request.StableTrendWindow), cancellation);
        var found = new bool[series.Points.Length];
        var confidence = new double[found.Length];
        // A level can begin with a missing point: its first point that is there is the change point.
        var changes = analysis.Positions.Select(position => (int)position).ToHashSet();
        int previous = -1;
        for (int i = 0; i < found.Length; i++)
        {
            for (int at = previous + 1; at <= series.Positions[i]; at++)
            {
                found[i] |= changes.Contains(at);
                confidence[i] = Math.Max(confidence[i], Confidence(analysis.Scores[at], threshold));
            }
            previous = series.Positions[i];
        }
        return (found, confidence, analysis.Period);
    }

    /// <summary>The number of points that the last one is best judged by.</summary>
    public static int SuggestedWindow(int period, Granularity granularity) => 1 + (period > 0 ? 4 * period : granularity switch
    {
        Granularity.Yearly or Granularity.Monthly or Granularity.Weekly => 12,
        Granularity.Daily => 28,
        Granularity.Hourly => 168,
        Granularity.Microsecond => 1000,
        _ => 1440,
    });

    private static CallOptions Keywords(int? period, double threshold, int? window = null)
    {
        var keywords = new Dictionary<string, object?>
        {
            ["threshold"] = threshold,
            ["period"] = period is { } given ? given : "auto",
            ["nan"] = "omit",
        };
        if (window is { } values)
        {
            keywords["window"] = values;
        }
        return new CallOptions { Keywords = keywords };
    }

    /// <summary>Leaves the anomalies with the highest scores, and makes normal points of the others.</summary>
    private static void KeepStrongest(PointVerdict[] verdicts, int[] positions, double[] scores, int most)
    {
        int[] anomalies = [.. Enumerable.Range(0, verdicts.Length).Where(i => verdicts[i].IsAnomaly)];
        foreach (int i in anomalies.OrderByDescending(i => scores[positions[i]]).Skip(most))
        {
            verdicts[i] = verdicts[i].AsNormal();
        }
    }

    /// <summary>0.5 at the threshold, 0.9 at three times it.</summary>
    private static double Confidence(double score, double threshold)
    {
        double ratio = threshold / score;
        return 1 / (1 + (ratio * ratio));
    }
}

/// <summary>What is said of a point.</summary>
internal readonly record struct PointVerdict
{
    private readonly double _distance; // positive above the expected value

    /// <summary>Judges a point.</summary>
    /// <param name="value">Its value.</param>
    /// <param name="expected">The value that the detector expects.</param>
    /// <param name="upper">The distance above the expected value that the detector allows.</param>
    /// <param name="lower">The distance below it.</param>
    /// <param name="sensitivity">From 0 to 99: distances up to (100 - sensitivity) % of the expected value are allowed too.</param>
    public PointVerdict(double value, double expected, double upper, double lower, int sensitivity)
    {
        double share = Math.Abs(expected) * (100 - sensitivity) / 100;
        _distance = value - expected;
        Expected = expected;
        UpperMargin = Math.Max(upper, share);
        LowerMargin = Math.Max(lower, share);
    }

    public double Expected { get; }

    public double UpperMargin { get; private init; }

    public double LowerMargin { get; private init; }

    public bool IsPositive => _distance > UpperMargin;

    public bool IsNegative => -_distance > LowerMargin;

    public bool IsAnomaly => IsPositive || IsNegative;

    /// <summary>The distance as a share of the expected value, at most 1; 0 for a normal point.</summary>
    public double Severity => IsAnomaly ? Math.Min(1, Math.Abs(_distance / Expected)) : 0;

    /// <summary>The same point, with a margin that reaches beyond it by 1 %.</summary>
    public PointVerdict AsNormal() =>
        IsPositive ? this with { UpperMargin = 1.01 * _distance } : this with { LowerMargin = -1.01 * _distance };
}
