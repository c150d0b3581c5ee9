using System.Diagnostics;
using System.Text;

namespace OutliersNative.Tests.Support;

/// <summary>Runs OutliersNative.Tests.Child, or another program, with an empty environment, as under env -i: no PATH, LANG or
/// PYTHONPATH.</summary>
internal sealed class ChildProcess
{
    /// <summary>All variables of the process, apart from those that Windows needs to start one. Its home is not the user's, which
    /// may hold a pyenv and cached probe answers.</summary>
    public Dictionary<string, string> Environment { get; } = new() { ["HOME"] = Places.Home };

    public string WorkingDirectory { get; init; } = AppContext.BaseDirectory;

    /// <summary>The folder of the child program: its output folder, or a copy of it.</summary>
    public string Folder { get; init; } = Places.Child;

    /// <summary>A process that uses the same Python as these tests.</summary>
    public static ChildProcess OnNumPyPython(string? workingDirectory = null, string? folder = null) => new()
    {
        Environment = { ["OUTLIERS_PYTHON"] = Places.NumPyPython },
        WorkingDirectory = workingDirectory ?? AppContext.BaseDirectory,
        Folder = folder ?? Places.Child,
    };

    /// <summary>Runs the child program with these steps until it ends.</summary>
    public ProcessOutcome Run(params string[] steps) => Run(Start(steps));

    public ProcessOutcome Execute(string program, params string[] arguments) => Run(Launch(program, arguments));

    /// <summary>Starts the child program with these steps.</summary>
    public RunningProcess Start(params string[] steps) =>
        Launch(Places.DotNet, [Path.Combine(Folder, "OutliersNative.Tests.Child.dll"), .. steps]);

    /// <summary>Starts another program.</summary>
    public RunningProcess Launch(string program, params string[] arguments) => new(Process.Start(Info(program, arguments))!);

    private static ProcessOutcome Run(RunningProcess process)
    {
        using (process)
        {
            process.CloseInput();
            return process.EndAsync().GetAwaiter().GetResult();
        }
    }

    private ProcessStartInfo Info(string program, string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        info.Environment.Clear();
        if (OperatingSystem.IsWindows())
        {
            info.Environment["SystemRoot"] = System.Environment.GetEnvironmentVariable("SystemRoot");
        }
        foreach ((string name, string value) in Environment)
        {
            info.Environment[name] = value;
        }
        return info;
    }
}
