using System.CommandLine;
using System.Runtime.CompilerServices;
using OutliersNative.Cli.Cluster;
using OutliersNative.Cli.Output;
using OutliersNative.Orleans;
using OutliersNative.Tables;
using OutliersNative.Tables.Detection;

namespace OutliersNative.Cli.Commands;

/// <content><c>outliers detect --cluster</c>: the silos of a cluster judge the files.</content>
internal sealed partial class DetectCommand
{
    private const int Failed = 2;

    /// <remarks>In a method of its own, so that Orleans is loaded for it alone.</remarks>
    private async Task<int> RunInClusterAsync(
        ParseResult parsed, string cluster, string[] paths, ReadOptions options, List<string> notes, CancellationToken cancellation)
    {
        OutlierPassOptions pass = PassOptions(parsed, paths, options);
        string name = pass.Module == "outliers" ? pass.Function : $"{pass.Module}:{pass.Function}";
        bool isQuiet = parsed.GetValue(_quiet);
        ClusterClient client = await ClusterClient.ConnectAsync(_cluster.Name, ClusterAddress.Parse(_cluster.Name, cluster), cancellation).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable connection = client.ConfigureAwait(false);
        OutlierPass running = await OutlierPass.StartAsync(client.Grains, pass, cancellation).ConfigureAwait(false);
        List<FileResult> files = await ClusterProgress.ReadAllAsync(running, isQuiet, cancellation).ConfigureAwait(false);
        List<FileResult> judged = files.FindAll(file => file.Error is null);
        var columns = new OutputColumns(
            File: paths.Length > 1,
            By: options.By,
            Column: judged.SelectMany(file => file.Columns).Distinct().Count() > 1,
            Time: judged.Exists(file => file.HasTimes),
            Score: judged.Exists(file => file.HasScores),
            Bounds: judged.Exists(file => file.HasBounds),
            IsOutlier: false);
        using (var to = new SpooledOutput(parsed.GetValue(_output)))
        {
            var writer = ResultWriter.Make(Format(parsed), to, columns, StandardOutput.Width);
            await PrintAsync(writer, judged, cancellation).ConfigureAwait(false);
            to.Release();
        }
        try
        {
            await running.EndAsync(cancellation).ConfigureAwait(false); // the results are no longer needed, and a file that failed is to be tried again
        }
        catch (OutlierPassException)
        {
            notes.Add("The cluster was lost after it had judged the files. It deletes their results after a day.");
        }
        notes.AddRange(judged.SelectMany(file => file.Notes.Take(file.OpeningNotes)));
        notes.AddRange(judged.SelectMany(file => file.Notes.Skip(file.OpeningNotes)));
        notes.Add(Summary(judged.Sum(file => file.Outliers), judged.Sum(file => file.Values), judged.Sum(file => file.Series), name));
        TextWriter errors = parsed.InvocationConfiguration.Error;
        Tell(notes, isQuiet, errors);
        foreach (FileResult failed in files.Where(file => file.Error is not null))
        {
            string where = failed.Error!.StartsWith(failed.File, StringComparison.Ordinal) ? "" : $"{failed.File}: ";
            errors.WriteLine($"outliers: {Printable.Line(where + failed.Error)}");
        }
        return judged.Count < files.Count ? Failed : judged.Exists(file => file.Outliers > 0) && parsed.GetValue(_exitCode) ? 1 : 0;
    }

    private static async Task PrintAsync(ResultWriter writer, List<FileResult> files, CancellationToken cancellation)
    {
        writer.Begin();
        foreach (FileResult file in files)
        {
            await foreach (FileOutlier each in file.ReadOutliersAsync(cancellation).ConfigureAwait(false))
            {
                var row = new ResultRow(each.Position, each.Time, each.Value, each.Score, each.Expected, each.Lower, each.Upper, IsOutlier: true);
                writer.Write(new SeriesName(file.File, each.Column, each.Group), row);
            }
        }
        writer.End();
    }

    private OutlierPassOptions PassOptions(ParseResult parsed, string[] paths, ReadOptions options)
    {
        if (new Option[] { _all, _plot, _follow, _state }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } lacking)
        {
            throw new UserError($"{lacking.Name} cannot be used with {_cluster.Name}: the silos give the outliers of whole files, and nothing else. Leave out one of the two.");
        }
        if (_detector.OfThisProcess.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } own)
        {
            throw new UserError($"{own.Name} cannot be used with {_cluster.Name}, since the silos run Python. Pass it to 'outliers silo'.");
        }
        if (paths.Contains("-"))
        {
            throw new UserError($"{_cluster.Name} reads files, not standard input. Name files that each silo sees at the same full path.");
        }
        if (paths.Length > OutlierPassOptions.MostFiles)
        {
            throw new UserError($"There are {paths.Length} files; {_cluster.Name} takes at most {OutlierPassOptions.MostFiles} at once.");
        }
        (string module, string function, Dictionary<string, object?> settings) = _detector.Name(parsed);
        return new OutlierPassOptions
        {
            Files = paths,
            Module = module,
            Function = function,
            Keywords = settings,
            Columns = options.Columns,
            Time = options.Time,
            Dates = options.Dates switch { null => null, DateOrder.MonthFirst => "mdy", _ => "dmy" },
            By = options.By,
            OmitMissing = options.OmitMissing,
            SkipBadRows = options.SkipBadRows,
            DecimalMark = options.Decimal,
            ThousandsMark = options.Thousands,
            Delimiter = options.Delimiter,
            Comment = options.Comment == '\0' ? null : options.Comment,
            HasHeader = options.HasHeader,
            Encoding = options.Encoding?.WebName,
            SkipLines = options.SkipLines,
        };
    }
}
