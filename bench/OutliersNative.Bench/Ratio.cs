namespace OutliersNative.Bench;

/// <summary>What is said of two things that took turns: the median of their ratios by turn, and its spread, so that the machine's drift cancels.</summary>
internal readonly record struct Ratio(double Median, double P10, double P90)
{
    /// <summary>How often the second goes into the first, turn by turn.</summary>
    public static Ratio Of(IEnumerable<double> first, IEnumerable<double> second)
    {
        double[] ratios = [.. first.Zip(second, (one, other) => one / other).Order()];
        return new Ratio(ratios.At(0.5), ratios.At(0.1), ratios.At(0.9));
    }
}
