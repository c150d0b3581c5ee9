using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Cli;

/// <summary>Runs the command outliers as a process, without a terminal.</summary>
internal static class Command
{
    /// <summary>What <see cref="Hours"/> gives, with the outlier at 07:00.</summary>
    public const string Found = "7,2024-01-01T07:00:00,100";

    /// <summary>A table of a day, whose value at 07:00 is an outlier.</summary>
    public static readonly string Hours = "time,value\n" + string.Concat(Enumerable.Range(0, 24).Select(hour =>
        $"2024-01-01T{hour:00}:00:00,{(hour == 7 ? "100" : hour % 2 == 0 ? "1.5" : "1.25")}\n"));

    /// <summary>The command as a shell takes it.</summary>
    public static string InShell => $"{Places.DotNet} {Program}";

    private static string Program => Path.Combine(Places.Cli, "OutliersNative.Cli.dll");

    public static ProcessOutcome Run(params string[] arguments) =>
        ChildProcess.OnNumPyPython().Execute(Places.DotNet, [Program, .. arguments]);

    public static ProcessOutcome RunIn(string folder, params string[] arguments) =>
        ChildProcess.OnNumPyPython(folder).Execute(Places.DotNet, [Program, .. arguments]);

    /// <summary>Starts the command, and leaves its standard input open.</summary>
    public static RunningProcess Start(params string[] arguments) =>
        ChildProcess.OnNumPyPython().Launch(Places.DotNet, [Program, .. arguments]);
}
