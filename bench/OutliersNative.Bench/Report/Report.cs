using System.Globalization;
using System.Reflection;
using System.Text.Json;
using BenchmarkDotNet.Environments;
using Grpc.Net.Client;
using Python.Runtime;

namespace OutliersNative.Bench;

/// <summary>Writes the report: bench.md to read, bench.json to compare, bench.svg to look at.</summary>
internal static class Report
{
    private const string ChartFile = "bench.svg";
    private const string LoadFile = "/proc/loadavg";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>What another run must have in common with this one to be comparable. Call it before anything is measured,
    /// since it includes the load.</summary>
    public static Dictionary<string, string> Facts(string[] arguments)
    {
        HostEnvironmentInfo host = HostEnvironmentInfo.GetCurrent();
        PythonInstallation python = Functions.Python;
        return new Dictionary<string, string>
        {
            ["command"] = string.Join(' ', ["./build.sh bench", .. arguments]),
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
            ["commit"] = Version(typeof(Report))[^1],
            ["processor"] = $"{host.Cpu.Value?.ProcessorName ?? "unknown"}, {Environment.ProcessorCount} logical cores",
            ["load in the minute before"] = File.Exists(LoadFile) ? File.ReadAllText(LoadFile).Split(' ')[0] : "unknown",
            ["system"] = $"{host.Os.Value.Name} {host.Os.Value.Version}".TrimEnd(),
            [".NET"] = host.RuntimeVersion,
            ["Python"] = $"{python.Version}, NumPy {python.NumPyVersion}",
            ["BLAS"] = string.Join(", ", PythonRuntime.Diagnose().Blas.Select(blas => $"{Path.GetFileName(blas.Path)}, {blas.Threads?.ToString(CultureInfo.InvariantCulture) ?? "unknown number of"} threads")),
            ["pythonnet"] = Version(typeof(PythonEngine))[0],
            ["gRPC"] = GrpcPeer.Missing ?? $"Grpc.Net.Client {Version(typeof(GrpcChannel))[0]}, a Python server with grpcio on this machine",
            ["bare C"] = BareC.Missing ?? "bench/floor",
        };
    }

    public static void Write(Dictionary<string, string> facts, IReadOnlyList<Table> tables)
    {
        Target[] targets = [.. Targets.All(tables)];
        Console.WriteLine($"\n{string.Join('\n', targets.Select(target => $"{target}"))}\n");
        string folder = Directory.CreateDirectory(Path.Combine("artifacts", "reports")).FullName;
        if (tables.FirstOrDefault(table => table.Name == nameof(Detect)) is { } bySize)
        {
            File.WriteAllText(Path.Combine(folder, ChartFile), Chart.Svg(bySize));
        }
        File.WriteAllText(Path.Combine(folder, "bench.md"), Markdown(facts, tables, targets));
        File.WriteAllText(Path.Combine(folder, "bench.json"), JsonSerializer.Serialize(new { facts, tables, targets }, Indented));
        Console.WriteLine($"report: {Path.Combine("artifacts", "reports", "bench.md")}, bench.json, {ChartFile}");
    }

    private static string Markdown(Dictionary<string, string> facts, IReadOnlyList<Table> tables, Target[] targets) => string.Join('\n',
    [
        "# Benchmarks\n",
        .. facts.Select(fact => $"- {fact.Key}: {fact.Value}"),
        "\n## Targets\n",
        .. targets.Select(target => $"- {target}"),
        .. tables.Select(table => $"\n## {table.Name}\n\n{table.About}\n\n{table.Markdown}"
            + (table.Name == nameof(Detect) ? $"\n\n![{Chart.Title}]({ChartFile})" : "")),
        "",
    ]);

    /// <summary>The version of an assembly and, where it names one, its commit.</summary>
    private static string[] Version(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+');
}
