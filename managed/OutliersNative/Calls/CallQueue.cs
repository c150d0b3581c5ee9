namespace OutliersNative.Calls;

/// <summary>The asynchronous calls of all functions that wait, and the threads that make them.</summary>
/// <remarks>
/// <para>Thread-safe. Everything is guarded by one lock, under which nothing waits and neither Python nor a user's code runs.</para>
/// <para>Order: functions take turns, so one with many waiting calls does not delay the only call of another. In each turn a
/// function gets its oldest call made, or a batch that starts with it. Calls that find the queue full wait in order of arrival,
/// those of all functions together.</para>
/// <para>Threads: short calls gain nothing from running at once (see gate.c), and waking a thread costs more than such a call. So
/// one thread makes all calls as long as they are short. While calls wait, a second thread, the watcher, looks every
/// millisecond whether one has been taken; if not, it joins in, and the next thread watches. A thread that was overtaken by
/// many calls of the others, because it waited at the gate, stops again.</para>
/// </remarks>
internal sealed class CallQueue
{
    public const int DefaultCapacity = 1024;

    private const int WatchMilliseconds = 1;
    private const int StackBytes = 16 << 20; // with less, Python's deepest recursion would run on a thread of the native library

    [ThreadStatic]
    private static bool _isWorker;

    private readonly object _lock = new();
    private readonly LinkedList<CallLane> _turns = []; // the lanes with waiting calls
    private readonly LinkedList<QueuedCall> _overflow = []; // calls that wait for a place in the queue
    private readonly Stack<Worker> _idle = [];
    private Worker? _watcher;
    private int _started;
    private int _awake; // threads that make calls, or have been called to
    private int _waiting; // calls in lanes
    private int _abandoned;
    private long _taken; // times that a thread has taken calls
    private int _capacity = DefaultCapacity;
    private QueueFullMode _whenFull;

    /// <param name="threads">The number of threads, at least 2. They are started when they are needed, and never end.</param>
    internal CallQueue(int threads) => Threads = threads;

    /// <summary>The queue of this process. More threads than processors would only wait at the gate; but while one blocks, another
    /// can make calls.</summary>
    public static CallQueue Shared { get; } = new(Math.Max(2, Environment.ProcessorCount));

    /// <summary>The number of calls that wait, those without a place in the queue included.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting + _overflow.Count;
            }
        }
    }

    /// <summary>The number of calls that are still in Python although their callers no longer wait.</summary>
    public int Abandoned => Volatile.Read(ref _abandoned);

    /// <summary>Upper bound of the threads.</summary>
    public int Threads { get; }

    /// <summary>Changes what is not null. Calls that wait for a place get it if there is more room now.</summary>
    public void Configure(int? capacity, QueueFullMode? whenFull)
    {
        lock (_lock)
        {
            _capacity = capacity ?? _capacity;
            _whenFull = whenFull ?? _whenFull;
            FillPlaces();
            CallWorker();
        }
    }

    /// <summary>Has the call made by a thread of the queue. A failure, also that the queue is full, goes to its task.</summary>
    public void Add(QueuedCall call)
    {
        if (_isWorker)
        {
            MakeNow(call);
            return;
        }
        Exception? failure = null;
        lock (_lock)
        {
            if (call.IsLeft)
            {
                return;
            }
            if (call.Lane.IsClosed)
            {
                failure = call.Lane.Disposed();
            }
            else if (_waiting < _capacity)
            {
                GivePlace(call);
            }
            else if (_whenFull == QueueFullMode.Wait)
            {
                _overflow.AddLast(call.Node);
            }
            else
            {
                failure = new QueueFullException(_capacity);
            }
            CallWorker();
        }
        if (failure is not null)
        {
            call.Fail(failure);
        }
    }

    /// <summary>The caller no longer waits. If the call waits, it is removed at once; if it is being made, it is counted as abandoned
    /// until it ends.</summary>
    /// <returns>The group to interrupt, if the call is in Python and nobody waits for its group any more; else null.</returns>
    public CallGroup? Leave(QueuedCall call)
    {
        lock (_lock)
        {
            if (call.IsLeft)
            {
                return null;
            }
            call.IsLeft = true;
            if (call.Node.List is not null)
            {
                Remove(call);
                FillPlaces();
                CallWorker();
            }
            if (!call.IsRunning)
            {
                return null;
            }
            _abandoned++;
            return call.Group is { } group && --group.Waiting == 0 ? group : null;
        }
    }

    /// <summary>Fails the waiting calls of a function that is being disposed, and all that come later.</summary>
    public void Close(CallLane lane)
    {
        var calls = new List<QueuedCall>();
        lock (_lock)
        {
            lane.IsClosed = true;
            calls.AddRange(lane.Waiting);
            calls.AddRange(_overflow.Where(call => call.Lane == lane));
            calls.ForEach(Remove);
            FillPlaces();
            CallWorker();
        }
        calls.ForEach(call => call.Fail(lane.Disposed()));
    }

    /// <summary>Takes a call out of its batch, to be made alone.</summary>
    /// <returns>Whether its caller still waits.</returns>
    public bool Separate(QueuedCall call)
    {
        lock (_lock)
        {
            if (call.IsLeft)
            {
                return false;
            }
            if (call.Group is { } group)
            {
                group.Waiting--;
                call.Group = new CallGroup(1);
            }
            return true;
        }
    }

    /// <summary>For a call by .NET code that Python has called on a thread of this queue: if that code waits for the task, and all
    /// threads do so, nobody is left to make the call.</summary>
    private void MakeNow(QueuedCall call)
    {
        var calls = new List<QueuedCall> { call };
        lock (_lock)
        {
            if (call.IsLeft)
            {
                return;
            }
            Begin(calls);
        }
        call.Lane.Make(calls);
        lock (_lock)
        {
            End(calls);
        }
    }

    // ---- under the lock ----

    private void GivePlace(QueuedCall call)
    {
        call.Lane.Waiting.AddLast(call.Node);
        _waiting++;
        if (call.Lane.Turn.List is null)
        {
            _turns.AddLast(call.Lane.Turn);
        }
    }

    private void FillPlaces()
    {
        while (_waiting < _capacity && _overflow.First is { } first)
        {
            _overflow.RemoveFirst();
            GivePlace(first.Value);
        }
    }

    private void Remove(QueuedCall call)
    {
        if (call.Node.List == _overflow)
        {
            _overflow.Remove(call.Node);
            return;
        }
        CallLane lane = call.Lane;
        lane.Waiting.Remove(call.Node);
        _waiting--;
        if (lane.Waiting.Count == 0)
        {
            _turns.Remove(lane.Turn);
        }
    }

    /// <summary>Takes the oldest call of the function whose turn it is, and those that join it in a batch.</summary>
    private void Take(List<QueuedCall> calls)
    {
        CallLane lane = _turns.First!.Value;
        int values = 0;
        do
        {
            QueuedCall call = lane.Waiting.First!.Value;
            Remove(call);
            calls.Add(call);
        }
        while (lane.BatchContinues(calls, ref values));
        if (lane.Waiting.Count > 0)
        {
            _turns.RemoveFirst();
            _turns.AddLast(lane.Turn);
        }
        FillPlaces();
        Begin(calls);
        _taken++;
    }

    private static void Begin(List<QueuedCall> calls)
    {
        CallGroup? group = calls.Exists(call => call.CanBeLeft) ? new CallGroup(calls.Count) : null;
        foreach (QueuedCall call in calls)
        {
            call.IsRunning = true;
            call.Group = group;
        }
    }

    private void End(List<QueuedCall> calls)
    {
        foreach (QueuedCall call in calls)
        {
            call.IsRunning = false;
            _abandoned -= call.IsLeft ? 1 : 0;
        }
        calls.Clear();
    }

    /// <summary>Makes sure that a thread takes the waiting calls, and that another watches it.</summary>
    private void CallWorker()
    {
        if (_waiting == 0)
        {
            return;
        }
        if (_awake == 0)
        {
            Worker worker = IdleOrNew();
            worker.IsAwake = true;
            _awake++;
            Wake(worker);
        }
        else if (_watcher is null && (_idle.Count > 0 || _started < Threads))
        {
            _watcher = IdleOrNew();
            Wake(_watcher);
        }
    }

    /// <exception cref="OutOfMemoryException">The system refused a thread. The calls wait for the next attempt.</exception>
    private Worker IdleOrNew()
    {
        if (_idle.TryPop(out Worker? idle))
        {
            return idle;
        }
        var worker = new Worker();
        // Without the execution context of its first caller, whose AsyncLocals the thread would hold for ever.
        new Thread(() => Work(worker), StackBytes) { IsBackground = true, Name = $"OutliersNative {_started + 1}" }.UnsafeStart();
        _started++;
        return worker;
    }

    private void Wake(Worker worker)
    {
        worker.Seen = _taken;
        worker.Called.Release();
    }

    /// <summary>Whether the thread has calls to make now, which are then in its list.</summary>
    private bool TakesCalls(Worker worker, bool hasWatched)
    {
        End(worker.Calls);
        if (worker == _watcher)
        {
            if (_waiting > 0 && (!hasWatched || _taken != worker.Seen))
            {
                worker.Seen = _taken;
                return false;
            }
            _watcher = null;
            worker.IsAwake = _waiting > 0;
            _awake += worker.IsAwake ? 1 : 0;
        }
        else if (!worker.IsAwake)
        {
            return false; // it was woken as a watcher before it had fallen asleep
        }
        else if (_waiting == 0 || (_awake > 1 && _taken - worker.Seen > 4 * _awake))
        {
            worker.IsAwake = false;
            _awake--;
        }
        bool takes = worker.IsAwake;
        if (takes)
        {
            Take(worker.Calls);
            worker.Seen = _taken;
        }
        else
        {
            _idle.Push(worker);
        }
        CallWorker();
        return takes;
    }

    // ---- on the threads ----

    private void Work(Worker worker)
    {
        _isWorker = true;
        while (true)
        {
            worker.Called.Wait(); // spins for some microseconds first
            bool takes = false, watches = false;
            do
            {
                lock (_lock)
                {
                    takes = TakesCalls(worker, hasWatched: watches);
                    watches = worker == _watcher;
                }
                if (takes)
                {
                    worker.Calls[0].Lane.Make(worker.Calls);
                }
                else if (watches)
                {
                    Thread.Sleep(WatchMilliseconds);
                }
            }
            while (takes || watches);
        }
    }

    private sealed class Worker
    {
        public SemaphoreSlim Called { get; } = new(0);

        public List<QueuedCall> Calls { get; } = [];

        public bool IsAwake { get; set; }

        /// <summary>How often calls had been taken when this thread took its own, or looked last as the watcher.</summary>
        public long Seen { get; set; }
    }
}
