using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;

namespace OutliersNative.ClusterDemo;

/// <summary>A process that the demo has started. Dispose kills it.</summary>
internal abstract partial class ChildProcess : IDisposable
{
    private const int SigTerm = 15, MostLines = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _readyText;

    protected ChildProcess(string folder, string readyText, string program, params string[] arguments)
    {
        _readyText = readyText;
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true },
            EnableRaisingEvents = true,
        };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new DemoException($"{this} has ended with exit code {_process.ExitCode}. It printed:\n{Output}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool IsRunning => !_process.HasExited;

    /// <summary>What it has printed last.</summary>
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

    public Task ReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(Patience, cancellationToken);

    /// <summary>As <c>kill -9</c>.</summary>
    public void Kill() => _process.Kill();

    /// <summary>As <c>kill</c>: it may end its work.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        _ = kill(_process.Id, SigTerm); // it fails only if the process has ended
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        return _process.ExitCode;
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

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }
        lock (_lines)
        {
            _lines.Add(line);
            if (_lines.Count > MostLines)
            {
                _lines.RemoveAt(0);
            }
        }
        if (line.Contains(_readyText, StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}

/// <summary>A Redis server on a free port of loopback that has stored on disk what it has confirmed.</summary>
internal sealed class RedisServer : ChildProcess
{
    private RedisServer(string folder, int port)
        : base(
            folder, "Ready to accept connections", "redis-server", "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder,
            "--save", "", "--appendonly", "yes", "--appendfsync", "always")
    {
        Address = $"127.0.0.1:{port}";
    }

    public static bool IsInstalled => !OperatingSystem.IsWindows()
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "redis-server")));

    public string Address { get; }

    public static RedisServer Start(string folder) => new(folder, FreePort());

    public override string ToString() => "redis-server";
}

/// <summary>A silo: the command <c>outliers silo</c>.</summary>
internal sealed class SiloProcess : ChildProcess
{
    private static readonly string Command = Path.Combine(
        typeof(SiloProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Cli").Value!, "OutliersNative.Cli.dll");

    private static readonly string DotNet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    private SiloProcess(string folder, string name, int port, string redis)
        : base(
            folder, "is ready", DotNet, Command, "silo", "--cluster", $"redis://{redis}", "--port", $"{port}",
            $"--Outliers:Series:default:Keywords:window={Load.Window}",
            // A silo that does not answer for three seconds counts as dead.
            "--Orleans:Membership:ProbeTimeout=00:00:01", "--Orleans:Membership:NumMissedProbesLimit=3", "--Orleans:Membership:NumVotesForDeathDeclaration=1",
            "--Orleans:Membership:TableRefreshTimeout=00:00:02", "--Orleans:Membership:IAmAliveTablePublishTimeout=00:00:02",
            "--Orleans:Messaging:ResponseTimeout=00:00:05")
    {
        Name = name;
        Port = port;
    }

    public string Name { get; }

    /// <summary>The port of its address in the cluster.</summary>
    public int Port { get; }

    /// <summary>The text of its column once it has left: killed or stopped; null before.</summary>
    public string? Left { get; set; }

    public static SiloProcess Start(string folder, string name, string redis) => new(folder, name, FreePort(), redis);

    public override string ToString() => $"silo {Name}";
}

/// <summary>The demo cannot go on.</summary>
internal sealed class DemoException(string message) : Exception(message);
