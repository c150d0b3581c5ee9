namespace OutliersNative.Bench;

/// <summary>Measures several things in alternation, so that their ratios do not depend on the machine's speed at the time.</summary>
internal static class Turns
{
    /// <summary>Runs each subject once per turn. One more turn goes before as a warm-up.</summary>
    /// <returns>The measurements of each subject, one per turn.</returns>
    public static T[][] Run<T>(int turns, params IReadOnlyList<Func<T>> subjects)
    {
        T[][] measured = [.. subjects.Select(subject => new T[turns])];
        for (int turn = -1; turn < turns; turn++)
        {
            for (int subject = 0; subject < subjects.Count; subject++)
            {
                T one = subjects[subject]();
                if (turn >= 0) measured[subject][turn] = one;
            }
        }
        return measured;
    }

    public static double Median(this IEnumerable<double> values) => values.Order().ToArray().Quantile(0.5);

    /// <summary>The value below which this part of the sorted values lies; NaN if there are none.</summary>
    public static double Quantile(this double[] sorted, double part) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min((int)(part * sorted.Length), sorted.Length - 1)];
}

/// <summary>The ratio of two measurements, taken turn by turn: its median and its 10th and 90th percentiles.</summary>
internal readonly record struct Ratio(double Median, double P10, double P90)
{
    public static Ratio Of(IEnumerable<double> numerators, IEnumerable<double> denominators)
    {
        double[] ratios = [.. numerators.Zip(denominators, (numerator, denominator) => numerator / denominator).Order()];
        return new Ratio(ratios.Quantile(0.5), ratios.Quantile(0.1), ratios.Quantile(0.9));
    }
}
