using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace OutliersNative.Orleans;

/// <summary>Feeds series of a cluster from a client: it numbers their values, sends them again after failures, and gives one answer for
/// each value, those of a series in order.</summary>
/// <remarks>
/// <para>It holds each value until it has been answered, the storage of the silos has it, and the answer has been read. While it holds
/// <see cref="OutlierFeederOptions.Capacity"/> values, <see cref="PushAsync"/> waits.</para>
/// <para>A series must have one feeder at a time. A new feeder begins where the series is: if a process ends with values that were not
/// answered, read <see cref="SeriesState.Next"/> to learn which ones are to be pushed next. Answers that were not read are lost with
/// the process, except those of the last batch: see <see cref="SeriesState.LastBatch"/>.</para>
/// <para>Thread-safe. To keep the values of a series in order, await each call of <see cref="PushAsync"/> for it before the next.</para>
/// <para>It remembers each series that it has been given, a few hundred bytes, until it is disposed.</para>
/// </remarks>
public sealed class OutlierFeeder : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Fed> _series = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Fed> _toStore = new(); // the series with answers that the storage lacks, each once
    private readonly Channel<Answered> _answers = Channel.CreateUnbounded<Answered>(); // Capacity bounds it
    private readonly CancellationTokenSource _disposed = new();
    private readonly IGrainFactory _grains;
    private readonly OutlierFeederOptions _options;
    private readonly SemaphoreSlim _room;
    private readonly SemaphoreSlim _calls;
    private long _unstored; // values that are not answered and stored; and 1 until Complete
    private long _answered; // those of them that only wait for a checkpoint
    private int _isComplete;

    /// <summary>Makes a feeder.</summary>
    /// <param name="grains">The client of the cluster; in a silo, the grain factory.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="grains"/> is null.</exception>
    public OutlierFeeder(IGrainFactory grains, OutlierFeederOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(grains);
        _grains = grains;
        _options = options ?? new OutlierFeederOptions();
        _room = new SemaphoreSlim(_options.Capacity, _options.Capacity);
        _calls = new SemaphoreSlim(_options.CallsAtOnce, _options.CallsAtOnce);
        _unstored = 1;
    }

    /// <summary>The number of values that are held.</summary>
    public int Held => _options.Capacity - _room.CurrentCount;

    /// <summary>Gives the next value of a series; waits while there is no room.</summary>
    /// <param name="series">The name of the series: the key of its grain.</param>
    /// <param name="value">The value. NaN is a gap.</param>
    /// <param name="time">When it was measured. Default: null. Either all values of a series that one feeder gets have times, or none.</param>
    /// <param name="cancellationToken">Ends the wait: the value has not been taken then.</param>
    /// <exception cref="ArgumentException"><paramref name="series"/> is null or empty, or only some values of it have times.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Complete"/> has been called.</exception>
    /// <exception cref="ObjectDisposedException">The feeder has been disposed.</exception>
    /// <exception cref="OutlierSeriesException">The series has failed for good; the message says why.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask PushAsync(string series, double value, DateTimeOffset? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(series);
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        if (Volatile.Read(ref _isComplete) != 0)
        {
            throw new InvalidOperationException("Complete has been called; expected no further value.");
        }
        if (!_room.Wait(0, CancellationToken.None))
        {
            if (Interlocked.Read(ref _answered) > 0)
            {
                // They may take all the room. What is answered from now on is stored by its loop, as long as there is none.
                while (_toStore.TryDequeue(out Fed? unstored))
                {
                    Store(unstored);
                }
            }
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
            try
            {
                await _room.WaitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
                throw new OperationCanceledException(cancellationToken);
            }
        }
        Interlocked.Increment(ref _unstored);
        Fed fed = _series.GetOrAdd(series, static (name, feeder) => new Fed(name, feeder._grains.GetGrain<IOutlierSeries>(name)), this);
        Exception? failure;
        lock (fed)
        {
            failure = fed.Failure is { } known ? known : fed.Add(value, time);
        }
        if (failure is not null)
        {
            _room.Release();
            Stored(1);
            throw failure;
        }
        Run(fed);
    }

    /// <summary>Says that there are no further values. <see cref="ReadAllAsync"/> ends when all have been answered and stored.</summary>
    /// <remarks>Call it when all calls of <see cref="PushAsync"/> have ended.</remarks>
    public void Complete()
    {
        if (Interlocked.Exchange(ref _isComplete, 1) == 0)
        {
            foreach (Fed fed in _series.Values)
            {
                Store(fed);
            }
            Stored(1);
        }
    }

    /// <summary>The answers as they come: of each value one, those of a series in order.</summary>
    /// <param name="cancellationToken">Ends the enumeration. What has not been read yet can be read later.</param>
    /// <returns>The answers.</returns>
    /// <remarks>Several readers share the answers; then those of a series reach different readers.</remarks>
    /// <exception cref="AggregateException">At the end: some series have failed for good, with an <see cref="OutlierSeriesException"/> for
    /// each. All other values have been answered.</exception>
    public async IAsyncEnumerable<FedPoint> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (Answered answered in _answers.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            Fed fed = answered.Series;
            lock (fed)
            {
                fed.Read++;
                Release(fed);
            }
            yield return answered.Point;
        }
    }

    /// <summary>Stops. Values that are held are dropped.</summary>
    public ValueTask DisposeAsync()
    {
        _disposed.Cancel();
        _answers.Writer.TryComplete(new ObjectDisposedException(nameof(OutlierFeeder)));
        return ValueTask.CompletedTask;
    }

    /// <summary>Lets a series store what it has answered, when it has nothing to send.</summary>
    private void Store(Fed fed)
    {
        lock (fed)
        {
            fed.IsToStore = false;
            fed.MustStore = fed.Checkpoint < fed.End;
        }
        Run(fed);
    }

    /// <summary>Starts the loop of a series, if it has something to do and does not run.</summary>
    private void Run(Fed fed)
    {
        lock (fed)
        {
            if (fed.IsRunning || !fed.HasWork(_room.CurrentCount == 0))
            {
                return;
            }
            fed.IsRunning = true;
        }
        _ = Task.Run(() => RunAsync(fed));
    }

    private async Task RunAsync(Fed fed)
    {
        try
        {
            if (!fed.IsOpen)
            {
                SeriesState state = await CallAsync(fed, OpenAsync).ConfigureAwait(false);
                lock (fed)
                {
                    fed.Open(state.Next);
                }
            }
            while (true)
            {
                SeriesBatch? batch;
                lock (fed)
                {
                    if (!fed.HasWork(_room.CurrentCount == 0))
                    {
                        fed.IsRunning = false;
                        return;
                    }
                    batch = fed.Cut(_options.MaxBatch);
                }
                if (batch is null)
                {
                    SeriesState state = await CallAsync(fed, static grain => grain.CheckpointAsync()).ConfigureAwait(false);
                    Take(fed, null, new SeriesAnswer { Status = SeriesStatus.Refused, Next = state.Next, Checkpoint = state.Checkpoint });
                }
                else
                {
                    Take(fed, batch, await CallAsync(fed, grain => grain.PushAsync(batch)).ConfigureAwait(false));
                }
            }
        }
        catch (Exception) when (_disposed.IsCancellationRequested)
        {
            // Nobody waits for it.
        }
        catch (Exception e)
        {
            Fail(fed, e);
        }
    }

    /// <summary>Begins where the series is. What another feeder has sent is stored: this one could not send it again.</summary>
    private async Task<SeriesState> OpenAsync(IOutlierSeries grain)
    {
        if (_options.Settings is { } settings)
        {
            await grain.ConfigureAsync(settings).ConfigureAwait(false);
        }
        return await grain.CheckpointAsync().ConfigureAwait(false);
    }

    /// <summary>Makes a call, again and again after failures that may pass.</summary>
    private async Task<T> CallAsync<T>(Fed fed, Func<IOutlierSeries, Task<T>> call)
    {
        long begin = Environment.TickCount64;
        TimeSpan delay = TimeSpan.FromTicks(Math.Min(_options.RetryDelay.Ticks, _options.MaxRetryDelay.Ticks));
        while (true)
        {
            await _calls.WaitAsync(_disposed.Token).ConfigureAwait(false);
            try
            {
                return await call(fed.Grain).WaitAsync(_disposed.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (MayPass(e) && Environment.TickCount64 - begin < _options.RetryFor.TotalMilliseconds)
            {
            }
            finally
            {
                _calls.Release();
            }
            await Task.Delay(delay * (0.5 + Random.Shared.NextDouble()), _disposed.Token).ConfigureAwait(false); // not all series at once
            delay = TimeSpan.FromTicks(Math.Min(2 * delay.Ticks, _options.MaxRetryDelay.Ticks));
        }
    }

    /// <summary>Whether the same call may succeed later. What Orleans and a storage throw may be anything.</summary>
    private bool MayPass(Exception error) =>
        error is OutlierSeriesException known ? known.IsTransient : error is not ArgumentException && !_disposed.IsCancellationRequested;

    /// <summary>Takes an answer in. A checkpoint is an answer without values.</summary>
    private void Take(Fed fed, SeriesBatch? batch, SeriesAnswer answer)
    {
        lock (fed)
        {
            long answered = fed.Answered - fed.Checkpoint;
            if (batch is not null && answer.Status == SeriesStatus.Answered)
            {
                for (int i = (int)(fed.Answered - batch.First); i < batch.Values.Length; i++)
                {
                    _answers.Writer.TryWrite(new Answered(fed, new FedPoint(fed.Name, fed.Answered++, batch.Values[i], answer[i])));
                }
                fed.Sent = batch.First + batch.Values.Length;
            }
            else
            {
                fed.GoTo(answer.Next);
            }
            Stored(fed.Store(Math.Min(answer.Checkpoint, fed.Answered)));
            Interlocked.Add(ref _answered, fed.Answered - fed.Checkpoint - answered);
            if (fed.Answered > fed.Checkpoint && !fed.IsToStore)
            {
                fed.IsToStore = true;
                _toStore.Enqueue(fed);
            }
            Release(fed);
        }
    }

    private void Fail(Fed fed, Exception error)
    {
        OutlierSeriesException failure = new(
            $"Series '{fed.Name}' failed, and {fed.End - fed.Answered} of its values have no answer: {error.Message}", isTransient: false, error);
        lock (fed)
        {
            fed.Failure = failure;
            fed.IsRunning = false;
            int dropped = (int)(fed.End - fed.Answered);
            Interlocked.Add(ref _answered, fed.Checkpoint - fed.Answered);
            Stored((int)(fed.End - fed.Checkpoint));
            fed.Checkpoint = fed.End = fed.Answered; // what has been answered is released when it is read
            fed.Clear();
            if (dropped > 0)
            {
                _room.Release(dropped);
            }
            Release(fed);
        }
    }

    /// <summary>Gives back the room of values that are answered, stored and read.</summary>
    private void Release(Fed fed)
    {
        long done = Math.Min(fed.Read, fed.Checkpoint);
        if (done > fed.Released)
        {
            _room.Release((int)(done - fed.Released));
            fed.Released = done;
        }
    }

    private void Stored(int count)
    {
        if (count > 0 && Interlocked.Add(ref _unstored, -count) == 0)
        {
            OutlierSeriesException[] failures = [.. _series.Values.Select(each => each.Failure).OfType<OutlierSeriesException>()];
            _answers.Writer.TryComplete(failures.Length > 0 ? new AggregateException(failures) : null);
        }
    }

    private readonly record struct Answered(Fed Series, FedPoint Point);

    /// <summary>A series, and its values that may have to be sent again. Guarded by its lock.</summary>
    /// <remarks>Released ≤ Checkpoint, Read ≤ Answered ≤ End; Checkpoint ≤ Sent ≤ End. Numbers are relative to 0 until it is open.</remarks>
    private sealed class Fed(string name, IOutlierSeries grain)
    {
        private List<double> _values = []; // from Checkpoint to End
        private List<double>? _times;

        public string Name { get; } = name;

        public IOutlierSeries Grain { get; } = grain;

        public bool IsOpen { get; private set; }

        /// <summary>Whether its loop runs.</summary>
        public bool IsRunning { get; set; }

        /// <summary>Whether it is in the queue of those with answers that the storage lacks.</summary>
        public bool IsToStore { get; set; }

        /// <summary>Whether what has been answered must be stored now.</summary>
        public bool MustStore { get; set; }

        public OutlierSeriesException? Failure { get; set; }

        public long Checkpoint { get; set; }

        public long Sent { get; set; }

        public long Answered { get; set; }

        public long Read { get; set; }

        public long Released { get; set; }

        public long End { get; set; }

        /// <param name="isFull">Whether the feeder has no room: then it needs checkpoints.</param>
        public bool HasWork(bool isFull) => Failure is null && (Sent < End || ((MustStore || isFull) && Checkpoint < End));

        /// <returns>The error, if it was not added.</returns>
        public ArgumentException? Add(double value, DateTimeOffset? time)
        {
            if (_values.Count == 0 && Answered == 0 && !IsOpen)
            {
                _times = time is null ? null : [];
            }
            if (time is null != _times is null)
            {
                return new ArgumentException($"Some values of series '{Name}' have times; expected a time for each, or for none.", nameof(time));
            }
            _values.Add(value);
            if (time is { } moment)
            {
                _times!.Add((moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond);
            }
            End++;
            return null;
        }

        public void Open(long next)
        {
            IsOpen = true;
            (Checkpoint, Sent, Answered, Read, Released, End) = (next, next, next, next, next, next + End);
        }

        /// <summary>The next values to send; null if there are none.</summary>
        public SeriesBatch? Cut(int most)
        {
            int begin = (int)(Sent - Checkpoint), count = (int)Math.Min(End - Sent, most);
            return count == 0 ? null : new SeriesBatch
            {
                First = Sent,
                Values = CollectionsMarshal.AsSpan(_values).Slice(begin, count).ToArray(),
                Times = _times is null ? null : CollectionsMarshal.AsSpan(_times).Slice(begin, count).ToArray(),
            };
        }

        /// <summary>Goes on from another value: a silo was lost with what it had not stored.</summary>
        public void GoTo(long next)
        {
            if (next < Checkpoint || next > Answered)
            {
                throw new OutlierSeriesException(
                    $"The series takes value {next} next, but this feeder holds {Checkpoint} to {Answered}: another one has fed it, or the storage has lost its state.",
                    isTransient: false);
            }
            Sent = next;
        }

        /// <summary>Drops all values: none will be sent again.</summary>
        public void Clear() => (_values, _times) = ([], null);

        /// <summary>Drops what the storage has.</summary>
        /// <returns>How many values.</returns>
        public int Store(long checkpoint)
        {
            int count = (int)Math.Max(0, checkpoint - Checkpoint);
            _values.RemoveRange(0, count);
            _times?.RemoveRange(0, count);
            Checkpoint += count;
            MustStore &= Checkpoint < End;
            return count;
        }
    }
}

/// <summary>Options of an <see cref="OutlierFeeder"/>.</summary>
public sealed class OutlierFeederOptions
{
    /// <summary>The most values that are held. Default: 100,000. At least 1.</summary>
    public int Capacity
    {
        get;
        init => field = AtLeast1(value);
    } = 100_000;

    /// <summary>The most values in a batch. Default: 256. At least 1, and not above <see cref="OutlierSeriesOptions.MaxBatch"/> of the
    /// silos.</summary>
    public int MaxBatch
    {
        get;
        init => field = AtLeast1(value);
    } = 256;

    /// <summary>The most calls of grains at a time; a series has one at most. Default: 512. At least 1.</summary>
    public int CallsAtOnce
    {
        get;
        init => field = AtLeast1(value);
    } = 512;

    /// <summary>The settings that each series is configured with before its first value. Default: null, as they are.</summary>
    public string? Settings { get; init; }

    /// <summary>How long a call is made again after failures that may pass; then its series fails. Default: 5 minutes. 0 or more.</summary>
    public TimeSpan RetryFor
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(RetryFor));
            field = value;
        }
    } = TimeSpan.FromMinutes(5);

    /// <summary>The wait before the first repetition, doubled for each further one, and varied by half of it. Default: 50 ms. 1 ms to 1
    /// day.</summary>
    public TimeSpan RetryDelay
    {
        get;
        init => field = Delay(value);
    } = TimeSpan.FromMilliseconds(50);

    /// <summary>Upper bound of that wait. Default: 2 s. 1 ms to 1 day.</summary>
    public TimeSpan MaxRetryDelay
    {
        get;
        init => field = Delay(value);
    } = TimeSpan.FromSeconds(2);

    private static TimeSpan Delay(TimeSpan value, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromMilliseconds(1), name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1), name);
        return value;
    }

    private static int AtLeast1(int value, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}

/// <summary>The answer for a value.</summary>
/// <param name="Series">The name of the series.</param>
/// <param name="Number">The number of the value in its series.</param>
/// <param name="Value">The value.</param>
/// <param name="Point">What the series says about it.</param>
public readonly record struct FedPoint(string Series, long Number, double Value, StreamPoint Point);
