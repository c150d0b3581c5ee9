using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Storage;

namespace OutliersNative.Orleans.Passes;

/// <summary>The grain of a pass: it answers workers and clients, and stores what <see cref="PassSchedule"/> has decided before anybody hears of
/// it.</summary>
/// <remarks>
/// <para>Each attempt of a step is stored before a worker has it, and each accepted result before the worker or a client hears of it. So
/// whatever is lost with this grain is done again, and no result counts twice. When leases end is in memory only: after a failure each
/// step that was given away counts as leased for one more <see cref="OutlierFilesOptions.LeaseTime"/>, in which its worker can renew
/// it. If the worker asks for steps without having it, the answer with the lease was lost, and the attempt does not count.</para>
/// <para>Writes are group commits: one at a time, and changes that are made meanwhile share the next one. If a write fails, it is unknown
/// what the storage has: then this activation answers no more, and the next one reads it.</para>
/// </remarks>
[GrainType(Type), Reentrant, Immovable(ImmovableKind.Rebalancer)]
internal sealed partial class FilePassGrain(
    [FromKeyedServices(OutlierSeriesOptions.Storage)] IGrainStorage storage,
    IOptions<OutlierFilesOptions> options,
    ILogger<FilePassGrain> logger) : Grain, IFilePass, IDisposable
{
    public const string Type = "outlier-pass";

    private const string Record = "pass";

    private readonly SemaphoreSlim _starting = new(1);
    private PassStorage _storage = null!;
    private GrainState<PassSpecification> _record = null!;
    private PassSchedule? _schedule; // null until there is a record, and it was read
    private Task _writing = Task.CompletedTask;
    private Task? _nextWrite;
    private Task? _deletion;
    private bool _mustReload;

    private string Key => this.GetPrimaryKeyString();

    private PassSpecification Specification => _record.State!;

    /// <summary>The steps, if they can be given and reported; otherwise null.</summary>
    private PassSchedule? Running => _record.RecordExists && !Specification.IsEnded && Specification.Error is null ? _schedule : null;

    private IPassBoard Board => GrainFactory.GetGrain<IPassBoard>(0);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _storage = new PassStorage(storage, Key);
        _record = await _storage.ReadAsync<PassSpecification>(Record);
        if (_record.RecordExists)
        {
            await LoadAsync();
        }
    }

    public async Task<bool> StartAsync(PassSpecification specification)
    {
        await _starting.WaitAsync();
        try
        {
            CheckStorage();
            if (_record.RecordExists && (Specification.IsEnded || Specification.Error is not null))
            {
                await EndAsync();
                throw NotNow();
            }
            bool isKnown = _record.RecordExists;
            if (!isKnown)
            {
                await Board.OpenAsync(Key); // before it is stored, so that it is found if the client and this silo end
                specification.Run = Random.Shared.Next();
                _record.State = specification;
                await WriteAsync(() => _storage.WriteAsync(Record, _record));
                await LoadAsync();
            }
            await Board.OpenAsync(Key); // again: a worker may have looked for it too early; and what is done is kept for longer
            return isKnown;
        }
        finally
        {
            _starting.Release();
        }
    }

    public Task<OutlierPassOptions?> GetOptionsAsync() => Task.FromResult(Running is null ? null : Specification.Options!.WithFiles([]));

    public async Task<PassLease[]> LeaseAsync(string worker, int most, bool isIdle, StepAttempt[] running)
    {
        CheckStorage();
        if (_starting.CurrentCount == 0)
        {
            return [];
        }
        if (!_record.RecordExists)
        {
            await Board.RemoveAsync(Key);
            return [];
        }
        if (Specification.IsEnded)
        {
            _deletion ??= DeleteAsync(); // the silo that has begun to failed
            return [];
        }
        PassSchedule schedule = _schedule ?? throw NotNow();
        bool hasChanged = schedule.Expire();
        if (Specification.Error is not null || schedule.IsDone)
        {
            await (hasChanged ? CommitAsync() : Committed());
            await Board.FinishAsync(Key);
            return [];
        }
        hasChanged |= schedule.TakeBack(worker, running);
        PassLease[] leases = schedule.Give(worker, most, isIdle);
        if (hasChanged || leases.Length > 0)
        {
            await CommitAsync();
        }
        return leases;
    }

    public Task<StepAttempt[]> RenewAsync(string worker, StepAttempt[] leases)
    {
        CheckStorage();
        return Task.FromResult(Running?.Renew(worker, leases) ?? leases);
    }

    public async Task ReturnAsync(StepAttempt[] leases)
    {
        CheckStorage();
        if (Running is { } schedule)
        {
            schedule.Return(leases);
            await CommitAsync();
        }
    }

    public async Task<bool> ReportAsync(StepReport report)
    {
        CheckStorage();
        if (Running is not { } schedule || report.Step.Run != Specification.Run)
        {
            return false;
        }
        if (schedule.Accept(report))
        {
            await CommitAsync();
        }
        else
        {
            await Committed(); // by an earlier call of the same attempt, whose answer was lost
        }
        return schedule.IsAccepted(report.Step);
    }

    public async Task GiveUpAsync(StepAttempt lease, string why)
    {
        CheckStorage();
        if (Running?.GiveUp(lease, why) == true)
        {
            await CommitAsync();
        }
    }

    public async Task FailAsync(int run, string why)
    {
        CheckStorage();
        if (Running is not null && run == Specification.Run)
        {
            Specification.Error = why;
            await WriteAsync(() => _storage.WriteAsync(Record, _record));
        }
    }

    public Task<PassView> GetProgressAsync() => GetResultsAsync(0, 0);

    public async Task<PassView> GetResultsAsync(int from, int most)
    {
        CheckStorage();
        if (!_record.RecordExists || Specification.IsEnded)
        {
            return new PassView(null, null, []);
        }
        PassSchedule schedule = _schedule ?? throw NotNow();
        if (schedule.Expire())
        {
            await CommitAsync();
        }
        PassView view = schedule.View(from, most);
        await Committed(); // what the view says
        return view;
    }

    public async Task EndAsync()
    {
        CheckStorage();
        if (!_record.RecordExists)
        {
            return;
        }
        if (!Specification.IsEnded)
        {
            Specification.IsEnded = true;
            await WriteAsync(() => _storage.WriteAsync(Record, _record));
            await Board.OpenAsync(Key); // so that a worker asks for it, and the deletion goes on if this silo fails
        }
        _deletion ??= DeleteAsync();
    }

    public async Task ExpireAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if ((await Board.ReadAsync()).Expired.Contains(Key))
            {
                await EndAsync();
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    public void Dispose() => _starting.Dispose();

    /// <summary>Makes what is in memory of what the storage has.</summary>
    private async Task LoadAsync()
    {
        var schedule = new PassSchedule(Key, Specification, options.Value, logger);
        try
        {
            await schedule.LoadAsync(_storage);
        }
        catch
        {
            Reload();
            throw;
        }
        _schedule = schedule;
    }

    /// <summary>Stores what was changed before the call.</summary>
    private Task CommitAsync() => _nextWrite ??= WriteAsync(async () =>
    {
        _nextWrite = null; // what is changed from here on needs another write
        await _schedule!.StoreAsync(_storage);
    });

    /// <summary>Waits until all changes are stored, so that nobody hears of one that is lost.</summary>
    private async Task Committed()
    {
        await _writing; // the last one that was begun or is queued
        CheckStorage();
    }

    /// <summary>Writes after the writes before.</summary>
    private async Task WriteAsync(Func<Task> write)
    {
        Task previous = _writing;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _writing = done.Task;
        await previous;
        await Task.Yield(); // the caller keeps the task before the write begins
        try
        {
            CheckStorage();
            await write();
        }
        catch (Exception e)
        {
            if (!_mustReload)
            {
                LogNotStored(e, Key);
            }
            Reload();
            throw;
        }
        finally
        {
            done.SetResult();
        }
    }

    /// <summary>Ends this activation: what it has in memory is not what the storage has.</summary>
    private void Reload()
    {
        _mustReload = true;
        DeactivateOnIdle();
    }

    private void CheckStorage()
    {
        if (_mustReload)
        {
            throw NotNow();
        }
    }

    private InvalidOperationException NotNow() => new($"Pass {Key} is being deleted or read from the storage anew. Call again.");

    /// <summary>Deletes everything that the storage has of the pass. If it fails, a worker asks for it again.</summary>
    private async Task DeleteAsync()
    {
        try
        {
            await Committed();
            if (_schedule is not null)
            {
                await _schedule.DeleteAsync(_storage);
            }
            await _storage.ClearAsync(Record, _record); // last: until then the deletion can be taken up
            await Board.RemoveAsync(Key);
        }
        catch (Exception e)
        {
            LogNotDeleted(e, Key);
        }
        Reload();
    }

    [LoggerMessage(1, LogLevel.Error, "Pass {Pass} could not be stored.")]
    private partial void LogNotStored(Exception error, string pass);

    [LoggerMessage(2, LogLevel.Error, "Pass {Pass} could not be deleted.")]
    private partial void LogNotDeleted(Exception error, string pass);
}
