using System.CommandLine;

namespace OutliersNative.Cli.Commands;

/// <summary><c>outliers doctor</c>: prints what is wrong on this machine and how to fix it.</summary>
internal static class DoctorCommand
{
    public static Command Make()
    {
        var python = new PythonOption();
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of text." };
        var command = new Command("doctor", "Show which Python is used and why, try it, and name the command that fixes each problem. Exit code: 0 if healthy, 1 if not.")
        {
            python,
            json,
        };
        command.SetAction(parsed =>
        {
            PythonDiagnosis diagnosis = PythonRuntime.Diagnose(python.Options(parsed, []));
            parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(json) ? diagnosis.ToJson() : diagnosis.ToString());
            return diagnosis.IsHealthy ? 0 : 1;
        });
        return command;
    }
}
