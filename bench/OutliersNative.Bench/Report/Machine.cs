using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Environments;

namespace OutliersNative.Bench;

/// <summary>On what was measured: everything that another run would have to have in common with this one.</summary>
internal static class Machine
{
    private const string LoadFile = "/proc/loadavg";

    /// <summary>As it is now: to be asked before anything is measured.</summary>
    public static Dictionary<string, string> Facts(string[] arguments)
    {
        HostEnvironmentInfo host = HostEnvironmentInfo.GetCurrent();
        return new Dictionary<string, string>
        {
            ["command"] = string.Join(' ', ["./build.sh bench", .. arguments]),
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
            ["commit"] = Version.Split('+')[^1],
            ["processor"] = $"{host.Cpu.Value?.ProcessorName ?? "unknown"}, {Environment.ProcessorCount} logical cores",
            ["load of the last minute before"] = File.Exists(LoadFile) ? File.ReadAllText(LoadFile).Split(' ')[0] : "unknown",
            ["system"] = $"{host.Os.Value.Name} {host.Os.Value.Version}",
            [".NET"] = host.RuntimeVersion,
            ["Python"] = Functions.Python.Version,
            ["NumPy"] = Functions.Python.NumPyVersion,
            ["BLAS"] = string.Join(", ", PythonRuntime.Diagnose().Blas.Select(blas => $"{Path.GetFileName(blas.Path)}, {blas.Threads} threads")),
            ["gRPC"] = GrpcServer.Lacks ?? "a Python server with grpcio, on this machine",
        };
    }

    private static string Version => typeof(Machine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
