using System.CommandLine;

namespace OutliersNative.Cli;

/// <summary><c>outliers doctor</c>: what is wrong here, and what mends it.</summary>
internal static class DoctorCommand
{
    public static Command Make()
    {
        var python = new PythonOption();
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of text." };
        var command = new Command("doctor", "Tells which Python is used and why, tries it, and names the command that mends what is wrong. Exit code 0: healthy, 1: not.")
        {
            python,
            json,
        };
        command.SetAction(parsed =>
        {
            PythonDiagnosis diagnosis = PythonRuntime.Diagnose(python.Options(parsed));
            parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(json) ? diagnosis.ToJson() : diagnosis.ToString());
            return diagnosis.IsHealthy ? 0 : 1;
        });
        return command;
    }
}
