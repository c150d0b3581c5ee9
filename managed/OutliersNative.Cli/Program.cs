// The command outliers.
using System.CommandLine;
using OutliersNative.Cli;

var root = new RootCommand("Finds outliers with a Python/NumPy detector that runs in this process.");
root.Subcommands.Add(DetectCommand.Make());
root.Subcommands.Add(DoctorCommand.Make());
return root.Parse(args).Invoke();
