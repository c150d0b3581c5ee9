using System.CommandLine;
using System.CommandLine.Parsing;
using OutliersNative.Cli.Detection;
using OutliersNative.Cli.Input;
using OutliersNative.Cli.Output;

namespace OutliersNative.Cli.Commands;

/// <summary><c>outliers detect</c> and <c>outliers score</c>: read tables, judge a series or more, and print what was found.</summary>
internal sealed class DetectCommand
{
    private readonly bool _scoresOnly;
    private readonly Argument<string[]> _files = new("FILE") { Description = "CSV, TSV, JSON, JSON lines, .npy or Parquet, also as .gz or .zip; a pattern such as 'logs/*.csv'; '-' for standard input.", Arity = ArgumentArity.ZeroOrMore };
    private readonly InputOptions _input = new();
    private readonly DetectorChoiceOptions _detector = new();
    private readonly Option<bool> _all = new("--all", "-a") { Description = "Print every row, with a column 'outlier'." };
    private readonly Option<string?> _format = new("--format", "-f") { Description = "The output: table, csv, json, jsonl or positions. Default: table on a terminal, otherwise csv.", HelpName = "FORMAT" };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Write to this file instead of standard output.", HelpName = "FILE" };
    private readonly Option<bool> _exitCode = new("--exit-code") { Description = "Exit with 1 if there are outliers." };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print no remarks on stderr, only errors." };

    private DetectCommand(bool scoresOnly) => _scoresOnly = scoresOnly;

    public static Command Detect() => new DetectCommand(scoresOnly: false).Make("detect", "Print the outliers of columns of numbers: position, counted from 0, time, value, score, expected value and bounds.");

    public static Command Score() => new DetectCommand(scoresOnly: true).Make("score", "Print a score for each value: the higher, the stranger.");

    private Command Make(string name, string description)
    {
        InputOptions.Accept(_format, "table", "csv", "json", "jsonl", "positions");
        var command = new Command(name, description) { _files };
        Option[] own = _scoresOnly ? [_format, _output, _quiet] : [_format, _output, _all, _exitCode, _quiet];
        foreach (Option option in new[] { _detector.All, own, _input.All }.SelectMany(each => each))
        {
            command.Options.Add(option);
        }
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        TextWriter errors = parsed.InvocationConfiguration.Error;
        bool isQuiet = parsed.GetValue(_quiet);
        var notes = new List<string>(); // an error is one line: then they are not printed
        void Note(string text) => notes.Add(text);
        ReadOptions options = _input.Read(parsed, Note);
        string[] files = parsed.GetValue(_files) is { Length: > 0 } given ? given : Console.IsInputRedirected ? ["-"] : throw new UserError("No file is given; pass one, a pattern, or - for standard input. 'outliers detect --help' shows examples.");
        string[] paths = [.. InputFile.Expand(files)];
        Detector detector = _detector.Choose(parsed);
        bool isAll = _scoresOnly || parsed.GetValue(_all);
        using var judge = new Judge(detector, options, isAll, _scoresOnly, Note, cancellation);
        var tables = new List<Table>();
        try
        {
            var results = new List<SeriesResult>();
            foreach (string path in paths)
            {
                using InputFile file = InputFile.Open(path);
                Table table = TableFile.Open(file, options);
                tables.Add(table);
                results.AddRange(judge.Run(table, ColumnChoice.Select(table, options)));
            }
            long count = results.Sum(each => each.Positions.LongLength), values = results.Sum(each => (long)each.Values.Length);
            if (!_scoresOnly)
            {
                Note($"{Amount(count, "outlier")} among {Amount(values, "value")}{(results.Count > 1 ? $" of {results.Count} series" : "")} ({detector.Name}).");
            }
            Print(parsed, results, isAll, options.By, paths.Length > 1);
            notes.Where(_ => !isQuiet).ToList().ForEach(note => errors.WriteLine($"outliers: {note}"));
            return count > 0 && parsed.GetValue(_exitCode) ? 1 : 0;
        }
        finally
        {
            tables.ForEach(table => table.Dispose());
        }
    }

    private void Print(ParseResult parsed, List<SeriesResult> results, bool isAll, string? by, bool hasFiles)
    {
        bool isFile = parsed.GetValue(_output) is not null;
        OutputFormat format = parsed.GetValue(_format) is { } named
            ? Enum.Parse<OutputFormat>(named, ignoreCase: true)
            : !isFile && !Console.IsOutputRedirected ? OutputFormat.Table : OutputFormat.Csv;
        var columns = new OutputColumns(
            File: hasFiles,
            By: by,
            Column: results.Select(each => each.Name.Column).Distinct().Count() > 1,
            Time: results.Any(each => each.Times is not null),
            Score: results.Any(each => each.Scores.Length > 0),
            Bounds: !_scoresOnly && results.Any(each => each.Lower.Length > 0),
            IsOutlier: isAll && !_scoresOnly);
        using TextWriter to = StandardOutput.Open(parsed.GetValue(_output));
        var writer = ResultWriter.Make(format, to, columns, StandardOutput.Width);
        writer.Begin();
        foreach (SeriesResult series in results)
        {
            if (!isAll)
            {
                foreach (long position in series.Positions)
                {
                    writer.Write(series.Name, series.At(position, isOutlier: true));
                }
                continue;
            }
            HashSet<long> outliers = [.. series.Positions];
            for (long position = 0; position < series.Values.Length; position++)
            {
                writer.Write(series.Name, series.At(position, outliers.Contains(position)));
            }
        }
        writer.End();
    }

    private static string Amount(long count, string noun) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");
}

/// <summary>The options that choose the detector.</summary>
internal sealed class DetectorChoiceOptions
{
    private readonly Option<string> _method = new("--method", "-m") { Description = "The detector: sigma, mad, iqr, esd, seasonal, spectral, shift, ewma or adaptive. 'outliers list' describes them. Default: sigma.", HelpName = "NAME", DefaultValueFactory = _ => "sigma" };
    private readonly Option<string?> _function = new("--function") { Description = "A Python function of your own instead.", HelpName = "MODULE:NAME" };
    private readonly Option<string[]> _path = new("--path") { Description = "A folder with Python modules. May be repeated.", HelpName = "FOLDER" };
    private readonly Option<string[]> _set = new("--set", "-s") { Description = "A setting of the detector, such as threshold=3. May be repeated.", HelpName = "NAME=VALUE" };
    private readonly PythonOption _python = new();

    public Option[] All => [_method, _set, _function, _path, _python];

    /// <summary>Starts Python, and finds the detector.</summary>
    public Detector Choose(ParseResult parsed)
    {
        PythonRuntime.Start(_python.Options(parsed, parsed.GetValue(_path) ?? []));
        return Detector.Choose(parsed.GetValue(_method) ?? "sigma", parsed.GetValue(_function), parsed.GetValue(_set) ?? []);
    }
}
