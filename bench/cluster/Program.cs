// Measures series in a cluster of silos on this machine: what a value costs, latency, memory, and recovery. See docs/BENCHMARKS.md.
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using OutliersNative.ClusterBench;

const int Series = 10_000;
var quick = new Option<bool>("--quick") { Description = "Fewer series, for a shorter time: a minute for all." };
var many = new Option<int>("--series") { Description = "The number of series of the large table. Default: 1,000,000; with --quick 20,000." };
var only = new Option<string?>("--only") { Description = "One table: throughput, latency, recovery, join or many." };
var root = new RootCommand("Measures series in a cluster: Redis, one or two silos and a client share this machine.") { quick, many, only };
// So that the silos end too: without a handler, SIGTERM ends .NET 10 without the event ProcessExit.
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(1));
root.SetAction(async (parsed, _) =>
{
    bool isQuick = parsed.GetValue(quick);
    using var report = new Report(Path.Combine(Deployment.Metadata("Repository"), "artifacts", "reports", "cluster.md"));
    var measurements = new Measurements(report, isQuick);
    int count = isQuick ? 2000 : Series, most = parsed.GetValue(many) is > 0 and int given ? given : isQuick ? 20_000 : 1_000_000;
    long begin = Stopwatch.GetTimestamp();
    report.Line($"""
        # Series in a cluster

        {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} processors, shared by client, silos and Redis (`appendfsync always`). Processor time and bytes are those of a value; *load* is the machine's at the end of the row, with other work included.
        """);
    foreach ((string name, string title, Func<Task> measure) in new (string, string, Func<Task>)[]
    {
        ("throughput", "Throughput", () => measurements.ThroughputAsync(count)),
        ("latency", "Latency from push to answer, at half of the capacity", () => measurements.LatencyAsync(count)),
        ("recovery", "Recovery from kill -9 of one of two silos", () => measurements.RecoveryAsync(1000)),
        ("join", "A silo that joins", () => measurements.JoinAsync(isQuick ? 5000 : 100_000)),
        ("many", "Many series", () => measurements.ManyAsync(most)),
    })
    {
        if (parsed.GetValue(only) is null || parsed.GetValue(only) == name)
        {
            report.Line($"\n## {title}\n");
            await measure();
        }
    }
    report.Line($"\nIt took {Stopwatch.GetElapsedTime(begin).TotalSeconds:0} s.");
});
return await root.Parse(args).InvokeAsync();

/// <summary>Writes lines to a file and to the console.</summary>
internal sealed class Report : IDisposable
{
    private readonly StreamWriter _file;

    public Report(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = new StreamWriter(path) { AutoFlush = true };
    }

    public void Line(FormattableString text)
    {
        string line = text.ToString(CultureInfo.InvariantCulture);
        Console.WriteLine(line);
        _file.WriteLine(line);
    }

    public void Dispose() => _file.Dispose();
}
