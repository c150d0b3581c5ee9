using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OutliersNative.Hosting;

/// <summary>The Python of the host: started once, and the token that ends its calls.</summary>
internal sealed class HostedPython : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly Lazy<bool> _start;

    public HostedPython(
        IOptions<OutliersOptions> options,
        ILoggerFactory loggers,
        IHostEnvironment? environment = null,
        IHostApplicationLifetime? lifetime = null)
    {
        ILogger logger = loggers.CreateLogger(Log.Category);
        _start = new Lazy<bool>(() => Start(options.Value, environment, logger));
        _registration = lifetime?.ApplicationStopping.Register(() => BeginStop(options.Value.StopGrace)) ?? default;
    }

    /// <summary>Cancelled when the host stops, after the grace.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Whether each detector has answered.</summary>
    public bool IsReady { get; set; }

    /// <summary>Whether the host has begun to stop.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Starts Python with the host's options. A service that is made before the host starts may be the first to call.</summary>
    public void EnsureStarted() => _ = _start.Value;

    /// <summary>Ends the grace: nothing is left that could need the results.</summary>
    public void CancelCalls() => _stopping.Cancel();

    public void Dispose()
    {
        _registration.Dispose();
        _stopping.Dispose();
    }

    private void BeginStop(TimeSpan grace)
    {
        IsStopping = true;
        _stopping.CancelAfter(grace);
    }

    private static bool Start(OutliersOptions options, IHostEnvironment? environment, ILogger logger)
    {
        long begin = Stopwatch.GetTimestamp();
        PythonRuntime.Start(new PythonRuntimeOptions
        {
            Python = options.Python is { } python && Places.IsPath(python) ? Places.Full(python, environment) : options.Python,
            ModulePaths = [.. options.ModulePaths.Select(path => Places.Full(path, environment))],
            CollectAboveBytes = options.CollectAboveBytes,
            CallsAtOnce = options.CallsAtOnce,
            QueueCapacity = options.QueueCapacity,
            WhenQueueIsFull = options.WhenQueueIsFull,
        });
        foreach (DiagnosedCandidate passed in PythonRuntime.PassedOver)
        {
            Log.PassedOver(logger, passed.Path, passed.Source, passed.Reason, passed.Fix ?? "none known");
        }
        PythonInstallation running = PythonRuntime.Current!;
        Log.PythonRuns(
            logger, running.Version, running.NumPyVersion, running.Executable, (long)Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        return true;
    }
}
