using System.CommandLine;
using System.CommandLine.Parsing;
using OutliersNative.Cli.Output;
using OutliersNative.Tables;
using OutliersNative.Tables.Detection;

namespace OutliersNative.Cli.Commands;

/// <summary><c>outliers detect</c> and <c>outliers score</c>: read tables, judge a series or more, and print what was found.</summary>
internal sealed partial class DetectCommand
{
    private readonly bool _scoresOnly;
    private readonly Argument<string[]> _files = new("FILE") { Description = "CSV, TSV, JSON, JSON lines, .npy or Parquet, also as .gz or .zip; a pattern such as 'logs/*.csv'; '-' for standard input.", Arity = ArgumentArity.ZeroOrMore };
    private readonly InputOptions _input = new();
    private readonly DetectorChoiceOptions _detector = new();
    private readonly Option<bool> _all = new("--all", "-a") { Description = "Print every row, with a column 'outlier'." };
    private readonly Option<string?> _format = new("--format", "-f") { Description = "The output: table, csv, json, jsonl or positions. Default: table on a terminal, otherwise csv.", HelpName = "FORMAT" };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Write to this file instead of standard output.", HelpName = "FILE" };
    private readonly Option<bool> _exitCode = new("--exit-code") { Description = "Exit with 1 if there are outliers." };
    private readonly Option<string?> _plot = new("--plot", "-p") { Description = "Draw the series, its expected band and the outliers into a .png, .svg or .html file, or '-' in the terminal: on stdout, or on stderr if stdout is not a terminal or --output is given.", HelpName = "FILE" };
    private readonly Option<bool> _follow = new("--follow") { Description = "Wait for more rows at the end of the file, and print each outlier as it comes. For ewma, adaptive and other detectors with streams." };
    private readonly Option<string?> _state = new("--state") { Description = "Continue where the last run ended, by what it has stored in this file.", HelpName = "FILE" };
    private readonly Option<string?> _cluster = new("--cluster") { Description = "Have the silos of a cluster judge the files, and print what they find. The URL names its Redis server, such as redis://localhost:6379; 'outliers silo' starts a silo. Each silo must see the files at the same full path.", HelpName = "URL" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print no remarks on stderr, only errors." };

    private DetectCommand(bool scoresOnly) => _scoresOnly = scoresOnly;

    public static Command Detect() => new DetectCommand(scoresOnly: false).Make("detect", "Print the outliers of columns of numbers: position, counted from 0, time, value, score, expected value and bounds.");

    public static Command Score() => new DetectCommand(scoresOnly: true).Make("score", "Print a score for each value: the higher, the stranger.");

    private Command Make(string name, string description)
    {
        InputOptions.Accept(_format, "table", "csv", "json", "jsonl", "positions");
        var command = new Command(name, description) { _files };
        Option[] own = _scoresOnly ? [_format, _output, _quiet] : [_format, _output, _all, _plot, _exitCode, _follow, _state, _cluster, _quiet];
        foreach (Option option in new[] { _input.Columns, _detector.All, own, _input.Format, [_detector.Python] }.SelectMany(each => each))
        {
            command.Options.Add(option);
        }
        command.SetAction(RunAsync);
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        TextWriter errors = parsed.InvocationConfiguration.Error;
        bool isQuiet = parsed.GetValue(_quiet), isFollowed = parsed.GetValue(_follow);
        var notes = new List<string>(); // an error is one line: then they are not printed
        ReadOptions options = _input.Read(parsed, notes.Add) with { Follow = isFollowed };
        string[] files = parsed.GetValue(_files) is { Length: > 0 } given ? given : Console.IsInputRedirected ? ["-"] : throw new UserError("No file is given; pass one, a pattern, or - for standard input. 'outliers detect --help' shows examples.");
        if (files.FirstOrDefault(file => file.Length > 1 && file[0] == '-' && !File.Exists(file)) is { } unknown)
        {
            throw new UserError(NoOption(unknown, parsed.CommandResult.Command));
        }
        string[] paths = [.. InputFile.Expand(files)];
        if (parsed.GetValue(_output) is { } output && Array.Find(paths, path => IsSameFile(path, output)) is { } input)
        {
            throw new UserError($"--output {output} is the input {input}, and would overwrite it. Name another file.");
        }
        if (parsed.GetValue(_cluster) is { } cluster)
        {
            return RunInClusterAsync(parsed, cluster, paths, options, notes, cancellation);
        }
        if (parsed.GetValue(_plot) is { } plot)
        {
            Picture.Check(plot);
        }
        Detector detector = _detector.Choose(parsed);
        bool isStream = IsStream(parsed, detector, options, paths.Length);
        var inputs = new List<OpenInput>();
        try
        {
            inputs.AddRange(paths.Select(path => OpenInput.Open(path, options, isFollowed ? cancellation : null)));
            (long count, long values, int series) = isStream
                ? RunStreams(parsed, inputs, detector, options, notes, cancellation)
                : RunWhole(parsed, inputs, detector, options, notes, cancellation);
            if (!_scoresOnly)
            {
                notes.Add(Summary(count, values, series, detector.Name));
            }
            Tell(notes, isQuiet, errors);
            return Task.FromResult(count > 0 && parsed.GetValue(_exitCode) ? 1 : 0);
        }
        finally
        {
            inputs.ForEach(input => input.Dispose());
        }
    }

    private static bool IsSameFile(string input, string output)
    {
        if (!File.Exists(output) || !File.Exists(input))
        {
            return false;
        }
        StringComparison comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return Target(input).Equals(Target(output), comparison);

        static string Target(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
    }

    private static string NoOption(string unknown, Command command)
    {
        string name = unknown.Split('=')[0];
        // What was typed is cut short or goes on too long, such as --colum and --columns; letters in the middle are rarely wrong.
        Option? near = command.Options.Where(option => name.Length > 3 && (option.Name.StartsWith(name, StringComparison.Ordinal) || name.StartsWith(option.Name, StringComparison.Ordinal)))
            .MinBy(option => Math.Abs(option.Name.Length - name.Length));
        return near is not null
            ? $"{command.Name} has no option {name}; did you mean {near.Name}?"
            : $"{command.Name} has no option {name}; 'outliers {command.Name} --help' lists them. A setting of the detector is passed as --set {name.TrimStart('-')}=VALUE.";
    }

    private bool IsStream(ParseResult parsed, Detector detector, ReadOptions options, int files)
    {
        bool isWanted = parsed.GetValue(_follow) || parsed.GetValue(_state) is not null;
        bool hasStream = detector.Description?.HasStream ?? false;
        string option = parsed.GetValue(_follow) ? "--follow" : "--state";
        if (isWanted && !hasStream)
        {
            throw new UserError($"{option} needs a detector that judges each value by those before it, and {detector.Name} looks at the whole series. Pass --method ewma or --method adaptive.");
        }
        if (isWanted && (options.By is not null || parsed.GetValue(_plot) is not null || files > 1))
        {
            throw new UserError($"{option} takes one file, and neither --by nor --plot.");
        }
        return isWanted || (detector.IsStream(options) && !_scoresOnly && parsed.GetValue(_plot) is null);
    }

    private (long Outliers, long Values, int Series) RunWhole(
        ParseResult parsed, List<OpenInput> inputs, Detector detector, ReadOptions options, List<string> notes, CancellationToken cancellation)
    {
        bool isAll = _scoresOnly || parsed.GetValue(_all);
        OutputFormat format = Format(parsed);
        Wanted wanted = _scoresOnly ? Wanted.Scores
            : format == OutputFormat.Positions && parsed.GetValue(_plot) is null ? Wanted.Positions : Wanted.Analysis;
        using var judge = new Judge(detector, options, isAll, wanted, notes.Add, cancellation);
        var results = new List<SeriesResult>();
        foreach (OpenInput input in inputs)
        {
            using var progress = new ReadingProgress(input.File, parsed.GetValue(_quiet));
            results.AddRange(judge.Run(input.Table, input.Selection));
        }
        var columns = new OutputColumns(
            File: inputs.Count > 1,
            By: options.By,
            Column: results.Select(each => each.Name.Column).Distinct().Count() > 1,
            Time: results.Any(each => each.Times is not null),
            Score: results.Any(each => each.Scores.Length > 0),
            Bounds: !_scoresOnly && results.Any(each => each.Lower.Length > 0),
            IsOutlier: isAll && !_scoresOnly);
        bool isInTerminal = parsed.GetValue(_output) is null && !Console.IsOutputRedirected;
        using (TextWriter to = StandardOutput.Open(parsed.GetValue(_output)))
        {
            var writer = ResultWriter.Make(format, to, columns, StandardOutput.Width);
            Print(writer, results, isAll);
            if (parsed.GetValue(_plot) == "-" && isInTerminal)
            {
                Draw(to, hasColor: true);
            }
        }
        if (parsed.GetValue(_plot) == "-" && !isInTerminal)
        {
            Draw(parsed.InvocationConfiguration.Error, hasColor: !Console.IsErrorRedirected); // a program reads what is in the output
        }
        if (parsed.GetValue(_plot) is { } path and not "-")
        {
            DrawFiles(results, detector, path, notes);
        }
        return (results.Sum(each => each.Positions.LongLength), results.Sum(each => (long)each.Values.Length), results.Count);

        void Draw(TextWriter to, bool hasColor) =>
            results.ForEach(series => TextPicture.Draw(series, Title(series, detector), to, Math.Min(StandardOutput.Width, 120), hasColor));
    }

    private (long Outliers, long Values, int Series) RunStreams(
        ParseResult parsed, List<OpenInput> inputs, Detector detector, ReadOptions options, List<string> notes, CancellationToken cancellation)
    {
        bool isAll = parsed.GetValue(_all), isFollowed = parsed.GetValue(_follow);
        string? path = parsed.GetValue(_state);
        StreamState? state = path is null ? null : StreamState.Load(path);
        var columns = new OutputColumns(
            File: inputs.Count > 1,
            By: null,
            Column: inputs.SelectMany(input => input.Selection.Names).Distinct().Count() > 1,
            Time: inputs.Any(input => input.Selection.Time >= 0),
            Score: true,
            Bounds: true,
            IsOutlier: isAll);
        OutputFormat format = isFollowed && parsed.GetValue(_format) is null ? OutputFormat.Csv : Format(parsed);
        if (isFollowed && format is OutputFormat.Table or OutputFormat.Json)
        {
            string whole = format is OutputFormat.Table ? "a table" : "a JSON array";
            throw new UserError($"--follow prints each outlier as it comes, and {whole} needs them all. Pass --format csv or jsonl.");
        }
        // Nothing is printed before the whole file has been read without an error, except where its end is not waited for.
        using TextWriter to = isFollowed ? StandardOutput.Open(parsed.GetValue(_output)) : new SpooledOutput(parsed.GetValue(_output));
        var writer = ResultWriter.Make(format, to, columns, StandardOutput.Width);
        (long outliers, long values, bool isBegun) = (0, 0, false);
        StreamState? judged = null;
        int series = inputs.Sum(input => input.Selection.Values.Length);
        for (int i = 0; i < inputs.Count; i++)
        {
            OpenInput input = inputs[i];
            if (state is { Rows: > 0 } && input.IsFile && !state.IsOf(input.File.Head))
            {
                notes.Add(state.Start.Length == 0
                    ? $"The state is of standard input, so all rows of {input.Table.Name} are judged."
                    : $"{input.Table.Name} does not begin as the file that the state is of, so all its rows are judged.");
                state = state with { Rows = 0 };
            }
            using var judge = new StreamJudge(detector, input.Table, input.Selection, state, input.IsFile ? StreamState.StartOf(input.File.Head) : []);
            using var progress = new ReadingProgress(input.File, parsed.GetValue(_quiet) || isFollowed);
            if (!isBegun)
            {
                writer.Begin();
                isBegun = true;
            }
            if (isFollowed)
            {
                Tell(notes, parsed.GetValue(_quiet), parsed.InvocationConfiguration.Error);
                notes.Clear();
                to.Flush();
            }
            var rows = new Rows(input.Selection);
            for (bool hasMore = true; hasMore && !cancellation.IsCancellationRequested;)
            {
                hasMore = judge.Step(rows, isAll, (name, row) => writer.Write(name, row));
                if (isFollowed)
                {
                    to.Flush();
                    Store(judge.Save(), path);
                }
            }
            if (!isFollowed && judge.Missing > 0)
            {
                throw new UserError($"{input.Table.Name} has {Amount(judge.Missing, "row")} fewer than {path} has judged. If it is the right file, delete the state to judge all of it.");
            }
            judged = judge.Save();
            outliers += judge.Outliers;
            values += judge.Judged * input.Selection.Values.Length;
            if (input.File.IsReplaced)
            {
                notes.Add($"{input.Table.Name} was replaced or truncated; it is read from its start.");
                state = judged with { Rows = 0, Start = [] };
                inputs[i--] = OpenInput.Open(input.File.Name, options, cancellation);
                input.Dispose();
            }
        }
        writer.End();
        (to as SpooledOutput)?.Release();
        Store(judged, path); // last: the outliers of a run that cannot write them are found again by the next one
        return (outliers, values, series);
    }

    private static void Store(StreamState? state, string? path)
    {
        if (path is not null)
        {
            state?.Store(path);
        }
    }

    private static void DrawFiles(List<SeriesResult> results, Detector detector, string path, List<string> notes)
    {
        for (int i = 0; i < results.Count; i++)
        {
            string file = results.Count == 1 ? path : Path.ChangeExtension(path, null) + $"-{i + 1}" + Path.GetExtension(path);
            Picture.Draw(results[i], Title(results[i], detector), file);
            notes.Add($"{file}: {Title(results[i], detector)}");
        }
    }

    private static string Title(SeriesResult series, Detector detector)
    {
        string group = series.Name.Group is { } name ? $" of {name}" : "";
        return Printable.Line($"{Path.GetFileName(series.Name.File)}: {series.Name.Column}{group} ({detector.Name})");
    }

    private OutputFormat Format(ParseResult parsed) => parsed.GetValue(_format) is { } named
        ? Enum.Parse<OutputFormat>(named, ignoreCase: true)
        : parsed.GetValue(_output) is null && !Console.IsOutputRedirected ? OutputFormat.Table : OutputFormat.Csv;

    private static void Print(ResultWriter writer, List<SeriesResult> results, bool isAll)
    {
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

    private static void Tell(List<string> notes, bool isQuiet, TextWriter errors)
    {
        if (!isQuiet)
        {
            notes.ForEach(note => errors.WriteLine($"outliers: {Printable.Line(note)}"));
        }
    }

    private static string Summary(long outliers, long values, int series, string detector) =>
        $"{Amount(outliers, "outlier")} among {Amount(values, "value")}{(series > 1 ? $" of {series} series" : "")} ({detector}).";

    private static string Amount(long count, string noun) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");
}

/// <summary>The options that choose the detector.</summary>
internal sealed class DetectorChoiceOptions
{
    /// <summary>Known here too, since completion has no time to start Python. A test compares them with those of the library.</summary>
    private static readonly string[] Methods = ["sigma", "mad", "iqr", "esd", "seasonal", "spectral", "shift", "ewma", "adaptive"];

    private readonly Option<string> _method = new("--method", "-m")
    {
        Description = $"The detector: {string.Join(", ", Methods[..^1])} or {Methods[^1]}. 'outliers list' describes them.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "sigma",
        CompletionSources = { Methods },
    };

    private readonly Option<string?> _function = new("--function") { Description = "A Python function of your own instead.", HelpName = "MODULE:NAME" };
    private readonly Option<string[]> _path = new("--path") { Description = "A folder with Python modules. May be repeated.", HelpName = "FOLDER" };
    private readonly Option<string[]> _set = new("--set", "-s") { Description = "A setting of the detector, such as threshold=3. May be repeated.", HelpName = "NAME=VALUE" };
    private readonly PythonOption _python = new();

    public Option[] All => [_method, _set, _function, _path];

    public Option Python => _python;

    /// <summary>Those that say how Python is run in this process.</summary>
    public Option[] OfThisProcess => [_path, _python];

    /// <summary>The names of the detector, and its settings, without Python.</summary>
    public (string Module, string Function, Dictionary<string, object?> Settings) Name(ParseResult parsed)
    {
        (string module, string function) = Detector.NameOf(parsed.GetValue(_method) ?? "sigma", parsed.GetValue(_function));
        return (module, function, Detector.SettingsOf(parsed.GetValue(_set) ?? []));
    }

    /// <summary>Starts Python, and finds the detector.</summary>
    public Detector Choose(ParseResult parsed)
    {
        PythonRuntime.Start(_python.Options(parsed, parsed.GetValue(_path) ?? []));
        return Detector.Choose(parsed.GetValue(_method) ?? "sigma", parsed.GetValue(_function), parsed.GetValue(_set) ?? []);
    }
}
