using System.Globalization;

namespace OutliersNative.Nab;

/// <summary>Runs a stream over the series and prints what it is worth.</summary>
internal static class Judgement
{
    private const int Worst = 5;
    private const int Resamples = 1000;

    /// <summary>Prints a row for each series, the scores, and the scores of the references.</summary>
    /// <returns>Whether the references have the scores that they must have.</returns>
    public static bool Print(NabSeries[] series, string module, string function, string picture, TextWriter output)
    {
        using (new OutlierStream(module, function)) { } // starts Python, which is not measured
        TimeSpan start = Environment.CpuUsage.TotalTime;
        StreamAnswer[] answers = [.. series.Select(each => StreamAnswer.Of(each, module, function))];
        double microseconds = (Environment.CpuUsage.TotalTime - start).TotalMicroseconds / series.Sum(each => each.Values.Length);
        double[][] scores = [.. answers.Select(each => each.Scores)];
        NabResult best = NabScorer.Best(series, scores, NabProfile.Standard);
        NabRow[] rows = [.. series.Zip(scores, (each, its) => NabScorer.Row(each, its, NabProfile.Standard, best.Threshold))];

        Line(output, $"{module}.{function} on {series.Length} series, {series.Sum(each => each.Windows.Length)} windows, through OutlierStream");
        Line(output, $"One threshold for all: {best.Threshold:F3}, the best for the standard profile.");
        output.WriteLine();
        PrintRows(output, series, rows);
        PrintCategories(output, series, rows);
        bool isProved = PrintScores(output, $"{module}.{function}", series, scores, answers);
        Line(output, $"{microseconds:F1} µs of processor time per value.");

        var shown = Enumerable.Range(0, series.Length).OrderByDescending(i => Lost(series[i], rows[i])).Take(Worst)
            .Select(i => (series[i], scores[i], rows[i])).ToArray();
        Picture.Write(picture, shown, best.Threshold);
        Line(output, $"The {shown.Length} series that lost most: {picture}");
        return isProved;
    }

    private static void PrintRows(TextWriter output, NabSeries[] series, NabRow[] rows)
    {
        Line(output, $"{"series",-56}{"values",8}{"windows",9}{"hit",5}{"false alarms",14}{"raw",8}{"lost",8}");
        foreach ((NabSeries each, NabRow row) in series.Zip(rows))
        {
            Line(output, $"{each.Name,-56}{each.Values.Length,8}{each.Windows.Length,9}{row.Hits,5}{row.FalseAlarms,14}{row.Raw,8:F2}{Lost(each, row),8:F2}");
        }
        output.WriteLine();
    }

    private static void PrintCategories(TextWriter output, NabSeries[] series, NabRow[] rows)
    {
        Line(output, $"{"category (standard profile)",-56}{"series",8}{"windows",9}{"hit",5}{"false alarms",14}{"score",8}");
        var both = series.Zip(rows).ToArray();
        foreach (IGrouping<string, (NabSeries, NabRow)> category in both.GroupBy(each => each.First.Category))
        {
            PrintGroup(output, category.Key, [.. category]);
        }
        PrintGroup(output, "all", both);
        Line(output, $"± is the standard deviation over {Resamples:N0} samples of as many series, drawn with replacement; the threshold stays.");
        output.WriteLine();
    }

    private static void PrintGroup(TextWriter output, string name, (NabSeries Series, NabRow Row)[] group)
    {
        int windows = group.Sum(each => each.Series.Windows.Length);
        string start = string.Create(CultureInfo.InvariantCulture,
            $"{name,-56}{group.Length,8}{windows,9}{group.Sum(each => each.Row.Hits),5}{group.Sum(each => each.Row.FalseAlarms),14}");
        if (windows == 0)
        {
            Line(output, $"{start}{"-",8}");
            return;
        }
        Line(output, $"{start}{Score(group),8:F1} ± {Spread(group):F1}");
    }

    private static double Score((NabSeries Series, NabRow Row)[] group) =>
        100 * group.Sum(each => each.Row.Raw + each.Series.Windows.Length) / (2.0 * group.Sum(each => each.Series.Windows.Length));

    private static double Spread((NabSeries Series, NabRow Row)[] group)
    {
        var random = new Random(1);
        double[] samples = [.. Enumerable.Range(0, Resamples)
            .Select(_ => random.GetItems(group, group.Length))
            .Where(sample => sample.Any(each => each.Series.Windows.Length > 0))
            .Select(Score)];
        double mean = samples.Average();
        return Math.Sqrt(samples.Average(each => (each - mean) * (each - mean)));
    }

    private static bool PrintScores(TextWriter output, string name, NabSeries[] series, double[][] scores, StreamAnswer[] answers)
    {
        Line(output, $"{"",-56}{string.Concat(NabProfile.All.Select(profile => $"{profile.Name,20}"))}");
        PrintResults(output, name, profile => NabScorer.Best(series, scores, profile));
        double[][] flags = [.. answers.Select(each => each.IsOutlier.Select(isOutlier => isOutlier ? 1.0 : 0.0).ToArray())];
        PrintResults(output, "  at its own threshold", profile => new NabResult(NabScorer.At(series, flags, profile, 1), 1));
        NabResult[] nothing = PrintReference(output, series, "null detector", References.Null);
        NabResult[] perfect = PrintReference(output, series, "perfect detector", References.Perfect);
        PrintReference(output, series, "windowed Gaussian", References.WindowedGaussian);
        Line(output, $"  as published, on all 58 series: {References.PublishedWindowedGaussian} (standard)");
        bool isProved = nothing.All(each => each.Score == 0) && perfect.All(each => Math.Abs(each.Score - 100) < 1e-9);
        Line(output, $"{(isProved ? "The scorer is right about the null detector and the perfect one." : "The scorer is WRONG: expected 0 for the null detector and 100 for the perfect one.")}");
        return isProved;
    }

    private static NabResult[] PrintReference(TextWriter output, NabSeries[] series, string name, Func<NabSeries, double[]> detector)
    {
        double[][] scores = [.. series.Select(detector)];
        return PrintResults(output, name, profile => NabScorer.Best(series, scores, profile));
    }

    private static NabResult[] PrintResults(TextWriter output, string name, Func<NabProfile, NabResult> result)
    {
        NabResult[] results = [.. NabProfile.All.Select(result)];
        Line(output, $"{name,-56}{string.Concat(results.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Score,20:F2}")))}");
        return results;
    }

    private static double Lost(NabSeries series, NabRow row) => series.Windows.Length - row.Raw;

    private static void Line(TextWriter output, FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
