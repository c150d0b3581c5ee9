using System.Diagnostics;

namespace OutliersNative.Orleans.Tests.Cluster;

/// <summary>A process of <c>outliers detect</c>. Dispose kills it.</summary>
internal sealed class DetectProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _output, _errors;

    private DetectProcess(string folder, string[] arguments)
    {
        string program = Path.Combine(Places.Cli, "OutliersNative.Cli.dll");
        _process = Process.Start(new ProcessStartInfo(Places.DotNet, [program, "detect", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Has the silos of a cluster judge the files.</summary>
    public static DetectProcess InCluster(RedisServer redis, string folder, params string[] arguments) =>
        new(folder, [.. arguments, "--cluster", $"redis://{redis.Address}?cluster=tests&service=tests"]);

    /// <summary>Judges the files itself.</summary>
    public static DetectProcess Alone(string folder, params string[] arguments) =>
        new(folder, [.. arguments, "--python", PythonRuntime.Current!.Executable]);

    public void Kill() => _process.Kill();

    public async Task<(int Code, string Output, string Errors)> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return (_process.ExitCode, await _output, await _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
    }
}
