using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace OutliersNative.Service.Tests.Soak;

/// <summary>Everything at once, for a while: ./build.sh soak does it for minutes.</summary>
[Platform("Linux", Reason = "it reads /proc")]
internal sealed partial class SoakTests
{
    public const int MaxValues = 100_000;

    private const string Variable = "OUTLIERS_SOAK_SECONDS", Report = "OUTLIERS_SOAK_REPORT";
    private const double DefaultSeconds = 10;

    // How much more there may be after the load than after the warm-up, in which the .NET heap and the caches of NumPy do not
    // quite reach their size.
    private const int MebibytesMore = 64, ThreadsMore = 6, HandlesMore = 4, PythonBlocksMore = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Service_EveryKindOfClientAtOnce_AnswersRightAndGrowsNot()
    {
        double seconds = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? double.Parse(given, CultureInfo.InvariantCulture) : DefaultSeconds;
        string folder = Path.Combine(AppContext.BaseDirectory, "detectors");
        using ServiceProcess service = await ServiceProcess.StartAsync([
            $"Outliers:ModulePaths:0={folder}",
            .. from name in (string[])["above", "allocates", "cycles", "retains", "raises", "rejects", "hangs", "sleeps", "tells"]
               from setting in (string[])["Module=soak", $"Function={name}", "WarmUpValues=0"]
               select $"Outliers:Detectors:{name}:{setting}",
            "Outliers:Detectors:hangs:Timeout=00:00:00.3",
            "Outliers:Detectors:sleeps:Timeout=00:00:00.3",
            $"Service:MaxValues={MaxValues}",
            "Service:Timeout=00:00:05",
            // The detector raises all the time.
            "Logging:LogLevel:OutliersNative.Service.ErrorMiddleware=None",
        ]);
        var tally = new Tally();
        await LoadAsync(service, tally, TimeSpan.FromSeconds(Math.Clamp(seconds / 3, 3, 60)));
        (ProcessFigures before, PythonFigures pythonBefore) = await SettledAsync(service, null);
        await LoadAsync(service, tally, TimeSpan.FromSeconds(seconds));
        (ProcessFigures after, PythonFigures pythonAfter) = await SettledAsync(service, before);

        string report = string.Create(CultureInfo.InvariantCulture,
            $"{tally.Table()}\nafter the warm-up: {before}, {pythonBefore}\nafter {seconds:0} s:        {after}, {pythonAfter}\n");
        await TestContext.Out.WriteLineAsync(report);
        if (Environment.GetEnvironmentVariable(Report) is { Length: > 0 } path) await File.WriteAllTextAsync(path, report + tally.FirstFailures());
        (int exitCode, TimeSpan _) = await service.StopAsync();
        Assert.Multiple(() =>
        {
            Assert.That(tally.Failures, Is.Empty, tally.FirstFailures());
            Assert.That(tally.Lost, Is.Zero);
            Assert.That(after.ResidentMebibytes - before.ResidentMebibytes, Is.LessThanOrEqualTo(MebibytesMore), "resident memory, in MiB");
            Assert.That(after.Threads - before.Threads, Is.LessThanOrEqualTo(ThreadsMore), "threads");
            Assert.That(after.Handles - before.Handles, Is.LessThanOrEqualTo(HandlesMore), "open files");
            Assert.That(pythonAfter.Blocks - pythonBefore.Blocks, Is.LessThanOrEqualTo(PythonBlocksMore), "blocks that Python has allocated");
            Assert.That(pythonAfter.Changed, Is.Zero, "inputs that changed while Python had them");
            Assert.That(exitCode, Is.Zero);
        });
    }

    private static async Task LoadAsync(ServiceProcess service, Tally tally, TimeSpan time)
    {
        using var requests = new SoakRequests(service.Client.BaseAddress!);
        long begin = Stopwatch.GetTimestamp();
        // How long a caller pauses before the next request, in milliseconds: what ends early, or keeps Python busy, would else
        // leave no time for the others.
        (string Kind, int Callers, int Pause, Func<Random, Task<Outcome>> Request)[] kinds =
        [
            ("detect", 4, 0, requests.Detect),
            ("detect, four series", 1, 0, requests.DetectMany),
            ("score", 1, 0, requests.Score),
            ("analyze", 1, 0, requests.Analyze),
            ("bad request", 2, 0, requests.Bad),
            ("too many values", 1, 50, requests.TooLong),
            ("not HTTP", 1, 20, requests.Nonsense),
            ("slow sender", 2, 0, requests.SlowSender),
            ("sender that never ends", 1, 0, requests.EndlessSender),
            ("slow reader", 2, 0, requests.SlowReader),
            ("leaves in the body", 1, 20, requests.LeavesInBody),
            ("leaves in the call", 1, 500, requests.LeavesInCall),
            ("leaves in the answer", 1, 20, requests.LeavesInAnswer),
            ("cancelled", 2, 20, requests.Cancelled),
            ("detector raises", 1, 20, requests.Raises),
            ("detector refuses", 1, 20, requests.Rejects),
            ("detector hangs", 1, 1000, requests.Hangs),
            ("detector sleeps", 1, 500, requests.Sleeps),
            ("health, ready", 1, 50, _ => requests.Health("ready")),
            ("health, live", 1, 50, _ => requests.Health("live")),
        ];
        await Task.WhenAll(kinds.SelectMany((kind, number) => Enumerable.Range(0, kind.Callers).Select(caller => Task.Run(async () =>
        {
            var random = new Random((100 * number) + caller);
            while (Stopwatch.GetElapsedTime(begin) < time)
            {
                await tally.CountAsync(kind.Kind, () => kind.Request(random));
                await Task.Delay(kind.Pause);
            }
        }))));
    }

    /// <summary>What the service uses once no client is left: connections and abandoned calls take a moment to end.</summary>
    private static async Task<(ProcessFigures Process, PythonFigures Python)> SettledAsync(ServiceProcess service, ProcessFigures? before)
    {
        long deadline = Stopwatch.GetTimestamp() + (long)(Patience.TotalSeconds * Stopwatch.Frequency);
        ProcessFigures last, now = ProcessFigures.Of(service.Id);
        do
        {
            await Task.Delay(500);
            (last, now) = (now, ProcessFigures.Of(service.Id));
        }
        while ((now.Handles < last.Handles || now.Handles > before?.Handles + HandlesMore || now.Threads > before?.Threads + ThreadsMore) && Stopwatch.GetTimestamp() < deadline);
        using var requests = new SoakRequests(service.Client.BaseAddress!);
        int told = Told().Count(service.Output);
        await requests.TellAsync();
        MatchCollection matches;
        while ((matches = Told().Matches(service.Output)).Count == told && Stopwatch.GetTimestamp() < deadline) await Task.Delay(20);
        GroupCollection groups = matches[^1].Groups;
        return (now, new PythonFigures(Number(groups[1]), Number(groups[2]), Number(groups[3])));

        static long Number(Group group) => long.Parse(group.Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("blocks=([0-9]+) retained=([0-9]+) changed=([0-9]+)")]
    private static partial Regex Told();

    /// <summary>What the detector `tells` has written to the log.</summary>
    private sealed record PythonFigures(long Blocks, long Retained, long Changed)
    {
        public override string ToString() => $"{Blocks} blocks in Python, {Retained} retained inputs, {Changed} changed";
    }
}
