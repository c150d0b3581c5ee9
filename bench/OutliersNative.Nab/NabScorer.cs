namespace OutliersNative.Nab;

/// <summary>What a hit, a false alarm and a missed window count.</summary>
internal sealed record NabProfile(string Name, double Hit, double FalseAlarm, double Miss)
{
    public static readonly NabProfile Standard = new("standard", 1, 0.11, 1);

    public static readonly NabProfile[] All = [Standard, new("reward_low_FP_rate", 1, 0.22, 1), new("reward_low_FN_rate", 1, 0.11, 2)];
}

/// <summary>A score from 0, of a detector that flags nothing, to 100, of one that flags the first value of each window and no other.</summary>
/// <param name="Score">The score.</param>
/// <param name="Threshold">The threshold that it was reached with.</param>
internal readonly record struct NabResult(double Score, double Threshold);

/// <summary>What became of one series at a threshold.</summary>
/// <param name="Raw">The sum of what hits, false alarms and missed windows count.</param>
/// <param name="Hits">The number of windows with a flagged value.</param>
/// <param name="FalseAlarms">The number of flagged values outside the windows.</param>
internal readonly record struct NabRow(double Raw, int Hits, int FalseAlarms);

/// <summary>Scores a detector by the rules of the Numenta Anomaly Benchmark.</summary>
/// <remarks>
/// <para>A value is flagged if its score is at least the threshold, which is one for all series. Values of the probation, the first
/// 15 % of a series, at most 750, do not count.</para>
/// <para>A window counts its earliest flagged value: by a sigmoid of its position, from 1 at the first to nearly 0 at the last. A window
/// without one counts as missed. A flagged value outside the windows counts the less, the nearer it follows a window. Scores are
/// normalized so that a detector that flags nothing has 0, and a perfect one 100.</para>
/// <para>Source: A. Lavin and S. Ahmad, Evaluating Real-time Anomaly Detection Algorithms – the Numenta Anomaly Benchmark, ICMLA 2015,
/// section II; details as in nab/sweeper.py of github.com/numenta/NAB.</para>
/// </remarks>
internal static class NabScorer
{
    private const double ProbationShare = 0.15;
    private const int ProbationLongest = 750;
    private const double FarAway = 3; // window widths after which a false alarm counts fully

    /// <summary>The number of values at the start of a series that do not count.</summary>
    public static int Probation(int length) => Math.Min((int)(ProbationShare * length), ProbationLongest);

    /// <summary>Returns the best score that any threshold gives, and that threshold.</summary>
    /// <param name="series">The series.</param>
    /// <param name="scores">For each series, the scores of its values: the higher, the stranger.</param>
    /// <param name="profile">The profile.</param>
    public static NabResult Best(IReadOnlyList<NabSeries> series, IReadOnlyList<double[]> scores, NabProfile profile)
    {
        var best = new NabResult(0, double.PositiveInfinity); // nothing is flagged
        foreach (NabResult each in Sweep(series, scores, profile))
        {
            best = each.Score > best.Score ? each : best;
        }
        return best;
    }

    /// <summary>Returns the score at one threshold.</summary>
    public static double At(IReadOnlyList<NabSeries> series, IReadOnlyList<double[]> scores, NabProfile profile, double threshold)
    {
        double raw = series.Zip(scores, (each, its) => Row(each, its, profile, threshold).Raw).Sum();
        return Normalize(raw, series.Sum(each => each.Windows.Length), profile);
    }

    /// <summary>Returns what becomes of one series at a threshold.</summary>
    public static NabRow Row(NabSeries series, double[] scores, NabProfile profile, double threshold)
    {
        double[] best = Enumerable.Repeat(-profile.Miss, series.Windows.Length).ToArray();
        double falseAlarms = 0;
        int count = 0;
        foreach ((int position, int window, double weight) in Weights(series).Where(each => scores[each.Position] >= threshold))
        {
            if (window < 0)
            {
                falseAlarms += weight * profile.FalseAlarm;
                count++;
            }
            else
            {
                best[window] = Math.Max(best[window], weight * profile.Hit);
            }
        }
        return new NabRow(best.Sum() + falseAlarms, best.Count(each => each > -profile.Miss), count);
    }

    /// <summary>Returns the score at each threshold that makes a difference, the highest first.</summary>
    private static IEnumerable<NabResult> Sweep(IReadOnlyList<NabSeries> series, IReadOnlyList<double[]> scores, NabProfile profile)
    {
        int windows = 0;
        var points = new List<(double Score, int Window, double Weight)>();
        foreach ((NabSeries each, double[] its) in series.Zip(scores))
        {
            int first = windows;
            points.AddRange(Weights(each).Select(point => (its[point.Position], point.Window < 0 ? -1 : first + point.Window, point.Weight)));
            windows += each.Windows.Length;
        }
        points.Sort((left, right) => right.Score.CompareTo(left.Score));
        double[] best = Enumerable.Repeat(-profile.Miss, windows).ToArray();
        double raw = -profile.Miss * windows;
        for (int i = 0; i < points.Count && !double.IsNaN(points[i].Score); i++)
        {
            (double score, int window, double weight) = points[i];
            if (window < 0)
            {
                raw += weight * profile.FalseAlarm;
            }
            else if (weight * profile.Hit > best[window])
            {
                raw += weight * profile.Hit - best[window];
                best[window] = weight * profile.Hit;
            }
            if (i + 1 == points.Count || points[i + 1].Score != score)
            {
                yield return new NabResult(Normalize(raw, windows, profile), score);
            }
        }
    }

    private static double Normalize(double raw, int windows, NabProfile profile) =>
        windows == 0 ? 0 : 100 * (raw + profile.Miss * windows) / (windows * (profile.Hit + profile.Miss));

    /// <summary>Returns for each value after the probation its position, its window or -1, and what it counts before the profile.</summary>
    private static IEnumerable<(int Position, int Window, double Weight)> Weights(NabSeries series)
    {
        double earliest = Sigmoid(-1);
        int window = 0;
        for (int i = 0; i < series.Values.Length; i++)
        {
            while (window < series.Windows.Length && i > series.Windows[window].Last)
            {
                window++;
            }
            bool isInside = window < series.Windows.Length && i >= series.Windows[window].First;
            if (i < Probation(series.Values.Length))
            {
                continue;
            }
            if (isInside)
            {
                (int first, int last) = series.Windows[window];
                yield return (i, window, Sigmoid(-(last - i + 1) / (double)(last - first + 1)) / earliest);
            }
            else if (window == 0)
            {
                yield return (i, -1, -1);
            }
            else
            {
                (int first, int last) = series.Windows[window - 1];
                yield return (i, -1, Sigmoid((i - last) / (double)(last - first)));
            }
        }
    }

    /// <summary>The scaled sigmoid: from nearly 1 at -1, where a window begins, through 0, behind its end, to -1.</summary>
    private static double Sigmoid(double position) => position >= FarAway ? -1 : 2 / (1 + Math.Exp(5 * position)) - 1;
}
