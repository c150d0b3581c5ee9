using System.Diagnostics;

namespace OutliersNative.Load;

/// <summary>What a closed loop of callers got from a server, over all its turns.</summary>
internal sealed class Measurement
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.15);

    private readonly List<long> _latencies = []; // in ticks of Stopwatch
    private TimeSpan _time;
    private TimeSpan _processorTime;

    public int Errors { get; private set; }

    public long ResidentBytes { get; private set; }

    public double RequestsPerSecond => _latencies.Count / _time.TotalSeconds;

    public TimeSpan ProcessorTimePerRequest => _processorTime / Math.Max(1, _latencies.Count);

    public TimeSpan Percentile(double percent)
    {
        if (_latencies.Count == 0) return TimeSpan.Zero;
        _latencies.Sort();
        return Stopwatch.GetElapsedTime(0, _latencies[(int)(percent / 100 * (_latencies.Count - 1))]);
    }

    /// <summary>
    /// Runs the callers, each on a thread of its own, for a time. A request that was sent is waited for, and the time of a
    /// turn lasts until the last answer.
    /// </summary>
    public void AddTurn(Server server, Connection[] connections, int series, TimeSpan time)
    {
        Run(connections, series, WarmUp);
        TimeSpan before = server.ProcessorTime;
        long begin = Stopwatch.GetTimestamp();
        (List<long> latencies, int errors) = Run(connections, series, time);
        _time += Stopwatch.GetElapsedTime(begin);
        _processorTime += server.ProcessorTime - before;
        _latencies.AddRange(latencies);
        Errors += errors;
        ResidentBytes = Math.Max(ResidentBytes, server.ResidentBytes);
    }

    private static (List<long> Latencies, int Errors) Run(Connection[] connections, int series, TimeSpan time)
    {
        long end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var all = new List<long>();
        int errors = 0;
        Thread[] threads = [.. connections.Select((connection, number) => new Thread(() => Call(connection, number)))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        return (all, errors);

        void Call(Connection connection, int number)
        {
            var latencies = new List<long>();
            int wrong = 0;
            long now = Stopwatch.GetTimestamp();
            for (int request = number; now < end; request++)
            {
                long begin = now;
                bool right = connection.Detect(request % series);
                now = Stopwatch.GetTimestamp();
                if (right) latencies.Add(now - begin);
                else wrong++;
            }
            lock (all)
            {
                all.AddRange(latencies);
                errors += wrong;
            }
        }
    }
}
