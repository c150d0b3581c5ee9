using System.ComponentModel;
using System.Reflection;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.EventProcessors;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace OutliersNative.Bench;

/// <summary>Runs BenchmarkDotNet's classes, and makes a table of each; what it says itself goes to a log file only.</summary>
internal static class Summaries
{
    public static IEnumerable<Table> Measure(string[] arguments)
    {
        ManualConfig quiet = ManualConfig.CreateEmpty()
            .AddEventProcessor(new Progress())
            .WithArtifactsPath(Path.Combine("artifacts", "bench"));
        return [.. BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, quiet).Select(ToTable)];
    }

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
            table.Add([one.Descriptor.WorkloadMethodDisplayInfo.Trim('\''), .. one.Parameters.Items.Select(item => item.Value),
                Microseconds(report.ResultStatistics?.Median), Microseconds(report.ResultStatistics?.Q1), Microseconds(report.ResultStatistics?.Q3),
                report.ResultStatistics?.Median / baseline?.ResultStatistics?.Median, report.GcStats.GetBytesAllocatedPerOperation(one)]);
        }
        return table;
    }

    private static double? Microseconds(double? nanoseconds) => nanoseconds / 1000;

    /// <summary>Names each case on standard error as it begins.</summary>
    private sealed class Progress : EventProcessor
    {
        public override void OnStartRunBenchmark(BenchmarkCase benchmarkCase) => Console.Error.WriteLine(benchmarkCase.Descriptor.Type.Name
            + '.' + benchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'') + benchmarkCase.Parameters.DisplayInfo);
    }
}
