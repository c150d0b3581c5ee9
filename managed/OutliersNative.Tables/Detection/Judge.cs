namespace OutliersNative.Tables.Detection;

/// <summary>What is asked of the detector.</summary>
internal enum Wanted
{
    Positions,

    Scores,

    /// <summary>Positions, and the scores and bounds that the detector gives.</summary>
    Analysis,
}

/// <summary>Has the detector judge whole series.</summary>
/// <param name="timeout">How long a call of Python may take; null for no limit.</param>
internal sealed class Judge(
    Detector detector, ReadOptions options, bool all, Wanted wanted, Action<string> note, CancellationToken cancellation, TimeSpan? timeout = null)
    : IDisposable
{
    private const int PeriodRows = 1000;

    private readonly Outliers _outliers = new(detector.Module, detector.Function);
    private readonly bool _analyzes = wanted == Wanted.Analysis && detector.Description is { HasAnalyze: true };
    private readonly bool _scores = wanted == Wanted.Analysis && detector.Description is { HasAnalyze: false, HasScore: true };

    /// <summary>Reads a table, and judges each of its series.</summary>
    public List<SeriesResult> Run(Table table, Selection selection)
    {
        List<SeriesResult> series = Read(table, selection);
        TellPeriods(series);
        if (selection.By < 0 || wanted == Wanted.Scores)
        {
            series.ForEach(JudgeOne);
            return series;
        }
        foreach (IGrouping<int, SeriesResult> each in series.GroupBy(each => each.Period))
        {
            JudgeMany([.. each]);
        }
        return series;
    }

    public void Dispose() => _outliers.Dispose();

    /// <summary>Whether the times of the first rows give a period that the detector takes.</summary>
    public bool FindsPeriod(Table table, Selection selection) =>
        selection.Time >= 0 && TakesPeriod && Read(table, selection, PeriodRows).Exists(each => Season(each) > 1);

    /// <summary>Reads the series of a table, to be judged.</summary>
    /// <param name="table">The table.</param>
    /// <param name="selection">The columns of it.</param>
    /// <param name="most">After about how many rows to stop.</param>
    public List<SeriesResult> Read(Table table, Selection selection, int most = int.MaxValue)
    {
        if (selection is { Time: < 0, By: < 0 } && selection.Values.Select(table.InPlace).ToArray() is var mapped && mapped.All(values => values is not null))
        {
            return [.. selection.Names.Zip(mapped, (column, values) => new SeriesResult { Name = new(table.Name, column, null), Values = values!.Value, RowCount = values.Value.Length })];
        }
        var rows = new Rows(selection);
        while (rows.Count < most && table.Read(rows, 1 << 16))
        {
            cancellation.ThrowIfCancellationRequested();
        }
        var series = new List<SeriesResult>();
        for (int each = 0; each < selection.Values.Length; each++)
        {
            string column = selection.Names[each];
            ReadOnlyMemory<double> values = rows.Values(each);
            if (selection.By >= 0)
            {
                series.AddRange(Groups(table.Name, column, rows, values));
                continue;
            }
            int[]? kept = LeavesOut(rows, values) ? [.. Enumerable.Range(0, rows.Count).Where(IsKept(rows, values))] : null;
            series.Add(Make(new SeriesName(table.Name, column, null), rows, values, kept));
        }
        return series;
    }

    /// <summary>Whether some rows are not passed to the detector: bad ones, and gaps if it has no keyword nan.</summary>
    private bool LeavesOut(Rows rows, ReadOnlyMemory<double> values) =>
        rows.Skipped.Count > 0 || (options.OmitMissing && !detector.Accepts("nan") && values.Span.ContainsAnyNaN());

    private Func<int, bool> IsKept(Rows rows, ReadOnlyMemory<double> values)
    {
        HashSet<int> skipped = [.. rows.Skipped];
        bool leavesGapsOut = options.OmitMissing && !detector.Accepts("nan");
        return row => !skipped.Contains(row) && !(leavesGapsOut && double.IsNaN(values.Span[row]));
    }

    private IEnumerable<SeriesResult> Groups(string file, string column, Rows rows, ReadOnlyMemory<double> values)
    {
        Func<int, bool> isKept = IsKept(rows, values);
        var members = rows.GroupNames.Select(_ => new List<int>()).ToArray();
        for (int row = 0; row < rows.Count; row++)
        {
            if (isKept(row))
            {
                members[rows.Group(row)].Add(row);
            }
        }
        return members.Select((group, number) => Make(new SeriesName(file, column, rows.GroupNames[number]), rows, values, [.. group]));
    }

    private static SeriesResult Make(SeriesName name, Rows rows, ReadOnlyMemory<double> values, int[]? kept)
    {
        if (kept is not null)
        {
            double[] chosen = new double[kept.Length];
            for (int i = 0; i < kept.Length; i++)
            {
                chosen[i] = values.Span[kept[i]];
            }
            values = chosen;
        }
        return new SeriesResult { Name = name, Values = values, RowNumbers = kept, RowCount = rows.Count, Times = rows.Times };
    }

    private void JudgeOne(SeriesResult series)
    {
        var call = new CallOptions { Keywords = KeywordsFor(series), CancellationToken = cancellation, Timeout = timeout };
        if (wanted == Wanted.Scores)
        {
            series.Scores = _outliers.Score(series.Values, call);
            return;
        }
        if (_analyzes)
        {
            OutlierAnalysis analysis = _outliers.Analyze(series.Values, call);
            (series.Positions, series.Scores, series.Expected, series.Lower, series.Upper) =
                (analysis.Positions, analysis.Scores, analysis.Expected, analysis.Lower, analysis.Upper);
            return;
        }
        series.Positions = [.. _outliers.Detect(series.Values, call).Order()];
        if (_scores)
        {
            series.Scores = _outliers.Score(series.Values, call);
        }
    }

    /// <summary>Judges many short series of one period in one call, and asks for scores and bounds only where they are shown.</summary>
    private void JudgeMany(List<SeriesResult> series)
    {
        if (series.Exists(TakesTimes)) // not of the first alone: it may be empty
        {
            series.ForEach(JudgeOne); // each has times of its own
            return;
        }
        var call = new CallOptions { Keywords = KeywordsFor(series[0]), CancellationToken = cancellation, Timeout = timeout };
        long[][] positions = _outliers.DetectMany([.. series.Select(each => each.Values.ToArray())], call);
        for (int i = 0; i < series.Count; i++)
        {
            series[i].Positions = [.. positions[i].Order()];
            if (all || positions[i].Length > 0)
            {
                if (_analyzes)
                {
                    OutlierAnalysis analysis = _outliers.Analyze(series[i].Values, call);
                    (series[i].Scores, series[i].Expected, series[i].Lower, series[i].Upper) = (analysis.Scores, analysis.Expected, analysis.Lower, analysis.Upper);
                }
                else if (_scores)
                {
                    series[i].Scores = _outliers.Score(series[i].Values, call);
                }
            }
        }
    }

    private Dictionary<string, object?> KeywordsFor(SeriesResult series)
    {
        var keywords = new Dictionary<string, object?>(detector.Settings);
        if (options.OmitMissing && detector.Accepts("nan"))
        {
            keywords["nan"] = "omit";
        }
        if (TakesTimes(series))
        {
            keywords["times"] = Seconds(series);
        }
        if (series.Period > 0)
        {
            keywords["period"] = series.Period;
        }
        return keywords;
    }

    private bool TakesPeriod => detector.Accepts("period") && !detector.Accepts("times");

    private bool TakesTimes(SeriesResult series) =>
        series.Times is not null && series.Values.Length > 0 && detector.Accepts("times") && !detector.Settings.ContainsKey("period");

    /// <summary>Finds the period of each series in its times, if the detector takes one, and says which it is.</summary>
    private void TellPeriods(List<SeriesResult> series)
    {
        foreach (SeriesResult each in series.Where(each => each.Times is not null && TakesPeriod))
        {
            each.Period = Season(each) is > 1 and int period && each.Values.Length >= 3 * period ? period : 0;
        }
        foreach (IGrouping<int, SeriesResult> each in series.Where(each => each.Period > 0).GroupBy(each => each.Period))
        {
            string which = each.Count() == series.Count ? "" : $" for {each.Count()} of {series.Count} series";
            note($"{series[0].Name.File}: period {each.Key}{which}, from the times; --set period=N sets another.");
        }
    }

    private static double[] Seconds(SeriesResult series)
    {
        double[] seconds = new double[series.Values.Length];
        for (int i = 0; i < seconds.Length; i++)
        {
            int row = (int)series.Row(i);
            seconds[i] = series.Times!.TryTime(row, out DateTimeOffset time)
                ? (time - DateTimeOffset.UnixEpoch).TotalSeconds
                : throw series.Times.NoTime(series.Name.File, row, row);
        }
        return seconds;
    }

    private static int Season(SeriesResult series)
    {
        var times = new List<DateTimeOffset>();
        for (int i = 0; i < Math.Min(series.Values.Length, PeriodRows); i++)
        {
            if (!series.Times!.TryDate((int)series.Row(i), out DateTimeOffset time))
            {
                return 0;
            }
            times.Add(time);
        }
        return TimeText.Season(times, out _);
    }
}

/// <summary>Small helpers for spans of numbers.</summary>
internal static class Spans
{
    public static bool ContainsAnyNaN(this ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (double.IsNaN(value))
            {
                return true;
            }
        }
        return false;
    }
}
