using System.Diagnostics;
using System.Text;

namespace OutliersNative.Tests.Support;

/// <summary>Runs OutliersNative.Tests.Child, or another program, in an environment of which nothing is inherited: no PATH, no
/// LANG, no PYTHONPATH, as under env -i.</summary>
internal sealed class ChildProcess
{
    /// <summary>Every variable that the process gets, apart from those without which Windows starts nothing. Its home is not the
    /// user's, where there may be a pyenv, and answers of earlier runs.</summary>
    public Dictionary<string, string> Environment { get; } = new() { ["HOME"] = Places.Home };

    public string WorkingDirectory { get; init; } = AppContext.BaseDirectory;

    /// <summary>Where the child program lies; its output folder, or a copy of that.</summary>
    public string Folder { get; init; } = Places.Child;

    /// <summary>One that finds the Python that these tests run on.</summary>
    public static ChildProcess OnNumPyPython(string? workingDirectory = null, string? folder = null) => new()
    {
        Environment = { ["OUTLIERS_PYTHON"] = Places.NumPyPython },
        WorkingDirectory = workingDirectory ?? AppContext.BaseDirectory,
        Folder = folder ?? Places.Child,
    };

    /// <summary>The child, with these steps.</summary>
    public ProcessOutcome Run(params string[] steps) => Run(Start(steps));

    public ProcessOutcome Execute(string program, params string[] arguments) => Run(Begin(program, arguments));

    /// <summary>The child, with steps after which it waits to be told something.</summary>
    public RunningProcess Start(params string[] steps) =>
        Begin(Places.DotNet, [Path.Combine(Folder, "OutliersNative.Tests.Child.dll"), .. steps]);

    private static ProcessOutcome Run(RunningProcess process)
    {
        using (process)
        {
            process.CloseInput();
            return process.EndAsync().GetAwaiter().GetResult();
        }
    }

    private RunningProcess Begin(string program, string[] arguments) => new(Process.Start(Info(program, arguments))!);

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
