// The command outliers: what it can do, and with which exit code it ends.
using System.CommandLine;
using OutliersNative.Cli;

var root = new RootCommand("Finds outliers by a Python/NumPy detector that runs in this process.");
root.Subcommands.Add(DetectCommand.Make());
root.Subcommands.Add(DoctorCommand.Make());
return root.Parse(args).Invoke();
