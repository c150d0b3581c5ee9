using System.ComponentModel;
using System.Reflection;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Mathematics;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace OutliersNative.Bench;

/// <summary>Runs BenchmarkDotNet's classes, and makes a table of each; what it says itself goes to a log file only.</summary>
internal static class Summaries
{
    public static Table[] Measure(string[] arguments)
    {
        ManualConfig config = ManualConfig.CreateEmpty()
            .AddLogger(arguments.Any(Asks) ? ConsoleLogger.Default : new ErrorLogger())
            .AddEventProcessor(new Progress())
            .AddExporter(JsonExporter.Full)
            .WithArtifactsPath(Path.Combine("artifacts", "bench"));
        Type[] classes = OperatingSystem.IsWindows() ? [typeof(Batch), typeof(Results)] // there is no floor
            : [typeof(Batch), typeof(Boundary), typeof(Detect), typeof(Results)];
        return [.. BenchmarkSwitcher.FromTypes(classes).Run(arguments, config).Select(ToTable)];
    }

    private static bool Asks(string argument) => argument is "--list" or "--help" or "--info" or "--version";

    private static Table ToTable(Summary summary)
    {
        Type measured = summary.BenchmarksCases[0].Descriptor.Type;
        Column[] parameters = [.. summary.BenchmarksCases[0].Parameters.Items.Select(item => new Column(item.Name, 10, "N0"))];
        var table = new Table(measured.Name, measured.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "",
            [new("benchmark", -22), .. parameters, new("median us", 11, Column.FourDigits), new("p25", 11, Column.FourDigits),
             new("p75", 11, Column.FourDigits), new("ratio", 8, Column.FourDigits), new("allocated B", 11, "N0")]);
        foreach (BenchmarkReport report in summary.Reports)
        {
            BenchmarkCase one = report.BenchmarkCase;
            BenchmarkReport? baseline = summary.Reports.FirstOrDefault(other => other.BenchmarkCase.Descriptor.Baseline
                && other.BenchmarkCase.Parameters.DisplayInfo == one.Parameters.DisplayInfo);
            table.Add([one.Descriptor.WorkloadMethodDisplayInfo, .. one.Parameters.Items.Select(item => item.Value),
                .. Times(report, baseline), report.Success ? report.GcStats.GetBytesAllocatedPerOperation(one) : null]);
        }
        return table;
    }

    /// <summary>Nothing where the case failed: its log says why.</summary>
    private static object?[] Times(BenchmarkReport report, BenchmarkReport? baseline)
    {
        Statistics? times = report.ResultStatistics;
        return [times?.Median / 1000, times?.Q1 / 1000, times?.Q3 / 1000, times?.Median / baseline?.ResultStatistics?.Median];
    }
}
