namespace OutliersNative.Calls;

/// <summary>The asynchronous calls of one function: those that wait, in order of arrival, and how they are made.</summary>
internal sealed class CallLane
{
    /// <summary>The largest batch. What it takes longer than a single call, its first caller waits longer.</summary>
    public const int BatchCalls = 256, BatchValues = 65_536;

    /// <summary>How many series of a batch may fail by themselves before all are called alone.</summary>
    private const int BatchFailures = 3;

    private readonly Type _owner;
    private bool _isAsked;
    private volatile bool _hasMany;

    /// <param name="queue">The queue.</param>
    /// <param name="name">Module and function, for messages.</param>
    /// <param name="owner">The public type whose instance has the lane, for messages.</param>
    /// <param name="detector">What finds positions in a <see cref="SeriesCall"/>; null if there are none.</param>
    public CallLane(CallQueue queue, string name, Type owner, DetectFunction? detector = null)
    {
        Queue = queue;
        Name = name;
        _owner = owner;
        Detector = detector;
        Turn = new LinkedListNode<CallLane>(this);
    }

    public CallQueue Queue { get; }

    public string Name { get; }

    public DetectFunction? Detector { get; }

    // The state belongs to the queue, and is guarded by its lock.

    public LinkedList<QueuedCall> Waiting { get; } = [];

    /// <summary>In the queue's list while calls wait.</summary>
    public LinkedListNode<CallLane> Turn { get; }

    /// <summary>Whether the function has been disposed.</summary>
    public bool IsClosed { get; set; }

    /// <summary>The exception of calls that come after Dispose, or wait at that time.</summary>
    public ObjectDisposedException Disposed() => new(_owner.FullName);

    /// <summary>The options of a crossing, with the token that interrupts it once nobody waits for it any more. The queue itself watches
    /// the timeout and the token of the caller.</summary>
    public static CallOptions? OptionsInGroup(CallOptions? options, CallGroup? group) =>
        group is null
            ? options
            : new CallOptions { ForbidRetention = options is { ForbidRetention: true }, Prepared = options?.Prepared, CancellationToken = group.Token };

    /// <summary>Whether the next waiting call joins those that have been taken. Under the queue's lock.</summary>
    /// <param name="calls">The calls that have been taken.</param>
    /// <param name="values">The number of values in all of them but the last; of all of them on return.</param>
    public bool BatchContinues(List<QueuedCall> calls, ref int values)
    {
        if (calls[^1] is not SeriesCall last || calls.Count == BatchCalls || !IsBatched(last))
        {
            return false;
        }
        values += last.Series.Length; // no overflow: a longer series than BatchValues is not batched
        return Waiting.First is { Value: SeriesCall next } && IsBatched(next) && values + next.Series.Length <= BatchValues
            && Keywords.AreSame(last.Options?.Prepared, next.Options?.Prepared);
    }

    /// <summary>Makes calls that were taken together, on this thread.</summary>
    public void Make(List<QueuedCall> calls)
    {
        AskForMany();
        if (calls.Count == 1)
        {
            calls[0].Make();
        }
        else
        {
            MakeBatch([.. calls.Cast<SeriesCall>()], calls[0].Group);
        }
    }

    /// <summary>Whether a call may be made together with others. All that may have the same options otherwise.</summary>
    /// <remarks>With ForbidRetention it is made alone: Python may retain the list that holds the whole batch.</remarks>
    private bool IsBatched(SeriesCall call) =>
        (call.Options?.Batch ?? _hasMany) && call.Options is not { ForbidRetention: true } && call.Series.Length <= BatchValues;

    /// <summary>Makes the calls in one crossing. If that fails, the exception reaches the caller whose series it is about.</summary>
    /// <remarks>That call is made again, alone: so its exception does not mention a batch, and a function whose <c>many</c> names the
    /// wrong series does no harm.</remarks>
    private void MakeBatch(List<SeriesCall> calls, CallGroup? group)
    {
        for (int failures = 0; calls.Count > 1 && failures < BatchFailures; failures++)
        {
            int failed;
            try
            {
                Crossing.NextIsFor(calls);
                long[][] found = Detector!.CallMany(calls.ConvertAll(call => call.Series).ToArray(), OptionsInGroup(calls[0].Options, group));
                for (int i = 0; i < found.Length; i++)
                {
                    calls[i].Succeed(found[i]);
                }
                return;
            }
            catch (OutliersException e) when (e.SeriesIndex is { } index)
            {
                failed = index;
            }
            catch (Exception)
            {
                break; // about no series, or nobody waits any more
            }
            MakeAlone(calls[failed]);
            calls.RemoveAt(failed);
        }
        calls.ForEach(MakeAlone);
    }

    private void MakeAlone(SeriesCall call)
    {
        if (Queue.Separate(call))
        {
            call.Make();
        }
        else
        {
            call.Fail(new OperationCanceledException()); // for one that has timed out: its code no longer runs
        }
    }

    /// <summary>Asks once, on a thread of the queue, since the answer needs the GIL.</summary>
    private void AskForMany()
    {
        if (_isAsked || Detector is null)
        {
            return;
        }
        try
        {
            _hasMany = Detector.HasMany();
            _isAsked = true;
        }
        catch (Exception)
        {
            // The call that follows fails for the same reason, and its caller hears of it.
        }
    }
}
