using System.Text.Json;
using OutliersNative.Tables;
using OutliersNative.Tables.Detection;

namespace OutliersNative.Orleans.Passes;

/// <summary>Does the steps of a file that is split, with the Python functions of <c>outliers.parts</c>.</summary>
internal sealed class PartRunner(PassContext pass, PassStorage storage, OutlierFilesOptions settings, PassLease lease, PageWriter pages, CancellationToken cancellation)
{
    private const int MostSummaries = 4096; // Combine has those of all parts and columns in memory, 100 KB each

    private CallOptions Call => new() { Timeout = settings.Timeout, CancellationToken = cancellation };

    /// <summary>Finds the parts of the file.</summary>
    /// <returns>How many there are; 0 if the file is judged whole: it is small, or its format or the detector cannot be split.</returns>
    public int Split()
    {
        var notes = new List<string>();
        ReadOptions options = pass.Options.ToReadOptions(notes.Add);
        if (lease.Length <= settings.PartSize || options.By is not null || pass.Detector.Module != "outliers" || !CanSplit(options))
        {
            return 0;
        }
        using OpenInput input = OpenInput.Open(lease.Path, options, name: lease.Name);
        int openingNotes = notes.Count;
        long least = (long)Math.Ceiling((double)lease.Length * input.Selection.Names.Length / MostSummaries);
        if (input.Table is not DelimitedTable table || table.Split(Math.Max(settings.PartSize, least), cancellation) is not { Count: > 1 } parts)
        {
            return 0;
        }
        using Judge judge = NewJudge(options);
        if (judge.FindsPeriod(input.Table, input.Selection))
        {
            return 0;
        }
        pages.End(new PassHeader
        {
            Notes = [.. notes[..openingNotes]],
            OpeningNotes = openingNotes,
            Columns = input.Selection.Names,
            Series = input.Selection.Names.Length,
            HasTimes = input.Selection.Time >= 0,
            HasScores = true,
            HasBounds = true,
            Parts = [.. parts.SelectMany(part => new[] { part.Begin, part.End, part.Line })],
        });
        return parts.Count;
    }

    /// <summary>Stores a summary of the values of each column in the part.</summary>
    public void Summarize()
    {
        ReadOptions options = pass.Options.ToReadOptions(_ => { });
        using OpenInput input = OpenPart(options);
        using NumPyFunction<double, double> summarize = Function("summarize", options);
        pages.End(new PassHeader(), [.. ReadSeries(input, options).Select(series => summarize.Invoke(series.Values, Call))]);
    }

    /// <summary>Stores, in a page for each part, what its columns are judged by.</summary>
    public void Combine()
    {
        double[][][] summaries = [.. lease.Sources.Select(source => Read(source, 0).Numbers)];
        using NumPyFunction<double, double> combine = Function("combine", pass.Options.ToReadOptions(_ => { }));
        double[][] fits = [.. Enumerable.Range(0, summaries[0].Length).Select(column =>
        {
            double[] joined = [.. summaries.SelectMany(part => part[column])];
            return combine.Invoke(new NDInput<double>(joined, [summaries.Length, joined.Length / summaries.Length]), Call);
        })];
        for (int part = 0; part < summaries.Length; part++)
        {
            pages.Add(new PassPage { Numbers = [.. fits.Select(fit => fit[Row(part, fit)])] });
        }
        pages.End(new PassHeader());

        Range Row(int part, double[] fit) => (part * (fit.Length / summaries.Length))..((part + 1) * (fit.Length / summaries.Length));
    }

    /// <summary>Stores the outliers of each column in the part.</summary>
    public void Judge()
    {
        ReadOptions options = pass.Options.ToReadOptions(_ => { });
        double[][] fits = Read(lease.Sources[1], lease.Part + 1).Numbers;
        using OpenInput input = OpenPart(options);
        using NumPyFunction<double, double> judge = Function("judge", options);
        var header = new PassHeader();
        foreach ((SeriesResult series, double[] fit) in ReadSeries(input, options).Zip(fits))
        {
            double[] found = judge.Invoke<double>(series.Values, fit, Call);
            int count = found.Length / 5;
            for (int i = 0; i < count; i++)
            {
                int position = (int)found[i], row = (int)series.Row(position);
                pages.Add(new FileOutlier(
                    series.Name.Column, null, row, series.Times?[row], series.Values.Span[position],
                    found[count + i], found[(2 * count) + i], found[(3 * count) + i], found[(4 * count) + i]));
            }
            pages.Flush();
            header.ColumnPages = [.. header.ColumnPages, pages.Pages];
            header.Outliers += count;
            header.Values += series.Values.Length;
            header.Rows = series.RowCount;
        }
        header.Counts = JsonSerializer.Serialize(input.Table.Counts);
        pages.End(header);
    }

    private Dictionary<string, object?> Keywords(ReadOptions options)
    {
        var keywords = new Dictionary<string, object?>(pass.Detector.Settings) { ["method"] = pass.Detector.Function };
        if (options.OmitMissing && pass.Detector.Accepts("nan"))
        {
            keywords["nan"] = "omit";
        }
        return keywords;
    }

    private NumPyFunction<double, double> Function(string name, ReadOptions options) => new("outliers.parts", name, Keywords(options));

    private bool CanSplit(ReadOptions options)
    {
        using NumPyFunction<double, double> canSplit = Function("can_split", options);
        return canSplit.InvokeAll([], Call)[0] == 1;
    }

    private OpenInput OpenPart(ReadOptions options)
    {
        ReadOnlySpan<long> part = Read(lease.Sources[0], 0).Header!.Parts.AsSpan(3 * lease.Part, 3);
        return OpenInput.Open(lease.Path, options, name: lease.Name, part: new TablePart(part[0], part[1], part[2]));
    }

    private List<SeriesResult> ReadSeries(OpenInput input, ReadOptions options)
    {
        using Judge judge = NewJudge(options);
        return judge.Read(input.Table, input.Selection);
    }

    private Judge NewJudge(ReadOptions options) => new(pass.Detector, options, all: false, Wanted.Analysis, _ => { }, cancellation, settings.Timeout);

    private PassPage Read(StepAttempt source, int page)
    {
        GrainState<PassPage> state = storage.ReadAsync<PassPage>(PassStorage.PageName(source, page)).GetAwaiter().GetResult();
        return state.RecordExists ? state.State! : throw new InvalidOperationException($"Page {page} of {source} is not in the storage.");
    }
}
