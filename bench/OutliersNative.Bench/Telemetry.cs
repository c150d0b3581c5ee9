using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OutliersNative.Bench;

/// <summary>What metrics and spans add to the call of a Python function that does nothing.</summary>
internal static class Telemetry
{
    public const string WorkerName = "telemetry";
    public const string Off = "turned off, by the AppContext switch";
    public const string NobodyListens = "nobody listens";

    private const string Metrics = "a MeterListener, all instruments";
    private const string Spans = "an ActivityListener, all data";
    private const string Both = "both";

    private const string Source = "OutliersNative";
    private const int Calls = 5_000;
    private const int Processes = 5; // of each: their layouts of memory differ by as much as what is measured
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.5); // until the compiler is done with all tiers

    public static Table Measure(int turns)
    {
        var table = new Table("Telemetry", $"one call of a Python function that does nothing, with 1,000 values, into a destination, in alternation; "
            + $"ratio to the first row (median, p10, p90) in {Processes} processes of each",
            new("listeners", -36), new("us", 9, Column.FourDigits), new("ratio", 6, "N3"), new("p10", 6, "N3"), new("p90", 6, "N3"));
        string[] ways = [Off, NobodyListens, Metrics, Spans, Both];
        var times = ways.Select(_ => new List<double>()).ToArray();
        for (int process = 0; process < Processes; process++)
        {
            Worker[] workers = [.. ways.Select(way => new Worker(WorkerName, way))];
            double[][] measured = Turns.Run(turns, [.. workers.Select(worker => (Func<double>)(() => worker.Turn()[0]))]);
            for (int way = 0; way < ways.Length; way++)
            {
                times[way].AddRange(measured[way]);
                workers[way].Dispose();
            }
        }
        for (int way = 0; way < ways.Length; way++)
        {
            Ratio ratio = Ratio.Of(times[way], times[0]);
            table.Add(ways[way], times[way].Median(), ratio.Median, ratio.P10, ratio.P90);
        }
        return table;
    }

    /// <summary>Runs a worker: its listeners are the argument.</summary>
    public static void Work(string way)
    {
        AppContext.SetSwitch("OutliersNative.Telemetry", way != Off);
        using MeterListener? meters = way is Metrics or Both ? ListenToMetrics() : null;
        using ActivityListener? spans = way is Spans or Both ? ListenToSpans() : null;
        double[] data = Functions.Series(1_000);
        var destination = new long[data.Length];
        using Outliers outliers = Functions.Empty.Load();
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp;)
        {
            Turn();
        }
        Worker.Serve(_ => [Turn()]);

        double Turn()
        {
            long start = Stopwatch.GetTimestamp();
            for (int call = 0; call < Calls; call++)
            {
                outliers.Detect(data, destination);
            }
            return Stopwatch.GetElapsedTime(start).TotalMicroseconds / Calls;
        }
    }

    /// <summary>Takes every measurement and does nothing with it: what an exporter adds is its own.</summary>
    private static MeterListener ListenToMetrics()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == Source) listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => { });
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => { });
        listener.Start();
        return listener;
    }

    private static ActivityListener ListenToSpans()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
