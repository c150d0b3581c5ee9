using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
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
    private readonly ConcurrentDictionary<string, FedSeries> _series = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<FedSeries> _toStore = new(); // the series with answers that the storage lacks, each once
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
                while (_toStore.TryDequeue(out FedSeries? unstored))
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
        FedSeries fed = _series.GetOrAdd(series, static (name, feeder) => new FedSeries(name, feeder._grains.GetGrain<IOutlierSeries>(name)), this);
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
            foreach (FedSeries fed in _series.Values)
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
            FedSeries fed = answered.Series;
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
    private void Store(FedSeries fed)
    {
        lock (fed)
        {
            fed.IsToStore = false;
            fed.MustStore = fed.Checkpoint < fed.End;
        }
        Run(fed);
    }

    /// <summary>Starts the loop of a series, if it has something to do and does not run.</summary>
    private void Run(FedSeries fed)
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

    private async Task RunAsync(FedSeries fed)
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
    private async Task<T> CallAsync<T>(FedSeries fed, Func<IOutlierSeries, Task<T>> call)
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
    private void Take(FedSeries fed, SeriesBatch? batch, SeriesAnswer answer)
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

    private void Fail(FedSeries fed, Exception error)
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
    private void Release(FedSeries fed)
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

    private readonly record struct Answered(FedSeries Series, FedPoint Point);
}

/// <summary>The answer for a value.</summary>
/// <param name="Series">The name of the series.</param>
/// <param name="Number">The number of the value in its series.</param>
/// <param name="Value">The value.</param>
/// <param name="Point">What the series says about it.</param>
public readonly record struct FedPoint(string Series, long Number, double Value, StreamPoint Point);
