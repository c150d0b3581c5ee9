using Microsoft.Extensions.Logging;

namespace OutliersNative.Orleans.Passes;

/// <summary>The steps of a pass in memory: which are ready, who has a lease of which, and which are done.</summary>
/// <remarks>
/// <para>A step whose attempt came to nothing is tried again only after the others, by a worker that does nothing else: it may have ended
/// its silo, and what ran beside it must not be blamed for that again. If such steps have waited for two lease times, a worker takes one
/// and begins it when its other steps have ended, so that neither this pass nor others keep them waiting for ever.</para>
/// </remarks>
internal sealed partial class PassSchedule(string pass, PassSpecification specification, OutlierFilesOptions options, ILogger logger)
{
    private const int DeletionsAtOnce = 16;

    private readonly PassItems _firsts = new("files", specification.Run, specification.Paths.Length); // the first step of each file
    private readonly FileProgress[] _files = [.. specification.Paths.Select(_ => new FileProgress())];
    private readonly Queue<StepKey> _fresh = [];
    private readonly Queue<StepKey> _again = [];
    private readonly Dictionary<StepKey, Held> _leases = [];
    private readonly HashSet<int> _split = []; // files that are split and not done
    private readonly HashSet<PassItems> _changed = [];
    private int _filesDone, _filesFailed;
    private long _bytesDone;
    private long _againSince;                  // when the first of _again was added, or one was taken
    private long _lastCall = Environment.TickCount64;

    public bool IsDone => _filesDone == _files.Length;

    public async Task LoadAsync(PassStorage storage)
    {
        await _firsts.LoadAsync(storage);
        for (int file = 0; file < _files.Length; file++)
        {
            if (_firsts[file].Parts > 0)
            {
                _files[file].Steps = StepsOf(file);
                await _files[file].Steps!.LoadAsync(storage);
            }
            GoOn(file);
        }
    }

    /// <summary>Stores the items that were changed since the last call.</summary>
    public Task StoreAsync(PassStorage storage)
    {
        PassItems[] changed = [.. _changed];
        _changed.Clear();
        return Task.WhenAll(changed.Select(items => items.StoreAsync(storage)));
    }

    /// <summary>Deletes the items, and the pages of all attempts.</summary>
    public async Task DeleteAsync(PassStorage storage)
    {
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
                        await storage.DeletePagesAsync(new StepAttempt(file, step, attempt, specification.Run), attempt == item.Accepted ? item.Pages : null);
                    }
                }
                if (_files[file].Steps is { } steps)
                {
                    await steps.DeleteAsync(storage);
                }
            });
        await _firsts.DeleteAsync(storage);
    }

    /// <summary>Gives steps to a worker.</summary>
    public PassLease[] Give(string worker, int most, bool isIdle)
    {
        var leases = new List<PassLease>();
        bool isDue = Environment.TickCount64 - _againSince > 2 * options.LeaseTime.TotalMilliseconds;
        while (!(isDue && _again.Count > 0) && leases.Count < most && TryTake(_fresh, out StepKey step))
        {
            leases.Add(Give(step, worker, isAlone: false));
        }
        if (leases.Count == 0 && (isIdle || isDue) && TryTake(_again, out StepKey waiting))
        {
            leases.Add(Give(waiting, worker, isAlone: true));
            _againSince = Environment.TickCount64;
        }
        return [.. leases];
    }

    /// <returns>The leases that the worker no longer has.</returns>
    public StepAttempt[] Renew(string worker, StepAttempt[] leases)
    {
        ExtendAfterPause();
        foreach (StepAttempt lease in leases.Where(HasLease))
        {
            _leases[new StepKey(lease)] = new Held(worker, lease.Attempt, Later());
        }
        return [.. leases.Where(lease => !HasLease(lease))];
    }

    public void Return(StepAttempt[] leases)
    {
        foreach (StepAttempt lease in leases.Where(Release))
        {
            GiveBack(new StepKey(lease));
        }
    }

    /// <summary>Takes the result of a step that has none.</summary>
    /// <returns>Whether it had none.</returns>
    public bool Accept(StepReport report)
    {
        var key = new StepKey(report.Step);
        if (ItemOf(key).IsDone)
        {
            return false;
        }
        PassItem item = Change(key);
        item.Accepted = report.Step.Attempt;
        item.Pages = report.Pages;
        item.Parts = report.Parts;
        item.Error = report.Error;
        item.Worker = null;
        _leases.Remove(key);
        Finish(key);
        return true;
    }

    public bool IsAccepted(StepAttempt step) => ItemOf(new StepKey(step)).Accepted == step.Attempt;

    /// <summary>Ends a lease whose attempt came to nothing.</summary>
    /// <returns>Whether the attempt had it.</returns>
    public bool GiveUp(StepAttempt lease, string why)
    {
        bool isReleased = Release(lease);
        if (isReleased)
        {
            Lose(new StepKey(lease), why);
        }
        return isReleased;
    }

    public PassView View(int from, int most)
    {
        DoneFile[] done = [.. Enumerable.Range(from, Math.Min(most, _files.Length - from)).TakeWhile(file => _files[file].IsDone).Select(ResultOf)];
        long partly = _split.Sum(file => (long)(specification.Lengths[file] * ShareDone(file)));
        var progress = new PassProgress(
            _files.Length, _filesDone, _filesFailed, specification.Lengths.Sum(), _bytesDone + partly,
            _leases.Values.Select(each => each.Worker).Distinct().Count());
        return new PassView(progress, specification.Error, done);
    }

    private PassItems StepsOf(int file) => new($"file-{file}", specification.Run, (2 * _firsts[file].Parts) + 1);

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
                _bytesDone += specification.Lengths[file];
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
        var attempt = new StepAttempt(key.File, key.Step, ++item.Attempts, specification.Run);
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
            attempt, kind, key.Step - begin, specification.Options!.Files[key.File], specification.Paths[key.File], specification.Lengths[key.File],
            specification.Written[key.File], [.. sources.Select(step => AcceptedOf(key.File, step))], isAlone);
    }

    private StepAttempt AcceptedOf(int file, int step) => new(file, step, ItemOf(new StepKey(file, step)).Accepted, specification.Run);

    private DoneFile ResultOf(int file)
    {
        if (_files[file].Error is { } error)
        {
            return new DoneFile(error, []);
        }
        (int begin, int end) = _firsts[file].Parts > 0 ? StepsOf(file, StepKind.Judge) : (0, 0);
        return new DoneFile(null, [AcceptedOf(file, 0), .. Enumerable.Range(begin, end - begin).Select(step => AcceptedOf(file, step))]);
    }

    private long Later() => Environment.TickCount64 + (long)options.LeaseTime.TotalMilliseconds;

    /// <summary>Ends a lease.</summary>
    /// <returns>Whether the attempt had it.</returns>
    private bool Release(StepAttempt lease) => HasLease(lease) && _leases.Remove(new StepKey(lease));

    private bool HasLease(StepAttempt lease) =>
        lease.Run == specification.Run && _leases.TryGetValue(new StepKey(lease), out Held held) && held.Attempt == lease.Attempt;

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
    public bool TakeBack(string worker, StepAttempt[] running)
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
    public bool Expire()
    {
        ExtendAfterPause();
        int done = _filesDone;
        long now = Environment.TickCount64;
        foreach ((StepKey step, Held held) in _leases.Where(each => each.Value.Until < now).ToArray())
        {
            _leases.Remove(step);
            LogExpired(pass, specification.Paths[step.File], held.Attempt, held.Worker);
            Lose(step, $"the silo that judged it ended or gave no sign of life for {options.LeaseTime.TotalSeconds} s.");
        }
        return _filesDone > done;
    }

    /// <summary>Extends all leases if no worker has called for so long that this silo may have stood still, and their renewals wait.</summary>
    private void ExtendAfterPause()
    {
        long now = Environment.TickCount64;
        if (now - _lastCall > options.LeaseTime.TotalMilliseconds / 2) // workers renew three times in LeaseTime
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
        if (tries < options.MaxAttempts)
        {
            Enqueue(key);
            return;
        }
        item.Error = $"{specification.Options!.Files[key.File]} was tried {tries} {(tries == 1 ? "time" : "times")}, then given up: {why}";
        Finish(key);
    }

    [LoggerMessage(1, LogLevel.Warning, "Pass {Pass}: attempt {Attempt} of {File} was not renewed by silo {Worker}.")]
    private partial void LogExpired(string pass, string file, int attempt, string worker);

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
