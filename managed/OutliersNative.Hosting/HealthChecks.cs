using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace OutliersNative.Hosting;

/// <summary>Healthy once each detector has answered, until the host stops.</summary>
internal sealed class ReadyCheck(HostedPython python) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            python.IsStopping ? new HealthCheckResult(context.Registration.FailureStatus, "The host stops.")
            : python.IsReady ? HealthCheckResult.Healthy("Python runs, and each detector has answered.")
            : new HealthCheckResult(context.Registration.FailureStatus, "Not every detector has answered yet."));
}

/// <summary>Healthy if a call enters Python in time. Thread-safe.</summary>
/// <remarks>The call is made on a thread of its own, not in the queue: long calls may occupy the queue's threads, and one that
/// waits for the GIL for ever must not occupy a thread of the pool. Checks share a call that has not returned, so no more than
/// one thread is lost.</remarks>
internal sealed class LiveCheck(HostedPython python, IOptions<OutliersOptions> options) : IHealthCheck, IDisposable
{
    private readonly object _lock = new();
    private readonly double[] _values = [1.0];
    private NumPyFunction<double, double>? _function;
    private Task? _call;
    private long _begin;
    private bool _isDisposed;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        TimeSpan most = options.Value.LiveTimeout;
        Task call;
        TimeSpan left;
        lock (_lock)
        {
            if (_call is null or { IsCompleted: true })
            {
                _begin = Stopwatch.GetTimestamp();
                _call = Task.Factory.StartNew(
                    Enter, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
            }
            call = _call;
            left = most - Stopwatch.GetElapsedTime(_begin);
        }
        try
        {
            await call.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy("A call has entered Python.");
        }
        catch (TimeoutException)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus, $"No call could enter Python for {most.TotalSeconds} s: some function holds the GIL.");
        }
        catch (OutliersException e)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "A call into Python failed.", e);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _function?.Dispose();
        }
    }

    private void Enter()
    {
        python.EnsureStarted();
        NumPyFunction<double, double> function = _function ?? new NumPyFunction<double, double>("numpy", "copy"); // waits for the GIL
        lock (_lock)
        {
            _function = function;
            if (_isDisposed)
            {
                function.Dispose(); // meanwhile
                return;
            }
        }
        function.InvokeInto(_values, stackalloc double[1]);
    }
}
