using OutliersNative.Tables;
using OutliersNative.Tables.Detection;

namespace OutliersNative.Orleans.Passes;

/// <summary>A pass as a worker needs it.</summary>
/// <param name="Options">How files are read and judged.</param>
/// <param name="Detector">The detector, found in Python.</param>
internal sealed record PassContext(OutlierPassOptions Options, Detector Detector);

/// <summary>Does the steps of a pass, each on the thread of the caller.</summary>
internal sealed class StepRunner(PassContext pass, PassStorage storage, OutlierFilesOptions settings)
{
    /// <summary>Does a step, and stores its result.</summary>
    /// <returns>What the worker reports; an error of the file is a result, too.</returns>
    /// <exception cref="OperationCanceledException">The worker has cancelled it.</exception>
    public StepReport Run(PassLease lease, CancellationToken cancellation)
    {
        var pages = new PageWriter(storage, lease.Step, cancellation);
        try
        {
            CheckFile(lease);
            var parts = new PartRunner(pass, storage, settings, lease, pages, cancellation);
            int count = 0;
            switch (lease.Kind)
            {
                case StepKind.Whole:
                    count = parts.Split();
                    if (count == 0)
                    {
                        pages.End(Judge(lease, pages, cancellation));
                    }
                    break;
                case StepKind.Summarize:
                    parts.Summarize();
                    break;
                case StepKind.Combine:
                    parts.Combine();
                    break;
                default:
                    parts.Judge();
                    break;
            }
            return new StepReport(lease.Step, pages.Pages, count, null);
        }
        catch (Exception e) when (IsResult(e))
        {
            storage.DeletePagesAsync(lease.Step, pages.Pages).GetAwaiter().GetResult();
            return new StepReport(lease.Step, 0, 0, UserError.Describe(e));
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            DeletePages(); // if the pass has been ended, nobody else does
            throw;
        }

        void DeletePages()
        {
            try
            {
                storage.DeletePagesAsync(lease.Step, pages.Pages).GetAwaiter().GetResult();
            }
            catch (Exception)
            {
                // They stay; the cancellation is what the worker has to hear of.
            }
        }
    }

    /// <summary>Whether a file would fail in this way each time.</summary>
    private static bool IsResult(Exception error) =>
        error is UserError or PythonException or InvalidResultException or InputRetainedException or ArgumentException or NotSupportedException;

    private static void CheckFile(PassLease lease)
    {
        var file = new FileInfo(lease.Path);
        string where = $"{lease.Path} on {Environment.MachineName}";
        if (!file.Exists)
        {
            throw new UserError($"{lease.Name}: there is no file {where}. All silos must see the files at the same path.");
        }
        if (file.Length != lease.Length || file.LastWriteTimeUtc.Ticks != lease.Written)
        {
            throw new UserError($"{lease.Name} has changed since the pass began, or {where} is another file: it has {file.Length} bytes, written {file.LastWriteTimeUtc:O}; expected {lease.Length} bytes, written {new DateTime(lease.Written, DateTimeKind.Utc):O}. Start the pass again.");
        }
    }

    /// <summary>Judges a whole file as <c>outliers detect</c> does.</summary>
    private PassHeader Judge(PassLease lease, PageWriter pages, CancellationToken cancellation)
    {
        var notes = new List<string>();
        ReadOptions options = pass.Options.ToReadOptions(notes.Add);
        using OpenInput input = OpenInput.Open(lease.Path, options, follow: null, lease.Name);
        int openingNotes = notes.Count;
        PassHeader header = pass.Detector.IsStream(options)
            ? JudgeStream(input, pages, cancellation)
            : JudgeSeries(input, options, notes.Add, pages, cancellation);
        header.OpeningNotes = openingNotes;
        header.Notes = [.. notes];
        return header;
    }

    private PassHeader JudgeSeries(OpenInput input, ReadOptions options, Action<string> note, PageWriter pages, CancellationToken cancellation)
    {
        using var judge = new Judge(pass.Detector, options, all: false, Wanted.Analysis, note, cancellation, settings.Timeout);
        List<SeriesResult> results = judge.Run(input.Table, input.Selection);
        foreach (SeriesResult series in results)
        {
            foreach (long position in series.Positions)
            {
                pages.Add(RowOf(series.Name, series.At(position, isOutlier: true)));
            }
        }
        return new PassHeader
        {
            Columns = [.. results.Select(each => each.Name.Column).Distinct()],
            Series = results.Count,
            Values = results.Sum(each => (long)each.Values.Length),
            Outliers = results.Sum(each => each.Positions.LongLength),
            HasTimes = results.Any(each => each.Times is not null),
            HasScores = results.Any(each => each.Scores.Length > 0),
            HasBounds = results.Any(each => each.Lower.Length > 0),
        };
    }

    private PassHeader JudgeStream(OpenInput input, PageWriter pages, CancellationToken cancellation)
    {
        var call = new CallOptions { Timeout = settings.Timeout, CancellationToken = cancellation };
        using var judge = new StreamJudge(pass.Detector, input.Table, input.Selection, state: null, start: [], call);
        var rows = new Rows(input.Selection);
        while (judge.Step(rows, all: false, (name, row) => pages.Add(RowOf(name, row))))
        {
            cancellation.ThrowIfCancellationRequested();
        }
        return new PassHeader
        {
            Columns = input.Selection.Names,
            Series = input.Selection.Values.Length,
            Values = judge.Judged * input.Selection.Values.Length,
            Outliers = judge.Outliers,
            HasTimes = input.Selection.Time >= 0,
            HasScores = true,
            HasBounds = true,
        };
    }

    private static FileOutlier RowOf(SeriesName name, ResultRow row) =>
        new(name.Column, name.Group, row.Position, row.Time, row.Value, row.Score, row.Expected, row.Lower, row.Upper);
}
