using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OutliersNative.Hosting;

namespace OutliersNative.Orleans;

/// <summary>Stops the host of a silo whose Python no longer answers, so that its series and files go to other silos.</summary>
/// <remarks>It steps a stream of its own, in the queue of all calls. So it notices a function that holds the GIL for ever, and also that
/// all threads of the queue are in functions that do not return, which leaves the check python-live healthy. A function that Python
/// can interrupt frees its thread after the timeout of its settings, so more than that is allowed; and twice, since a process that
/// was frozen finds its timeouts over when it goes on. The longest timeout is that of the series; that of files, if the silo has no
/// series.</remarks>
internal sealed partial class PythonWatch(
    IOptions<OutliersOptions> options,
    IOptions<OutlierFilesOptions> files,
    IHostApplicationLifetime lifetime,
    ILogger<PythonWatch> logger,
    SeriesSettings? settings = null) : BackgroundService
{
    private static readonly TimeSpan QueuePoll = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TimeSpan period = options.Value.LiveTimeout;
        var probe = new OneSettings("watch", new OutlierSeriesOptions { Timeout = period + (settings?.LongestTimeout ?? files.Value.Timeout) });
        using (probe.Stepper)
        {
            int failures = 0;
            while (failures < 2)
            {
                await Task.Delay(period, stoppingToken).ConfigureAwait(false);
                failures = await AnswersAsync(probe, stoppingToken).ConfigureAwait(false) ? 0 : failures + 1;
            }
            LogStuck(2 * probe.Options.Timeout.TotalSeconds);
            lifetime.StopApplication();
        }
    }

    /// <summary>Whether Python answers within the timeout of the probe.</summary>
    private async Task<bool> AnswersAsync(OneSettings probe, CancellationToken stoppingToken)
    {
        long begin = Environment.TickCount64;
        while (true)
        {
            try
            {
                await probe.Stepper.StepAsync(probe.Initial, [0], null).ConfigureAwait(false);
                return true;
            }
            catch (PythonTimeoutException)
            {
                return false;
            }
            catch (QueueFullException)
            {
                // The silo may only be busy: Python is stuck if there is no place in the queue for as long as a call may take.
                if (Environment.TickCount64 - begin >= probe.Options.Timeout.TotalMilliseconds)
                {
                    return false;
                }
            }
            catch (Exception e)
            {
                LogProbeFailed(e); // Python answers
                return true;
            }
            await Task.Delay(QueuePoll, stoppingToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(1, LogLevel.Critical, "Python has not answered for {Seconds} s. This silo stops, so that its series and files go to others.")]
    private partial void LogStuck(double seconds);

    [LoggerMessage(2, LogLevel.Warning, "The probe of Python failed.")]
    private partial void LogProbeFailed(Exception error);
}
