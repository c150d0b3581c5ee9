using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using OutliersNative.Orleans;

namespace OutliersNative.ClusterBench;

/// <summary>The tables, each with clusters of its own.</summary>
/// <param name="report">Gets them as Markdown.</param>
/// <param name="isQuick">Whether all of it may take a minute only.</param>
internal sealed class Measurements(Report report, bool isQuick)
{
    private static readonly FormattableString CostHeader =
        $"| series | silos | what is pushed | values/s | silos µs | Redis µs | client µs | to Redis B | from Redis B | load |\n| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |";

    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(30); // Orleans' default

    private readonly TimeSpan _warmUp = TimeSpan.FromSeconds(isQuick ? 1 : 8); // in which .NET compiles the hot methods again
    private readonly TimeSpan _time = TimeSpan.FromSeconds(isQuick ? 1 : 8);

    /// <summary>Values a second, and what they cost.</summary>
    public async Task ThroughputAsync(int series)
    {
        report.Line(CostHeader);
        await using (Deployment one = await Deployment.StartAsync(
            1, ResponseTimeout, "Outliers:Series:tenth:CheckpointEvery=10", "Outliers:Series:alone:Module=alone"))
        {
            var calls = new Calls(one.Client, "each", series);
            await calls.PassAsync();
            await calls.RunAsync(_warmUp);
            await PrintAsync(one, series, "single values", () => calls.Answers, () => calls.RunAsync(_time));
            await PrintAsync(one, series, "batches of 16", () => calls.Answers, () => calls.RunAsync(_time, batch: 16));
            foreach ((string settings, string what) in new[]
            {
                ("tenth", "single values, `CheckpointEvery` 10"), ("alone", "single values, a Python call for each"),
            })
            {
                var others = new Calls(one.Client, settings, series);
                await others.ConfigureAsync(settings);
                await others.RunAsync(_warmUp);
                await PrintAsync(one, series, what, () => others.Answers, () => others.RunAsync(_time));
            }
            await PrintFeederAsync(one, series);
        }
        await using Deployment two = await Deployment.StartAsync(2, ResponseTimeout);
        var spread = new Calls(two.Client, "each", series);
        await spread.PassAsync();
        await spread.RunAsync(_warmUp);
        await PrintAsync(two, series, "single values", () => spread.Answers, () => spread.RunAsync(_time));
        await PrintFeederAsync(two, series);
    }

    /// <summary>From push to answer, at half of the measured capacity.</summary>
    public async Task LatencyAsync(int series)
    {
        report.Line($"| series | silos | capacity, values/s | pushed, values/s | p50 ms | p99 ms | p99.9 ms | load |");
        report.Line($"| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (int silos in isQuick ? (int[])[1] : [1, 2])
        {
            await using Deployment deployment = await Deployment.StartAsync(silos, ResponseTimeout);
            await using var load = new Load(deployment.Client, series);
            await load.PassAsync();
            await load.RunAsync(_warmUp);
            long before = load.Answers;
            await load.RunAsync(_time);
            double capacity = (load.Answers - before) / _time.TotalSeconds;
            await load.SettleAsync();
            List<long> latencies = await load.RunAsync(_time, capacity / 2);
            report.Line($"| {series:N0} | {silos} | {capacity:N0} | {capacity / 2:N0} | {At(latencies, 0.5):0.0} | {At(latencies, 0.99):0.0} | {At(latencies, 0.999):0.0} | {LoadAverage()} |");
        }
    }

    /// <summary>From <c>kill -9</c> of one of two silos to the answers of its series.</summary>
    public async Task RecoveryAsync(int series)
    {
        report.Line($"| `ProbeTimeout` | `NumMissedProbesLimit` | votes | `ResponseTimeout` of the client | series of the silo | first answer s | half of them s | all of them s | load |");
        report.Line($"| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        await RecoverAsync(series, probe: 1, missed: 2, votes: 1, TimeSpan.FromSeconds(5));
        if (!isQuick)
        {
            await RecoverAsync(series, probe: 5, missed: 3, votes: 2, ResponseTimeout); // Orleans' defaults
        }
    }

    /// <summary>Many series: their first values, further ones, and what is kept of them.</summary>
    public async Task ManyAsync(int series)
    {
        report.Line(CostHeader);
        var sizes = new List<FormattableString>();
        foreach (int silos in isQuick ? (int[])[1] : [1, 2])
        {
            await using Deployment deployment = await Deployment.StartAsync(silos, ResponseTimeout);
            Usage empty = await deployment.UsageAsync();
            var calls = new Calls(deployment.Client, "each", series);
            await PrintAsync(deployment, series, "the first value of each", () => calls.Answers, calls.PassAsync);
            Usage full = await deployment.UsageAsync();
            await PrintAsync(deployment, series, "single values", () => calls.Answers, () => calls.RunAsync(_time));
            sizes.Add($"A series takes {(full.RedisMemory - empty.RedisMemory) / (double)series:N0} B in Redis (`used_memory`) and {(full.SiloMemory - empty.SiloMemory) / (double)series:N0} B in the silos (resident memory) after one value; {silos} silo(s).");
        }
        report.Line($"");
        sizes.ForEach(report.Line);
    }

    /// <summary>What it takes to move series to a silo that joins, and how long values wait meanwhile.</summary>
    public async Task JoinAsync(int series)
    {
        const int Pace = 1000; // values a second
        await using Deployment deployment = await Deployment.StartAsync(1, ResponseTimeout, "Rebalancer:RebalancerDueTime=00:00:01");
        await using var load = new Load(deployment.Client, series, capacity: 100_000);
        await load.PassAsync();
        await load.RunAsync(_warmUp, Pace);
        Usage before = await deployment.UsageAsync();
        List<long> calm = await load.RunAsync(_time, Pace);
        TimeSpan idle = ((await deployment.UsageAsync()).Silos - before.Silos) / _time.TotalSeconds; // a second
        await deployment.AddSiloAsync();
        int active = await deployment.ActiveAsync(0), moved = 0;
        before = await deployment.UsageAsync();
        long begin = Stopwatch.GetTimestamp();
        var latencies = new List<long>();
        while (moved < 0.45 * active)
        {
            latencies.AddRange(await load.RunAsync(TimeSpan.FromSeconds(1), Pace));
            moved = await deployment.ActiveAsync(1);
        }
        double took = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        Usage after = await deployment.UsageAsync();
        latencies.Sort();
        report.Line($"A second silo had {moved:N0} of {active:N0} active series {took:0.0} s after it had joined (a period of 1 s, `CycleNumberWeight` 1). Each took {(after.Silos - before.Silos - (took * idle)).TotalMicroseconds / moved:N0} µs of the silos. Meanwhile {Pace:N0} values/s were answered after {At(latencies, 0.5):0} ms (p50), {At(latencies, 0.99):0} ms (p99) and {At(latencies, 1):0} ms (maximum); before, after {At(calm, 0.5):0}, {At(calm, 0.99):0} and {At(calm, 1):0} ms. Load {LoadAverage()}.");
    }

    private async Task RecoverAsync(int series, int probe, int missed, int votes, TimeSpan responseTimeout)
    {
        await using Deployment deployment = await Deployment.StartAsync(
            2, responseTimeout, $"Membership:ProbeTimeout=00:00:{probe:00}", $"Membership:NumMissedProbesLimit={missed}", $"Membership:NumVotesForDeathDeclaration={votes}");
        await using var load = new Load(deployment.Client, series, capacity: 100_000); // the other series go on meanwhile
        await load.PassAsync();
        await load.RunAsync(_warmUp, series);
        string[][] names = [await deployment.SeriesOfAsync(0), await deployment.SeriesOfAsync(1)];
        int silo = names[0].Length > names[1].Length ? 0 : 1; // they are not even
        var waiting = new ConcurrentDictionary<string, bool>(names[silo].Select(each => KeyValuePair.Create(each, true)));
        int count = waiting.Count;
        var recovered = new List<double>();
        long rounds = load.Rounds, killed = Stopwatch.GetTimestamp();
        load.Answered = each =>
        {
            if (each.Number > rounds && waiting.TryRemove(each.Series, out _)) // pushed after the kill
            {
                recovered.Add(Stopwatch.GetElapsedTime(killed).TotalSeconds);
            }
        };
        deployment.Silos[silo].Kill();
        while (!waiting.IsEmpty)
        {
            await load.RunAsync(TimeSpan.FromSeconds(1), series);
        }
        report.Line($"| {probe} s | {missed} | {votes} | {responseTimeout.TotalSeconds:0} s | {count} | {recovered[0]:0.0} | {recovered[count / 2]:0.0} | {recovered[^1]:0.0} | {LoadAverage()} |");
    }

    private async Task PrintFeederAsync(Deployment deployment, int series)
    {
        await using var load = new Load(deployment.Client, series);
        await load.PassAsync();
        await load.RunAsync(_warmUp);
        await PrintAsync(deployment, series, "single values, by `OutlierFeeder`", () => load.Answers, () => load.RunAsync(_time));
    }

    /// <summary>Prints what the answers cost that come while values are pushed.</summary>
    private async Task PrintAsync(Deployment deployment, int series, string what, Func<long> answers, Func<Task> push)
    {
        Usage before = await deployment.UsageAsync();
        long first = answers(), begin = Stopwatch.GetTimestamp();
        await push();
        TimeSpan time = Stopwatch.GetElapsedTime(begin);
        double count = answers() - first;
        Usage after = await deployment.UsageAsync();
        report.Line($"| {series:N0} | {deployment.Silos.Count} | {what} | {count / time.TotalSeconds:N0} | {Each(usage => usage.Silos):0.0} | {Each(usage => usage.Redis):0.0} | {Each(usage => usage.Client):0.0} | {(after.RedisReceived - before.RedisReceived) / count:N0} | {(after.RedisSent - before.RedisSent) / count:N0} | {LoadAverage()} |");

        double Each(Func<Usage, TimeSpan> part) => (part(after) - part(before)).TotalMicroseconds / count;
    }

    private static double At(List<long> latencies, double quantile) =>
        Stopwatch.GetElapsedTime(0, latencies[(int)(quantile * (latencies.Count - 1))]).TotalMilliseconds;

    private static string LoadAverage() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
