using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OutliersNative.Hosting;

/// <summary>A detector that the program has added.</summary>
internal sealed record DetectorName(string Name);

/// <summary>Starts Python and warms the detectors before the host's services start, and says at the end what goes on.</summary>
internal sealed class PythonHost(
    HostedPython python, PythonLogs logs, IEnumerable<DetectorName> names, IServiceProvider services, ILoggerFactory loggers)
    : IHostedLifecycleService
{
    /// <summary>How long interrupted code may take to end, before it counts as abandoned.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(0.5);

    private HostedDetector[] _detectors = [];

    public Task StartingAsync(CancellationToken cancellationToken) => // on a thread of its own: it takes a second, and may wait for the GIL
        Task.Factory.StartNew(
            Start, cancellationToken, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default)
            .WaitAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        python.CancelCalls();
        using var abandoned = new AbandonedCalls();
        var patience = Task.Delay(EndPatience, CancellationToken.None);
        while (!patience.IsCompleted && (abandoned.Count() > 0 || _detectors.Any(each => each.Running > 0)))
        {
            await Task.WhenAny(patience, Task.Delay(10, CancellationToken.None)).ConfigureAwait(false);
        }
        HostedDetector[] running = [.. _detectors.Where(each => each.Running > 0)];
        long left = abandoned.Count() + running.Sum(each => each.Running);
        if (left > 0)
        {
            string detectors = running.Length == 0 ? "" : $"Callers still wait for: {string.Join(", ", running.Select(each => $"{each.Name} ({each.Running})"))}.";
            Log.AbandonedAtStop(loggers.CreateLogger(Log.Category), left, detectors);
        }
        await logs.EndAsync().ConfigureAwait(false);
    }

    private void Start()
    {
        python.EnsureStarted();
        logs.Begin();
        // A test may have replaced a detector.
        _detectors = [.. names.Select(each => services.GetRequiredKeyedService<IOutlierDetector>(each.Name)).OfType<HostedDetector>()];
        foreach (HostedDetector detector in _detectors)
        {
            detector.WarmUp();
        }
        python.IsReady = true;
    }

    /// <summary>Reads the library's number of abandoned calls, which is an instrument of its meter.</summary>
    private sealed class AbandonedCalls : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _count;

        public AbandonedCalls()
        {
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "OutliersNative" && instrument.Name == "outliers.abandoned_calls")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) => _count = value);
            _listener.Start();
        }

        public long Count()
        {
            _listener.RecordObservableInstruments();
            return _count;
        }

        public void Dispose() => _listener.Dispose();
    }
}
