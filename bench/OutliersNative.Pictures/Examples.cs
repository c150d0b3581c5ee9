namespace OutliersNative.Pictures;

/// <summary>A series for each bundled detector, of the kind that it suits. The same in each run.</summary>
internal static class Examples
{
    private const int Day = 48;

    public static IEnumerable<(string Name, Func<Outliers> Make, double[] Series)> All =>
    [
        ("sigma", () => Detectors.Sigma(threshold: 3), With(Noise(1, 400, _ => 20, 1), (70, 27), (290, 12.5))),
        ("mad", () => Detectors.Mad(), With(Noise(2, 400, _ => 20, 1), [.. Enumerable.Range(0, 40).Select(i => (9 * i + 5, 38.0 + i % 7))])),
        ("iqr", () => Detectors.Iqr(threshold: 3, options: new() { Low = 0 }), [.. Noise(3, 400, _ => 0, 0.5).Select(value => 10 * Math.Exp(value)).Select((value, i) => i is 120 or 300 ? 95 : value)]),
        ("esd", () => Detectors.Esd(), With(Noise(4, 400, _ => 20, 1), (100, 26), (101, 27), (102, 26.5), (250, 14), (330, 25.5))),
        ("seasonal", () => Detectors.Seasonal(period: Day), With(Noise(5, 9 * Day, Seasons, 0.6), (100, 21), (290, 15), (330, 34))),
        ("spectral", () => Detectors.Spectral(options: new() { MaxOutliers = 3 }), With(Noise(6, 9 * Day, Seasons, 0.3), (100, 30), (290, 12))),
        ("shift", () => Detectors.Shift(), Noise(7, 400, i => i is >= 130 and < 290 ? 25 : 20, 1)),
        ("ewma", () => Detectors.Ewma(threshold: 4), With(Noise(8, 400, i => 20 + (i > 250 ? 8 : i / 50.0), 0.8), (120, 30))),
        ("adaptive", () => Detectors.Adaptive(period: Day), With(Noise(9, 30 * Day, Seasons, 0.6), [(700, 36), .. Enumerable.Range(1100, 40).Select(i => (i, Seasons(i) + 7))])),
    ];

    private static double Seasons(int i) => 20 + 6 * Math.Sin(2 * Math.PI * i / Day) + 2 * Math.Sin(4 * Math.PI * i / Day);

    private static double[] Noise(int seed, int length, Func<int, double> level, double deviation)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(i => level(i) + deviation * Normal(random))];
    }

    /// <summary>Box and Muller's method.</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double[] With(double[] series, params ReadOnlySpan<(int Position, double Value)> planted)
    {
        foreach ((int position, double value) in planted)
        {
            series[position] = value;
        }
        return series;
    }
}
