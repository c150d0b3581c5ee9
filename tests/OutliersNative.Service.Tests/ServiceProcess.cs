using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace OutliersNative.Service.Tests;

/// <summary>The service, as a process that listens on a free port of the loopback address. Dispose kills it.</summary>
internal sealed partial class ServiceProcess : IDisposable
{
    private const int SigTerm = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly List<(string Text, TaskCompletionSource Printed)> _awaited = [];
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServiceProcess(IEnumerable<string> arguments, IEnumerable<(string Name, string Value)> variables)
    {
        var info = new ProcessStartInfo(DotNet, [Path.Combine(Metadata("Service"), "OutliersNative.Service.dll"), .. arguments])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Environment.GetEnvironmentVariable("OUTLIERS_TEST_PYTHON") is { Length: > 0 } python)
        {
            info.Environment["OUTLIERS_PYTHON"] = python;
        }
        foreach ((string name, string value) in variables)
        {
            info.Environment[name] = value;
        }
        _process = new Process { StartInfo = info };
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Settings that add the detectors of service_detectors.py by their names.</summary>
    public static string[] TestDetectors { get; } =
    [
        $"Outliers:ModulePaths:0={Path.Combine(AppContext.BaseDirectory, "detectors")}",
        .. new[] { "loop", "raises", "above", "keeps", "slow", "queues", "adds" }.SelectMany(name => new[]
        {
            $"Outliers:Detectors:{name}:Module=service_detectors", $"Outliers:Detectors:{name}:Function={name}", $"Outliers:Detectors:{name}:WarmUpValues=0",
        }),
    ];

    /// <summary>The folder of the repository.</summary>
    public static string Repository { get; } = Metadata("Repository");

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    /// <summary>Talks to the service.</summary>
    public HttpClient Client { get; } = new();

    /// <summary>What the process has printed, on standard output and standard error.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Starts the service and waits until it listens.</summary>
    /// <param name="settings">Settings in addition to those of appsettings.json, such as <c>Service:Timeout=00:00:01</c>.</param>
    public static async Task<ServiceProcess> StartAsync(params string[] settings)
    {
        ServiceProcess service = Begin(["--urls=http://127.0.0.1:0", .. settings.Select(each => $"--{each}")]);
        await service.ListensAsync();
        return service;
    }

    /// <summary>Waits until the service listens, and points <see cref="Client"/> to it.</summary>
    public async Task ListensAsync()
    {
        Task ended = _process.WaitForExitAsync();
        if (await Task.WhenAny(_address.Task, ended).WaitAsync(Patience) == ended)
        {
            throw new InvalidOperationException($"The service ended with {_process.ExitCode}:\n{Output}");
        }
        Client.BaseAddress = await _address.Task;
    }

    /// <summary>Starts the service with these arguments alone, and does not wait.</summary>
    public static ServiceProcess Begin(string[] arguments, params (string Name, string Value)[] variables) => new(arguments, variables);

    /// <summary>Waits until the process has printed a line with this text.</summary>
    public async Task PrintsAsync(string text)
    {
        var printed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lines)
        {
            if (_lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
            {
                return;
            }
            _awaited.Add((text, printed));
        }
        try
        {
            await printed.Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The service did not print '{text}', but:\n{Output}");
        }
    }

    /// <summary>Sends SIGTERM, and waits until the process has ended.</summary>
    /// <returns>Its exit code, and the time that it took.</returns>
    public async Task<(int ExitCode, TimeSpan Took)> StopAsync()
    {
        long begin = Stopwatch.GetTimestamp();
        if (kill(_process.Id, SigTerm) != 0)
        {
            throw new InvalidOperationException($"kill failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        int exitCode = await EndAsync();
        return (exitCode, Stopwatch.GetElapsedTime(begin));
    }

    /// <summary>Waits until the process has ended by itself.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    private static string DotNet { get; } = Path.GetFullPath(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    private static string Metadata(string key) =>
        typeof(ServiceProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;

    private void Add(string? line)
    {
        if (line is null)
        {
            return;
        }
        lock (_lines)
        {
            _lines.Add(line);
            foreach ((string text, TaskCompletionSource printed) in _awaited)
            {
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    printed.TrySetResult();
                }
            }
        }
        if (Listening().Match(line) is { Success: true } match)
        {
            _address.TrySetResult(new Uri($"http://127.0.0.1:{match.Groups[1].Value}"));
        }
    }

    [GeneratedRegex("Now listening on: http://.*:([0-9]+)")]
    private static partial Regex Listening();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
