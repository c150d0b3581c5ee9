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
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200), FailedPoll = TimeSpan.FromSeconds(1), StopFor = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<(string Pass, StepAttempt Step), Running> _running = [];
    private readonly ConcurrentDictionary<string, Lazy<Task<PassContext?>>> _contexts = [];
    private readonly Dictionary<string, Task> _late = []; // passes that are not called meanwhile
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

    /// <summary>Cancels the steps and gives their leases back, also those of calls that cannot be interrupted: attempts are numbered, so
    /// a late end of one does no harm.</summary>
    private async Task StopAsync(CancellationToken cancellation)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        IEnumerable<Task> returns = _running.Keys.GroupBy(key => key.Pass, key => key.Step)
            .Select(each => GiveBackAsync(each.Key, grains.GetGrain<IFilePass>(each.Key), [.. each]));
        Task all = Task.WhenAll([_loops, .. returns, .. _running.Values.Select(each => each.Task)]);
        await Task.WhenAny(all, Task.Delay(StopFor, cancellation)).ConfigureAwait(false);
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
                    foreach (string pass in board.Expired)
                    {
                        await CallAsync(pass, grains.GetGrain<IFilePass>(pass).ExpireAsync).ConfigureAwait(false);
                    }
                    Forget(board.Open);
                }
                Random.Shared.Shuffle(board.Open); // each gets its share
                foreach (string pass in board.Open)
                {
                    await CallAsync(pass, () => TakeAsync(pass)).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                LogBoardNotRead(e);
                wait = FailedPoll;
            }
            await _ended.WaitAsync(wait).ConfigureAwait(false);
        }
    }

    /// <summary>Calls a pass, but does not wait long for one that does not answer or fails: the others need workers, too.</summary>
    private async Task CallAsync(string pass, Func<Task> call)
    {
        if (_late.TryGetValue(pass, out Task? late) && !late.IsCompleted)
        {
            return;
        }
        Task<bool> answer = AnswersAsync();
        if (await Task.WhenAny(answer, Task.Delay(FailedPoll)).ConfigureAwait(false) != answer)
        {
            _late[pass] = answer;
        }
        else if (!await answer.ConfigureAwait(false))
        {
            _late[pass] = Task.Delay(FailedPoll);
        }

        async Task<bool> AnswersAsync()
        {
            try
            {
                await call().ConfigureAwait(false);
                return true;
            }
            catch (Exception e)
            {
                LogNotTaken(e, pass);
                return false;
            }
        }
    }

    private async Task TakeAsync(string pass)
    {
        int free = Free;
        if (free <= 0)
        {
            return;
        }
        IFilePass grain = grains.GetGrain<IFilePass>(pass);
        StepAttempt[] known = [.. _running.Keys.Where(key => key.Pass == pass).Select(key => key.Step)];
        PassLease[] leases = await grain.LeaseAsync(_name, free, isIdle: _running.IsEmpty, known).ConfigureAwait(false);
        StepAttempt[] late;
        lock (_running)
        {
            // If the answer has taken long, steps of other passes may run.
            late = [.. leases.Where(lease => !TryRun(pass, grain, lease)).Select(lease => lease.Step)];
        }
        if (late.Length > 0)
        {
            await GiveBackAsync(pass, grain, late).ConfigureAwait(false);
        }
    }

    /// <summary>How many steps can be taken.</summary>
    private int Free => _stopping.IsCancellationRequested || _running.Values.Any(each => each.IsAlone) ? 0 : options.Value.Workers - _running.Count;

    private bool TryRun(string pass, IFilePass grain, PassLease lease)
    {
        if (Free <= 0)
        {
            return false;
        }
        Task others = lease.IsAlone ? Task.WhenAll(_running.Values.Select(each => each.Task)) : Task.CompletedTask;
        var running = new Running(lease.IsAlone, CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token));
        _running[(pass, lease.Step)] = running;
        running.Task = Task.Run(() => RunAsync(pass, grain, lease, running, others));
        return true;
    }

    private async Task RunAsync(string pass, IFilePass grain, PassLease lease, Running running, Task others)
    {
        try
        {
            await others.WaitAsync(running.Cancellation.Token).ConfigureAwait(false);
            var own = new PassStorage(storage, pass, running.Cancellation.Token);
            PassContext? context = await ContextAsync(pass, grain, lease.Step.Run).ConfigureAwait(false);
            if (context is null)
            {
                return;
            }
            var runner = new StepRunner(context, own, options.Value);
            StepReport report = await Task.Factory.StartNew(
                () => runner.Run(lease, running.Cancellation.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            if (!await Retry.CallAsync(() => grain.ReportAsync(report), _stopping.Token).ConfigureAwait(false))
            {
                await own.DeletePagesAsync(lease.Step, report.Pages).ConfigureAwait(false);
            }
        }
        catch (Exception) when (running.Cancellation.IsCancellationRequested)
        {
            await GiveBackAsync(pass, grain, [lease.Step]).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogFailed(e, pass, lease.Path);
            await GiveUpAsync(pass, grain, lease, UserError.Describe(e) ?? $"{e.GetType().Name}: {e.Message}").ConfigureAwait(false);
        }
        finally
        {
            _running.TryRemove((pass, lease.Step), out _);
            running.Cancellation.Dispose();
            _ended.Release();
        }
    }

    /// <summary>The pass; null if it has been ended, or no file of it can be judged.</summary>
    private async Task<PassContext?> ContextAsync(string pass, IFilePass grain, int run)
    {
        Lazy<Task<PassContext?>> context = _contexts.GetOrAdd(pass, _ => new(() => FindAsync(grain, run)));
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

    private async Task<PassContext?> FindAsync(IFilePass grain, int run)
    {
        if (await Retry.CallAsync(grain.GetOptionsAsync, _stopping.Token).ConfigureAwait(false) is not { } options)
        {
            return null;
        }
        try
        {
            return new PassContext(options, Detector.Find(options.Module, options.Function, options.Keywords));
        }
        catch (Exception e) when (e is UserError or PythonException)
        {
            return await Retry.CallAsync(
                async () =>
                {
                    await grain.FailAsync(run, UserError.Describe(e)!).ConfigureAwait(false);
                    return (PassContext?)null;
                },
                _stopping.Token).ConfigureAwait(false);
        }
    }

    private void Forget(string[] open)
    {
        foreach (string pass in _contexts.Keys.Except(open))
        {
            _contexts.TryRemove(pass, out _);
        }
        foreach (string pass in _late.Where(each => each.Value.IsCompleted).Select(each => each.Key).ToArray())
        {
            _late.Remove(pass);
        }
    }

    private async Task RenewAsync()
    {
        TimeSpan period = options.Value.LeaseTime / 3;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(period, _stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.WhenAll(_running.Keys.GroupBy(key => key.Pass, key => key.Step).Select(each => RenewAsync(each.Key, [.. each], period)))
                .ConfigureAwait(false);
        }
    }

    private async Task RenewAsync(string pass, StepAttempt[] steps, TimeSpan most)
    {
        try
        {
            // A call to a silo that has died may take longer.
            StepAttempt[] lost = await grains.GetGrain<IFilePass>(pass).RenewAsync(_name, steps).WaitAsync(most).ConfigureAwait(false);
            foreach (StepAttempt step in lost)
            {
                if (_running.TryGetValue((pass, step), out Running? running))
                {
                    await running.CancelAsync().ConfigureAwait(false);
                }
            }
        }
        catch (Exception e)
        {
            LogNotRenewed(e, pass);
        }
    }

    private async Task GiveBackAsync(string pass, IFilePass grain, StepAttempt[] steps)
    {
        try
        {
            await grain.ReturnAsync(steps).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogNotReturned(e, pass, steps.Length); // the leases expire
        }
    }

    private async Task GiveUpAsync(string pass, IFilePass grain, PassLease lease, string why)
    {
        try
        {
            await grain.GiveUpAsync(lease.Step, why).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogNotReturned(e, pass, 1); // the lease expires
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "No files could be taken from pass {Pass}, or it could not be ended; trying again.")]
    private partial void LogNotTaken(Exception error, string pass);

    [LoggerMessage(2, LogLevel.Warning, "Pass {Pass}: the leases of files could not be renewed; trying again.")]
    private partial void LogNotRenewed(Exception error, string pass);

    [LoggerMessage(3, LogLevel.Warning, "Pass {Pass}: an attempt to judge {File} failed.")]
    private partial void LogFailed(Exception error, string pass, string file);

    [LoggerMessage(4, LogLevel.Warning, "Pass {Pass}: {Count} steps could not be given back; their leases will expire.")]
    private partial void LogNotReturned(Exception error, string pass, int count);

    [LoggerMessage(5, LogLevel.Warning, "The passes could not be read; trying again.")]
    private partial void LogBoardNotRead(Exception error);

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
