using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Storage;

namespace OutliersNative.Orleans.Passes;

/// <summary>The grain of a pass.</summary>
/// <remarks>
/// <para>Each attempt of a step is stored before a worker has it, and each accepted result before the worker or a client hears of it. So
/// whatever is lost with this grain is done again, and no result counts twice. When leases end is in memory only: after a failure each
/// step that was given away counts as leased for one more <see cref="OutlierFilesOptions.LeaseTime"/>, in which its worker can renew
/// it. If the worker asks for steps without having it, the answer with the lease was lost, and the attempt does not count.</para>
/// <para>Writes are group commits: one at a time, and changes that are made meanwhile share the next one. If a write fails, it is unknown
/// what the storage has: then this activation answers no more, and the next one reads it.</para>
/// <para>A step whose attempt came to nothing is tried again only after the others, by a worker that does nothing else: it may have ended
/// its silo, and what ran beside it must not be blamed for that again. If such steps have waited for two lease times, a worker takes one
/// and begins it when its other steps have ended, so that neither this pass nor others keep them waiting for ever.</para>
/// </remarks>
[GrainType(Type), Reentrant, Immovable(ImmovableKind.Rebalancer)]
internal sealed partial class FilePassGrain(
    [FromKeyedServices(OutlierSeriesOptions.Storage)] IGrainStorage storage,
    IOptions<OutlierFilesOptions> options,
    ILogger<FilePassGrain> logger) : Grain, IFilePass, IDisposable
{
    public const string Type = "outlier-pass";

    private const string Record = "pass";
    private const int DeletionsAtOnce = 16;

    private readonly Queue<StepKey> _fresh = [];
    private readonly Queue<StepKey> _again = [];
    private readonly Dictionary<StepKey, Held> _leases = [];
    private readonly HashSet<int> _split = [];   // files that are split and not done
    private readonly HashSet<PassItems> _changed = [];
    private readonly SemaphoreSlim _starting = new(1);
    private PassStorage _storage = null!;
    private GrainState<PassSpecification> _record = null!;
    private PassItems _firsts = new("", 0, 0);   // the first step of each file
    private FileProgress[] _files = [];
    private int _filesDone, _filesFailed;
    private long _bytesDone;
    private Task _writing = Task.CompletedTask;
    private Task? _nextWrite;
    private Task? _deletion;
    private bool _mustReload;
    private long _againSince;                    // when the first of _again was added, or one was taken
    private long _lastCall = Environment.TickCount64;

    private string Key => this.GetPrimaryKeyString();

    private PassSpecification Specification => _record.State!;

    /// <summary>Whether steps can be given and reported.</summary>
    private bool IsRunning => _record.RecordExists && !Specification.IsEnded && Specification.Error is null;

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

    public Task<OutlierPassOptions?> GetOptionsAsync() => Task.FromResult(IsRunning ? Specification.Options!.WithFiles([]) : null);

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
        bool hasChanged = Expire();
        if (Specification.Error is not null || _filesDone == _files.Length)
        {
            await (hasChanged ? CommitAsync() : Committed());
            await Board.FinishAsync(Key);
            return [];
        }
        hasChanged |= TakeBack(worker, running);
        var leases = new List<PassLease>();
        bool isDue = Environment.TickCount64 - _againSince > 2 * options.Value.LeaseTime.TotalMilliseconds;
        while (!(isDue && _again.Count > 0) && leases.Count < most && TryTake(_fresh, out StepKey step))
        {
            leases.Add(Give(step, worker, isAlone: false));
        }
        if (leases.Count == 0 && (isIdle || isDue) && TryTake(_again, out StepKey waiting))
        {
            leases.Add(Give(waiting, worker, isAlone: true));
            _againSince = Environment.TickCount64;
        }
        if (hasChanged || leases.Count > 0)
        {
            await CommitAsync();
        }
        return [.. leases];
    }

    public Task<StepAttempt[]> RenewAsync(string worker, StepAttempt[] leases)
    {
        CheckStorage();
        ExtendAfterPause();
        return Task.FromResult(leases.Where(lease => !IsHeld(lease)).ToArray());

        bool IsHeld(StepAttempt lease)
        {
            bool isHeld = IsRunning && HasLease(lease);
            if (isHeld)
            {
                _leases[new StepKey(lease)] = new Held(worker, lease.Attempt, Later());
            }
            return isHeld;
        }
    }

    public async Task ReturnAsync(StepAttempt[] leases)
    {
        CheckStorage();
        foreach (StepAttempt lease in leases.Where(lease => IsRunning && Release(lease)))
        {
            GiveBack(new StepKey(lease));
        }
        await CommitAsync();
    }

    public async Task<bool> ReportAsync(StepReport report)
    {
        CheckStorage();
        var key = new StepKey(report.Step);
        if (!IsRunning || report.Step.Run != Specification.Run)
        {
            return false;
        }
        PassItem item = ItemOf(key);
        if (!item.IsDone)
        {
            item = Change(key);
            item.Accepted = report.Step.Attempt;
            item.Pages = report.Pages;
            item.Parts = report.Parts;
            item.Error = report.Error;
            item.Worker = null;
            _leases.Remove(key);
            Finish(key);
            await CommitAsync();
        }
        else
        {
            await Committed(); // by an earlier call of the same attempt, whose answer was lost
        }
        return item.Accepted == report.Step.Attempt;
    }

    public async Task GiveUpAsync(StepAttempt lease, string why)
    {
        CheckStorage();
        if (IsRunning && Release(lease))
        {
            Lose(new StepKey(lease), why);
            await CommitAsync();
        }
    }

    public async Task FailAsync(int run, string why)
    {
        CheckStorage();
        if (IsRunning && run == Specification.Run)
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
        if (Expire())
        {
            await CommitAsync();
        }
        DoneFile[] done = [.. Enumerable.Range(from, Math.Min(most, _files.Length - from)).TakeWhile(file => _files[file].IsDone).Select(ResultOf)];
        long partly = _split.Sum(file => (long)(Specification.Lengths[file] * ShareDone(file)));
        var progress = new PassProgress(
            _files.Length, _filesDone, _filesFailed, Specification.Lengths.Sum(), _bytesDone + partly,
            _leases.Values.Select(each => each.Worker).Distinct().Count());
        var view = new PassView(progress, Specification.Error, done);
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
        int count = Specification.Paths.Length;
        _firsts = new PassItems("files", Specification.Run, count);
        _files = [.. Enumerable.Range(0, count).Select(_ => new FileProgress())];
        try
        {
            await _firsts.LoadAsync(_storage);
            for (int file = 0; file < count; file++)
            {
                if (_firsts[file].Parts > 0)
                {
                    _files[file].Steps = StepsOf(file);
                    await _files[file].Steps!.LoadAsync(_storage);
                }
                GoOn(file);
            }
        }
        catch
        {
            Reload();
            throw;
        }
    }

    private PassItems StepsOf(int file) => new($"file-{file}", Specification.Run, (2 * _firsts[file].Parts) + 1);

    private PassItem ItemOf(StepKey key) => key.Step == 0 ? _firsts[key.File] : _files[key.File].Steps![key.Step - 1];

    private PassItem Change(StepKey key)
    {
        PassItems items = key.Step == 0 ? _firsts : _files[key.File].Steps!;
        _changed.Add(items);
        return items.Change(key.Step == 0 ? key.File : key.Step - 1);
    }

    /// <summary>Takes the end of a step into account.</summary>
    private void Finish(StepKey key)
    {
        if (--_files[key.File].Left == 0)
        {
            GoOn(key.File);
        }
    }

    /// <summary>Makes the steps ready of the first kind that is not all done; ends the file if there is none.</summary>
    private void GoOn(int file)
    {
        FileProgress progress = _files[file];
        while (true)
        {
            (int begin, int end) = StepsOf(file, progress.Kind);
            StepKey[] steps = [.. Enumerable.Range(begin, end - begin).Select(step => new StepKey(file, step))];
            StepKey[] left = [.. steps.Where(step => !ItemOf(step).IsDone)];
            progress.Left = left.Length;
            if (left.Length > 0)
            {
                Array.ForEach(left, MakeReady);
                return;
            }
            progress.Error = steps.Select(step => ItemOf(step).Error).FirstOrDefault(error => error is not null);
            if (progress.Error is not null || progress.Kind == StepKind.Judge || _firsts[file].Parts == 0)
            {
                progress.IsDone = true;
                _split.Remove(file);
                _filesDone++;
                _filesFailed += progress.Error is null ? 0 : 1;
                _bytesDone += Specification.Lengths[file];
                return;
            }
            progress.Steps ??= StepsOf(file);
            progress.Kind++;
            _split.Add(file);
        }
    }

    private (int Begin, int End) StepsOf(int file, StepKind kind)
    {
        int parts = _firsts[file].Parts;
        return kind switch
        {
            StepKind.Whole => (0, 1),
            StepKind.Summarize => (1, parts + 1),
            StepKind.Combine => (parts + 1, parts + 2),
            _ => (parts + 2, (2 * parts) + 2),
        };
    }

    private double ShareDone(int file)
    {
        FileProgress progress = _files[file];
        (int begin, int end) = StepsOf(file, progress.Kind);
        return (begin + (end - begin - progress.Left)) / (double)(progress.Steps!.Count + 1);
    }

    private void MakeReady(StepKey key)
    {
        PassItem item = ItemOf(key);
        if (item.Worker is { } worker)
        {
            _leases[key] = new Held(worker, item.Attempts, Later()); // the worker may renew it
        }
        else
        {
            Enqueue(key);
        }
    }

    private void Enqueue(StepKey key)
    {
        if (ItemOf(key).Tries == 0)
        {
            _fresh.Enqueue(key);
            return;
        }
        if (_again.Count == 0)
        {
            _againSince = Environment.TickCount64;
        }
        _again.Enqueue(key);
    }

    /// <summary>Takes a step that is neither done nor leased meanwhile.</summary>
    private bool TryTake(Queue<StepKey> queue, out StepKey step)
    {
        while (queue.TryDequeue(out step))
        {
            if (!ItemOf(step).IsDone && !_leases.ContainsKey(step))
            {
                return true;
            }
        }
        return false;
    }

    private PassLease Give(StepKey key, string worker, bool isAlone)
    {
        PassItem item = Change(key);
        var attempt = new StepAttempt(key.File, key.Step, ++item.Attempts, Specification.Run);
        item.Worker = worker;
        _leases[key] = new Held(worker, attempt.Attempt, Later());
        StepKind kind = _files[key.File].Kind;
        int begin = StepsOf(key.File, kind).Begin;
        IEnumerable<int> sources = kind switch
        {
            StepKind.Whole => [],
            StepKind.Summarize => [0],
            StepKind.Combine => Enumerable.Range(1, _firsts[key.File].Parts),
            _ => [0, begin - 1],
        };
        return new PassLease(
            attempt, kind, key.Step - begin, Specification.Options!.Files[key.File], Specification.Paths[key.File], Specification.Lengths[key.File],
            Specification.Written[key.File], [.. sources.Select(step => AcceptedOf(key.File, step))], isAlone);
    }

    private StepAttempt AcceptedOf(int file, int step) => new(file, step, ItemOf(new StepKey(file, step)).Accepted, Specification.Run);

    private DoneFile ResultOf(int file)
    {
        if (_files[file].Error is { } error)
        {
            return new DoneFile(error, []);
        }
        (int begin, int end) = _firsts[file].Parts > 0 ? StepsOf(file, StepKind.Judge) : (0, 0);
        return new DoneFile(null, [AcceptedOf(file, 0), .. Enumerable.Range(begin, end - begin).Select(step => AcceptedOf(file, step))]);
    }

    private long Later() => Environment.TickCount64 + (long)options.Value.LeaseTime.TotalMilliseconds;

    /// <summary>Ends a lease.</summary>
    /// <returns>Whether the attempt had it.</returns>
    private bool Release(StepAttempt lease) => HasLease(lease) && _leases.Remove(new StepKey(lease));

    private bool HasLease(StepAttempt lease) =>
        lease.Run == Specification.Run && _leases.TryGetValue(new StepKey(lease), out Held held) && held.Attempt == lease.Attempt;

    /// <summary>Takes into account that a worker has not begun an attempt, or has stopped: it does not count.</summary>
    private void GiveBack(StepKey key)
    {
        PassItem item = Change(key);
        item.Returned++;
        item.Worker = null;
        Enqueue(key);
    }

    /// <summary>Takes back what a worker was given in an answer that it has not got.</summary>
    /// <returns>Whether there is something to store.</returns>
    private bool TakeBack(string worker, StepAttempt[] running)
    {
        HashSet<StepKey> known = [.. running.Select(step => new StepKey(step))];
        StepKey[] lost = [.. _leases.Where(each => each.Value.Worker == worker && !known.Contains(each.Key)).Select(each => each.Key)];
        foreach (StepKey step in lost)
        {
            _leases.Remove(step);
            GiveBack(step);
        }
        return lost.Length > 0;
    }

    /// <summary>Ends the leases that were not renewed.</summary>
    /// <returns>Whether there is something to store.</returns>
    private bool Expire()
    {
        ExtendAfterPause();
        int done = _filesDone;
        long now = Environment.TickCount64;
        foreach ((StepKey step, Held held) in _leases.Where(each => each.Value.Until < now).ToArray())
        {
            _leases.Remove(step);
            LogExpired(Key, Specification.Paths[step.File], held.Attempt, held.Worker);
            Lose(step, $"the silo that judged it ended or gave no sign of life for {options.Value.LeaseTime.TotalSeconds} s.");
        }
        return _filesDone > done;
    }

    /// <summary>Extends all leases if no worker has called for so long that this silo may have stood still, and their renewals wait.</summary>
    private void ExtendAfterPause()
    {
        long now = Environment.TickCount64;
        if (now - _lastCall > options.Value.LeaseTime.TotalMilliseconds / 2) // workers renew three times in LeaseTime
        {
            foreach ((StepKey step, Held held) in _leases.ToArray())
            {
                _leases[step] = held with { Until = Later() };
            }
        }
        _lastCall = now;
    }

    /// <summary>Takes into account that an attempt came to nothing.</summary>
    private void Lose(StepKey key, string why)
    {
        PassItem item = Change(key);
        item.Worker = null;
        int tries = item.Tries;
        if (tries < options.Value.MaxAttempts)
        {
            Enqueue(key);
            return;
        }
        item.Error = $"{Specification.Options!.Files[key.File]} was tried {tries} {(tries == 1 ? "time" : "times")}, then given up: {why}";
        Finish(key);
    }

    /// <summary>Stores what was changed before the call.</summary>
    private Task CommitAsync() => _nextWrite ??= WriteAsync(async () =>
    {
        _nextWrite = null; // what is changed from here on needs another write
        PassItems[] changed = [.. _changed];
        _changed.Clear();
        await Task.WhenAll(changed.Select(items => items.StoreAsync(_storage)));
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
            await Parallel.ForEachAsync(
                Enumerable.Range(0, _files.Length),
                new ParallelOptions { MaxDegreeOfParallelism = DeletionsAtOnce, TaskScheduler = TaskScheduler.Current }, // that of the grain
                async (file, _) =>
                {
                    foreach (int step in Enumerable.Range(0, 1 + (_files[file].Steps?.Count ?? 0)))
                    {
                        PassItem item = ItemOf(new StepKey(file, step));
                        for (int attempt = 1; attempt <= item.Attempts; attempt++)
                        {
                            await _storage.DeletePagesAsync(new StepAttempt(file, step, attempt, Specification.Run), attempt == item.Accepted ? item.Pages : null);
                        }
                    }
                    if (_files[file].Steps is { } steps)
                    {
                        await steps.DeleteAsync(_storage);
                    }
                });
            await _firsts.DeleteAsync(_storage);
            await _storage.ClearAsync(Record, _record); // last: until then the deletion can be taken up
            await Board.RemoveAsync(Key);
        }
        catch (Exception e)
        {
            LogNotDeleted(e, Key);
        }
        Reload();
    }

    [LoggerMessage(1, LogLevel.Warning, "Pass {Pass}: attempt {Attempt} of {File} was not renewed by silo {Worker}.")]
    private partial void LogExpired(string pass, string file, int attempt, string worker);

    [LoggerMessage(2, LogLevel.Error, "Pass {Pass} could not be stored.")]
    private partial void LogNotStored(Exception error, string pass);

    [LoggerMessage(3, LogLevel.Error, "Pass {Pass} could not be deleted.")]
    private partial void LogNotDeleted(Exception error, string pass);

    /// <summary>A step of a file.</summary>
    private readonly record struct StepKey(int File, int Step)
    {
        public StepKey(StepAttempt attempt)
            : this(attempt.File, attempt.Step)
        {
        }
    }

    /// <summary>A lease, until a time of <see cref="Environment.TickCount64"/>.</summary>
    private readonly record struct Held(string Worker, int Attempt, long Until);

    /// <summary>How far a file is, in memory.</summary>
    private sealed class FileProgress
    {
        /// <summary>The steps after the first one; null if the file is not split.</summary>
        public PassItems? Steps { get; set; }

        /// <summary>The kind of the steps that are done now.</summary>
        public StepKind Kind { get; set; }

        /// <summary>How many steps of this kind are not done.</summary>
        public int Left { get; set; }

        public bool IsDone { get; set; }

        public string? Error { get; set; }
    }
}
