using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Environments;

namespace OutliersNative.Bench;

/// <summary>On what was measured: everything that another run would have to have in common with this one.</summary>
internal static class Machine
{
    private const string LoadFile = "/proc/loadavg";

    private static readonly string LoadAtTheBeginning = File.Exists(LoadFile) ? File.ReadAllText(LoadFile).Split(' ')[0] : "unknown";

    public static Dictionary<string, string> Facts(string[] arguments)
    {
        HostEnvironmentInfo host = HostEnvironmentInfo.GetCurrent();
        PythonDiagnosis diagnosis = PythonRuntime.Diagnose();
        PythonInstallation python = diagnosis.Python!;
        return new Dictionary<string, string>
        {
            ["command"] = string.Join(' ', ["./build.sh bench", .. BenchConfig.IsFull ? ["--full"] : Array.Empty<string>(), .. arguments]),
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
            ["commit"] = Version.Split('+')[^1],
            ["processor"] = $"{host.CpuInfo.Value?.ProcessorName ?? "unknown"}, {Environment.ProcessorCount} logical cores",
            ["load at the beginning"] = LoadAtTheBeginning,
            ["system"] = host.OsVersion.Value,
            [".NET"] = host.RuntimeVersion,
            ["Python"] = python.Version,
            ["NumPy"] = python.NumPyVersion,
            ["BLAS"] = string.Join(", ", diagnosis.Blas.Select(blas => $"{Path.GetFileName(blas.Path)}, {blas.Threads} threads")),
        };
    }

    private static string Version => typeof(Machine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
