using System.CommandLine;
using System.Globalization;

namespace OutliersNative.Cli;

/// <summary><c>outliers detect</c>: prints the outliers of one column of a CSV file.</summary>
internal static class DetectCommand
{
    public static Command Make()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A CSV file whose first line names its columns." };
        var column = new Option<string>("--column") { Description = "The column that holds the numbers.", HelpName = "NAME", Required = true };
        var python = new PythonOption();
        var command = new Command("detect", "Print the position (counted from 0) and the value of each outlier that outliers.detect finds.") { file, column, python };
        command.SetAction(parsed =>
        {
            InvocationConfiguration console = parsed.InvocationConfiguration;
            try
            {
                double[] values = Column.Read(parsed.GetRequiredValue(file), parsed.GetRequiredValue(column));
                PythonRuntime.Start(python.Options(parsed));
                using var outliers = new Outliers("outliers", "detect");
                console.Output.WriteLine("position,value");
                foreach (long position in outliers.Detect(values))
                {
                    console.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{position},{values[position]}"));
                }
                return 0;
            }
            catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException or ArgumentException
                or OutliersException or DllNotFoundException)
            {
                console.Error.WriteLine($"outliers: {e.Message}");
                return 1;
            }
        });
        return command;
    }
}
