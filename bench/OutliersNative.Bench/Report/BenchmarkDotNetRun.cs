using System.ComponentModel;
using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.EventProcessors;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Mathematics;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Perfolizer.Mathematics.OutlierDetection;

namespace OutliersNative.Bench;

/// <summary>How BenchmarkDotNet measures: many short iterations, in this process, on one Python.</summary>
/// <remarks>Slow iterations are not removed: the median ignores them, and the quartiles should show them.</remarks>
public sealed class BenchConfig : ManualConfig
{
    internal const string FullVariable = "OUTLIERS_BENCH_FULL";

    /// <summary>The category of benchmarks that need a gRPC server.</summary>
    internal const string Grpc = "gRPC";

    /// <summary>The category of benchmarks that need bench/floor.</summary>
    internal const string BareC = "bare C";

    public BenchConfig()
    {
        AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(3)
            .WithIterationCount(IsFull ? 30 : 9)
            .WithIterationTime(TimeInterval.FromMilliseconds(IsFull ? 250 : 100))
            .WithOutlierMode(OutlierMode.DontRemove));
        AddDiagnoser(MemoryDiagnoser.Default);
        if (GrpcPeer.Missing is not null) AddFilter(Without(Grpc));
        if (Bench.BareC.Missing is not null) AddFilter(Without(BareC));
        AddColumn(StatisticColumn.Median, StatisticColumn.Min, StatisticColumn.Max);
    }

    /// <summary>Whether --full was asked for: more and longer iterations, and the sizes that take long.</summary>
    public static bool IsFull => Environment.GetEnvironmentVariable(FullVariable) == "1";

    private static SimpleFilter Without(string category) => new(benchmark => !benchmark.Descriptor.HasCategory(category));
}

/// <summary>Runs the benchmark classes of BenchmarkDotNet and makes a table of each. BenchmarkDotNet's own output goes to its log file.</summary>
internal static class BenchmarkDotNetRun
{
    /// <param name="arguments">Arguments of BenchmarkDotNet, such as <c>--filter *Detect*</c>.</param>
    public static Table[] Measure(string[] arguments)
    {
        bool asks = arguments.Any(argument => argument is "--list" or "--help" or "--info" or "--version");
        ManualConfig config = ManualConfig.CreateEmpty()
            .AddLogger(asks ? ConsoleLogger.Default : new ErrorLogger())
            .AddEventProcessor(new Progress())
            .AddExporter(JsonExporter.Full)
            .WithArtifactsPath(Path.Combine("artifacts", "bench"));
        Type[] classes = [typeof(EmptyCall), typeof(Detect), typeof(Results), typeof(Batch)];
        return [.. BenchmarkSwitcher.FromTypes(classes).Run(arguments, config).Where(summary => summary.BenchmarksCases.Length > 0).Select(ToTable)];
    }

    private static Table ToTable(Summary summary)
    {
        Type measured = summary.BenchmarksCases[0].Descriptor.Type;
        Column[] parameters = [.. summary.BenchmarksCases[0].Parameters.Items.Select(item => new Column(item.Name, 10, "N0"))];
        var table = new Table(measured.Name, measured.GetCustomAttribute<DescriptionAttribute>()!.Description,
            [new(Table.Benchmark, -53), .. parameters, new(Table.Median, 11, Column.FourDigits), new("p25", 11, Column.FourDigits),
             new("p75", 11, Column.FourDigits), new("ratio", 8, Column.FourDigits), new(Table.Allocated, 11, "N0")]);
        // BenchmarkDotNet would put those with a category last.
        foreach (BenchmarkReport report in summary.Reports.OrderBy(one => one.BenchmarkCase.Parameters.Items is [var parameter, ..] ? parameter.Value : null)
            .ThenBy(one => one.BenchmarkCase.Descriptor.MethodIndex))
        {
            BenchmarkCase benchmark = report.BenchmarkCase;
            Statistics? times = report.ResultStatistics; // null where the benchmark failed; the log says why
            Statistics? baseline = summary.Reports.FirstOrDefault(other => other.BenchmarkCase.Descriptor.Baseline
                && other.BenchmarkCase.Parameters.DisplayInfo == benchmark.Parameters.DisplayInfo)?.ResultStatistics;
            table.Add([benchmark.Descriptor.WorkloadMethodDisplayInfo.Trim('\''), .. benchmark.Parameters.Items.Select(item => item.Value),
                times?.Median / 1000, times?.Q1 / 1000, times?.Q3 / 1000, times?.Median / baseline?.Median,
                report.Success ? report.GcStats.GetBytesAllocatedPerOperation(benchmark) : null]);
        }
        return table;
    }

    /// <summary>Prints the name of each benchmark as it starts.</summary>
    private sealed class Progress : EventProcessor
    {
        public override void OnStartRunBenchmark(BenchmarkCase benchmarkCase)
        {
            Descriptor method = benchmarkCase.Descriptor;
            Console.Error.WriteLine($"{method.Type.Name}.{method.WorkloadMethod.Name}{benchmarkCase.Parameters.DisplayInfo}");
        }
    }

    /// <summary>Prints BenchmarkDotNet's errors only.</summary>
    private sealed class ErrorLogger : ILogger
    {
        public string Id => nameof(ErrorLogger);

        public int Priority => 0;

        public void Write(LogKind logKind, string text)
        {
            if (logKind == LogKind.Error) Console.Error.Write(text);
        }

        public void WriteLine()
        {
        }

        public void WriteLine(LogKind logKind, string text) => Write(logKind, text + Environment.NewLine);

        public void Flush()
        {
        }
    }
}
