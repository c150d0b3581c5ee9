using System.CommandLine;
using OutliersNative.Tables;

namespace OutliersNative.Cli.Commands;

/// <summary><c>outliers list</c>: prints the detectors, bundled or of a user's module.</summary>
internal static class ListCommand
{
    public static Command Make()
    {
        var module = new Argument<string>("MODULE") { Description = "A Python module of your own. Default: the bundled detectors.", DefaultValueFactory = _ => "outliers" };
        var path = new Option<string[]>("--path") { Description = "A folder with Python modules. May be repeated.", HelpName = "FOLDER" };
        var settings = new Option<bool>("--settings") { Description = "Print the settings of each detector, for --set." };
        var python = new PythonOption();
        var command = new Command("list", "Print the detectors with a line each, and which of them score values, give bounds, or work on streams.") { module, path, settings, python };
        command.SetAction(parsed =>
        {
            PythonRuntime.Start(python.Options(parsed, parsed.GetValue(path) ?? []));
            IReadOnlyList<DetectorDescription> all = Detectors.List(parsed.GetRequiredValue(module));
            TextWriter to = parsed.InvocationConfiguration.Output;
            int width = all.Select(each => each.Name.Length).DefaultIfEmpty().Max() + 2;
            foreach (DetectorDescription each in all)
            {
                to.WriteLine($"{each.Name.PadRight(width)}{each.Summary}");
                if (parsed.GetValue(settings))
                {
                    to.WriteLine($"{"".PadRight(width)}{each.Signature}");
                }
            }
            if (all.Count == 0)
            {
                throw new UserError($"The module {parsed.GetValue(module)} has no function that takes one array.");
            }
            return 0;
        });
        return command;
    }
}
