using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using OutliersNative.Tables;
using OutliersNative.Tables.Detection;

namespace OutliersNative.Orleans.Passes;

/// <summary>Has a silo do steps of passes: it looks at the board, takes steps, does each on a thread, and reports the results.</summary>
/// <remarks>The silo pulls, since only it knows when it has time. Leases are renewed as long as the process runs. What holds Python's
/// lock for ever is noticed by <see cref="PythonWatch"/>, which stops the silo.</remarks>
internal sealed partial class PassWorker(
    IGrainFactory grains,
    [FromKeyedServices(OutlierSeriesOptions.Storage)] IGrainStorage storage,
    IOptions<OutlierFilesOptions> options,
    ILocalSiloDetails silo,
    ILogger<PassWorker> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200), FailedPoll = TimeSpan.FromSeconds(1), ReportFor = TimeSpan.FromMinutes(5), MaxDelay = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<(string Pass, StepAttempt Step), Running> _running = [];
    private readonly ConcurrentDictionary<string, Lazy<Task<PassContext?>>> _contexts = [];
    private readonly SemaphoreSlim _ended = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _name = silo.SiloAddress.ToParsableString(); // another one after a restart
    private Task _loops = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(PassWorker), ServiceLifecycleStage.Active, _ =>
        {
            _loops = Task.WhenAll(Task.Run(TakeAsync, CancellationToken.None), Task.Run(RenewAsync, CancellationToken.None));
            return Task.CompletedTask;
        },
        StopAsync);

    public void Dispose()
    {
        _ended.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Cancels the steps, and waits until their leases are given back; those of calls that cannot be interrupted expire.</summary>
    private async Task StopAsync(CancellationToken cancellation)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Task all = Task.WhenAll([_loops, .. _running.Values.Select(each => each.Task)]);
        await Task.WhenAny(all, Task.Delay(MaxDelay, cancellation)).ConfigureAwait(false);
    }

    private async Task TakeAsync()
    {
        BoardView board = new([], []);
        long read = 0;
        while (!_stopping.IsCancellationRequested)
        {
            TimeSpan wait = Poll;
            try
            {
                if (read == 0 || Environment.TickCount64 - read >= Poll.TotalMilliseconds)
                {
                    board = await grains.GetGrain<IPassBoard>(0).ReadAsync().ConfigureAwait(false);
                    read = Environment.TickCount64;
                    await Task.WhenAll(board.Expired.Select(pass => grains.GetGrain<IFilePass>(pass).EndAsync())).ConfigureAwait(false);
                    Forget(board.Open);
                }
                Random.Shared.Shuffle(board.Open); // each gets its share
                foreach (string pass in board.Open)
                {
                    await TakeAsync(pass).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                LogNotTaken(e);
                wait = FailedPoll;
            }
            await _ended.WaitAsync(wait).ConfigureAwait(false);
        }
    }

    private async Task TakeAsync(string pass)
    {
        int free = _running.Values.Any(each => each.IsAlone) ? 0 : options.Value.Workers - _running.Count;
        if (free <= 0 || _stopping.IsCancellationRequested)
        {
            return;
        }
        IFilePass grain = grains.GetGrain<IFilePass>(pass);
        foreach (PassLease lease in await grain.LeaseAsync(_name, free, isIdle: _running.IsEmpty).ConfigureAwait(false))
        {
            var running = new Running(lease.IsAlone, CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token));
            _running[(pass, lease.Step)] = running;
            running.Task = Task.Run(() => RunAsync(pass, grain, lease, running));
        }
    }

    private async Task RunAsync(string pass, IFilePass grain, PassLease lease, Running running)
    {
        try
        {
            var own = new PassStorage(storage, pass);
            PassContext? context = await ContextAsync(pass, grain).ConfigureAwait(false);
            if (context is null)
            {
                return;
            }
            var runner = new StepRunner(context, own, options.Value);
            StepReport report = await Task.Factory.StartNew(
                () => runner.Run(lease, running.Cancellation.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            if (!await RepeatAsync(() => grain.ReportAsync(report)).ConfigureAwait(false))
            {
                await own.DeletePagesAsync(lease.Step, report.Pages).ConfigureAwait(false);
            }
        }
        catch (Exception) when (running.Cancellation.IsCancellationRequested)
        {
            await GiveBackAsync(grain, lease).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogFailed(e, pass, lease.Path);
            await GiveUpAsync(grain, lease, UserError.Describe(e) ?? $"{e.GetType().Name}: {e.Message}").ConfigureAwait(false);
        }
        finally
        {
            _running.TryRemove((pass, lease.Step), out _);
            running.Cancellation.Dispose();
            _ended.Release();
        }
    }

    /// <summary>The pass; null if it has been ended, or no file of it can be judged.</summary>
    private async Task<PassContext?> ContextAsync(string pass, IFilePass grain)
    {
        Lazy<Task<PassContext?>> context = _contexts.GetOrAdd(pass, _ => new(() => FindAsync(grain)));
        PassContext? found = null;
        try
        {
            return found = await context.Value.ConfigureAwait(false);
        }
        finally
        {
            if (found is null)
            {
                _contexts.TryRemove(new(pass, context));
            }
        }
    }

    private static async Task<PassContext?> FindAsync(IFilePass grain)
    {
        if (await grain.GetOptionsAsync().ConfigureAwait(false) is not { } options)
        {
            return null;
        }
        try
        {
            return new PassContext(options, Detector.Find(options.Module, options.Function, options.Keywords));
        }
        catch (Exception e) when (e is UserError or PythonException)
        {
            await grain.FailAsync(UserError.Describe(e)!).ConfigureAwait(false);
            return null;
        }
    }

    private void Forget(string[] open)
    {
        foreach (string pass in _contexts.Keys.Except(open))
        {
            _contexts.TryRemove(pass, out _);
        }
    }

    private async Task RenewAsync()
    {
        TimeSpan period = options.Value.LeaseTime / 3; // a call to a silo that has died may take longer
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(period, _stopping.Token).ConfigureAwait(false);
                foreach (IGrouping<string, StepAttempt> each in _running.Keys.GroupBy(key => key.Pass, key => key.Step))
                {
                    StepAttempt[] lost = await grains.GetGrain<IFilePass>(each.Key).RenewAsync(_name, [.. each]).WaitAsync(period).ConfigureAwait(false);
                    foreach (StepAttempt step in lost)
                    {
                        if (_running.TryGetValue((each.Key, step), out Running? running))
                        {
                            await running.CancelAsync().ConfigureAwait(false);
                        }
                    }
                }
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                LogNotRenewed(e);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task GiveBackAsync(IFilePass grain, PassLease lease)
    {
        try
        {
            await grain.ReturnAsync([lease.Step]).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogNotReturned(e, lease.Path); // the lease expires
        }
    }

    private async Task GiveUpAsync(IFilePass grain, PassLease lease, string why)
    {
        try
        {
            await grain.GiveUpAsync(lease.Step, why).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogNotReturned(e, lease.Path); // the lease expires
        }
    }

    /// <summary>Makes a call again while it fails: the silo of the grain, or the storage, may be gone for a while.</summary>
    private async Task<T> RepeatAsync<T>(Func<Task<T>> call)
    {
        TimeSpan delay = TimeSpan.FromMilliseconds(50);
        for (long begin = Environment.TickCount64; ; delay = delay < MaxDelay ? 2 * delay : MaxDelay)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (Exception) when (!_stopping.IsCancellationRequested && Environment.TickCount64 - begin < ReportFor.TotalMilliseconds)
            {
            }
            await Task.Delay(delay, _stopping.Token).ConfigureAwait(false);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "No files could be taken from the passes; trying again.")]
    private partial void LogNotTaken(Exception error);

    [LoggerMessage(2, LogLevel.Warning, "The leases of files could not be renewed; trying again.")]
    private partial void LogNotRenewed(Exception error);

    [LoggerMessage(3, LogLevel.Warning, "Pass {Pass}: an attempt to judge {File} failed.")]
    private partial void LogFailed(Exception error, string pass, string file);

    [LoggerMessage(4, LogLevel.Warning, "{File} could not be given back; its lease will expire.")]
    private partial void LogNotReturned(Exception error, string file);

    /// <summary>A step that is being done.</summary>
    private sealed class Running(bool isAlone, CancellationTokenSource cancellation)
    {
        public bool IsAlone { get; } = isAlone;

        public CancellationTokenSource Cancellation { get; } = cancellation;

        public Task Task { get; set; } = Task.CompletedTask;

        public async Task CancelAsync()
        {
            try
            {
                await Cancellation.CancelAsync().ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                // It has ended meanwhile.
            }
        }
    }
}
