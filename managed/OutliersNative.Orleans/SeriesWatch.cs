using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OutliersNative.Hosting;

namespace OutliersNative.Orleans;

/// <summary>Stops the host of a silo whose Python no longer answers, so that its series move to other silos.</summary>
/// <remarks>It steps a stream of its own, in the queue of all calls. So it notices a function that holds the GIL for ever, and also that
/// all threads of the queue are in functions that do not return, which leaves the check python-live healthy. A function that Python
/// can interrupt frees its thread after the timeout of its settings, so more than that is allowed; and twice, since a process that
/// was frozen finds its timeouts over when it goes on.</remarks>
internal sealed partial class SeriesWatch(
    SeriesSettings settings, IOptions<OutliersOptions> options, IHostApplicationLifetime lifetime, ILogger<SeriesWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TimeSpan period = options.Value.LiveTimeout;
        var probe = new OneSettings("watch", new OutlierSeriesOptions { Timeout = period + settings.LongestTimeout });
        using (probe.Stepper)
        {
            int failures = 0;
            while (failures < 2)
            {
                await Task.Delay(period, stoppingToken).ConfigureAwait(false);
                try
                {
                    await probe.Stepper.StepAsync(probe.Initial, [0], null).ConfigureAwait(false);
                    failures = 0;
                }
                catch (PythonTimeoutException)
                {
                    failures++;
                }
                catch (Exception e)
                {
                    LogProbeFailed(e); // Python answers
                }
            }
            LogStuck(2 * probe.Options.Timeout.TotalSeconds);
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(1, LogLevel.Critical, "Python has not answered for {Seconds} s. This silo stops, so that its series move to others.")]
    private partial void LogStuck(double seconds);

    [LoggerMessage(2, LogLevel.Warning, "The probe of Python failed.")]
    private partial void LogProbeFailed(Exception error);
}
