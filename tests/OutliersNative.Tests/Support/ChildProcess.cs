using System.Diagnostics;
using System.Text;

namespace OutliersNative.Tests.Support;

/// <summary>What a process printed and how it ended.</summary>
/// <param name="Lines">The lines of its standard output.</param>
/// <param name="Errors">Its standard error.</param>
/// <param name="ExitCode">Its exit code.</param>
internal sealed record ProcessOutcome(IReadOnlyList<string> Lines, string Errors, int ExitCode)
{
    public string Output => string.Join('\n', Lines);
}

/// <summary>Runs OutliersNative.Tests.Child, or another program, in an environment of which nothing is inherited.</summary>
internal sealed class ChildProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);

    /// <summary>Every variable that the process gets, apart from those without which Windows starts nothing.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public string WorkingDirectory { get; init; } = AppContext.BaseDirectory;

    /// <summary>Where the child program lies; its output folder, or a copy of that.</summary>
    public string Folder { get; init; } = Places.Child;

    /// <summary>The child, with these steps.</summary>
    public ProcessOutcome Run(params string[] steps) =>
        Execute(Places.DotNet, [Path.Combine(Folder, "OutliersNative.Tests.Child.dll"), .. steps]);

    public ProcessOutcome Execute(string program, params string[] arguments)
    {
        using Process process = Process.Start(Info(program, arguments))!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {Patience.TotalSeconds} seconds.");
        }
        string text = output.GetAwaiter().GetResult().ReplaceLineEndings("\n").TrimEnd('\n');
        return new ProcessOutcome(text.Split('\n'), errors.GetAwaiter().GetResult(), process.ExitCode);
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
