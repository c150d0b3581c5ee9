// The command outliers.
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Reflection;
using OutliersNative;
using OutliersNative.Cli.Commands;
using OutliersNative.Cli.Output;
using OutliersNative.Tables;

const int failed = 2;
const int readerGone = 128 + 13; // as a shell reports SIGPIPE

if (StandardStreams.IsClosed(2))
{
    Console.SetError(TextWriter.Null);
}
var root = new Command("outliers", "Finds outliers in columns of numbers, with detectors written in Python and NumPy that run in this process.")
{
    DetectCommand.Detect(), DetectCommand.Score(), ListCommand.Make(), SiloCommand.Make(), DoctorCommand.Make(), CompletionCommand.Make(),
};
root.Subcommands.Add(CompletionCommand.MakeComplete(root));
var help = new HelpOption();
help.Action = new HelpWithExamples((HelpAction)help.Action!);
root.Options.Add(help);
root.Options.Add(new VersionOption { Action = new PrintVersion() });

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
{
    bool isOfRoot = parsed.CommandResult.Command == root;
    const string commands = "expected detect, score, list, silo, doctor or completion. 'outliers --help' shows examples.";
    Console.Error.WriteLine(args.Length == 0 ? $"outliers: no command; {commands}"
        : isOfRoot && File.Exists(args[0]) ? $"outliers: '{args[0]}' is a file, not a command; did you mean: outliers detect {args[0]}"
        : isOfRoot ? $"outliers: there is no command '{args[0]}'; {commands}"
        : $"outliers: {string.Join(' ', parsed.Errors[0].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}");
    return failed;
}
try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }).ConfigureAwait(false);
}
catch (IOException e) when (StandardOutput.IsReaderGone(e))
{
    return readerGone;
}
catch (Exception e)
{
    Console.Error.WriteLine($"outliers: {UserError.Describe(e) ?? $"internal error: {e.GetType().Name}: {e.Message}"}");
    return failed;
}
