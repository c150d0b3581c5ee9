using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;

namespace OutliersNative.Load;

/// <summary>A server and its worker processes, on a free port of the loopback address.</summary>
internal sealed class Server : IDisposable
{
    private const double TicksPerSecond = 100; // of /proc/PID/stat: USER_HZ is 100 on every Linux that .NET supports

    private readonly Process _process;

    private Server(string program, params string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardInput = true };
        info.Environment["PYTHONPATH"] = Path.Combine(Metadata("Repository"), "python");
        info.Environment["OUTLIERS_PYTHON"] = Python;
        _process = Process.Start(info)!;
        AppDomain.CurrentDomain.ProcessExit += Kill; // a signal runs no finally block
    }

    public required int Port { get; init; }

    private static string Python { get; } =
        Environment.GetEnvironmentVariable("OUTLIERS_PYTHON") is { Length: > 0 } python ? python : "/usr/bin/python3";

    private static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "servers");

    private static string DotNet { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    /// <summary>The processor time of all processes so far.</summary>
    public TimeSpan ProcessorTime =>
        TimeSpan.FromSeconds(Processes().Sum(process => Stat(process) is { } stat ? Number(stat[11]) + Number(stat[12]) : 0) / TicksPerSecond);

    /// <summary>The resident memory of all processes. What several share counts for each.</summary>
    public long ResidentBytes => Processes().Sum(process => Stat(process) is { } stat ? Number(stat[21]) * Environment.SystemPageSize : 0);

    public static Server OutliersNative()
    {
        int port = FreePort();
        return new(DotNet, Metadata("Service"), "--urls", $"http://127.0.0.1:{port}", "--Logging:LogLevel:Default=Warning") { Port = port };
    }

    public static Server Uvicorn(int workers)
    {
        int port = FreePort();
        return new(Python, "-m", "uvicorn", "--port", $"{port}", "--workers", $"{workers}", "--no-access-log", "--log-level", "warning", "fastapi_server:app")
        {
            Port = port,
        };
    }

    public static Server Gunicorn(int workers)
    {
        int port = FreePort();
        return new(Python, "-m", "gunicorn", "--bind", $"127.0.0.1:{port}", "--workers", $"{workers}", "--log-level", "warning", "flask_server:app")
        {
            Port = port,
        };
    }

    public static Server Grpc()
    {
        int port = FreePort();
        return new(Python, "grpc_server.py", Path.Combine(Metadata("Repository"), "python"), "outliers", "detect", $"{port}") { Port = port };
    }

    /// <summary>Waits until it accepts connections.</summary>
    public void WaitUntilReady()
    {
        long deadline = Stopwatch.GetTimestamp() + (60 * Stopwatch.Frequency);
        while (true)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (!_process.HasExited && Stopwatch.GetTimestamp() < deadline)
            {
                Thread.Sleep(50);
            }
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Kill;
        Kill(null, EventArgs.Empty);
        _process.Dispose();
    }

    private void Kill(object? sender, EventArgs e)
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    private static string Metadata(string key) =>
        typeof(Server).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The process and all below it.</summary>
    private List<int> Processes()
    {
        var parents = new Dictionary<int, int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int process) && Stat(process) is { } stat)
            {
                parents[process] = (int)Number(stat[1]);
            }
        }
        var found = new List<int> { _process.Id };
        for (int at = 0; at < found.Count; at++) found.AddRange(parents.Where(pair => pair.Value == found[at]).Select(pair => pair.Key));
        return found;
    }

    /// <summary>The fields of /proc/PID/stat from the third on (proc(5)); null if there is no such process any more.</summary>
    private static string[]? Stat(int process)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' '); // the name before it may contain anything
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long Number(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
