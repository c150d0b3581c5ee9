// Compares the service with Python services of the same detector. See docs/BENCHMARKS.md.
using System.CommandLine;
using System.Runtime.InteropServices;
using OutliersNative.Load;

var quick = new Option<bool>("--quick") { Description = "1,000 values only, and half a second for each cell." };
var values = new Option<int[]>("--values") { Description = "The numbers of values in a request.", AllowMultipleArgumentsPerToken = true };
var connections = new Option<int[]>("--connections") { Description = "The numbers of callers at once.", AllowMultipleArgumentsPerToken = true };
var server = new Option<string?>("--server") { Description = "Only the rows whose server or protocol contains this." };
var seconds = new Option<double>("--seconds") { Description = "The time for each cell, in seconds, in two turns.", DefaultValueFactory = _ => 2 };
var root = new RootCommand("Loads the service and Python services with the same requests, in alternation, and checks each answer.")
{
    quick, values, connections, server, seconds,
};
// So that the servers end too: without a handler, SIGTERM ends .NET 10 without the event ProcessExit.
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(1));
root.SetAction(parsed =>
{
    bool isQuick = parsed.GetValue(quick);
    var load = new Comparison(
        parsed.GetValue(values) is { Length: > 0 } sizes ? sizes : isQuick ? [1000] : [100, 1000, 100_000],
        parsed.GetValue(connections) is { Length: > 0 } callers ? callers : [1, 8, 64],
        TimeSpan.FromSeconds(isQuick ? 0.5 : parsed.GetValue(seconds)),
        parsed.GetValue(server));
    return load.Print(Console.Out) ? 0 : 1;
});
return root.Parse(args).Invoke();
