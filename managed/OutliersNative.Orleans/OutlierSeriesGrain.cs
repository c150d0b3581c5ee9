using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace OutliersNative.Orleans;

/// <summary>The grain of a series.</summary>
/// <remarks>
/// <para>State in memory is what storage has, and up to CheckpointEvery - 1 batches. A batch changes nothing before Python has
/// answered.</para>
/// <para>The storage has an ETag. If a write fails in any way, it is unknown what the storage has, so this activation ends, and the
/// next one reads that. The write of an activation that is no longer the right one, of a silo that was thought dead, fails on its
/// ETag.</para>
/// <para>When it moves to another silo, it stores its state, and Orleans passes that on with its ETag. Orleans also does so if the write
/// has failed, or before the state has been read; then the next activation reads it.</para>
/// </remarks>
[GrainType("outlier-series")]
internal sealed partial class OutlierSeriesGrain(
    [PersistentState("series", OutlierSeriesOptions.Storage)] IPersistentState<StoredSeries> storage,
    SeriesSettings settings,
    ILogger<OutlierSeriesGrain> logger) : Grain, IOutlierSeries, IGrainMigrationParticipant
{
    private const string IsCurrent = "OutliersNative.IsCurrent";

    private int _sinceCheckpoint; // batches
    private bool _isCurrent; // false before the state has been read, and after a write that failed
    private bool _mustRead;

    private StoredSeries State => storage.State;

    public async Task<SeriesAnswer> PushAsync(SeriesBatch batch)
    {
        OneSettings used = settings[State.Settings];
        Check(batch, used.Options.MaxBatch);
        if (batch.First != State.Next)
        {
            return await RepeatAsync(batch);
        }
        bool isNew = State.Stream.Length == 0;
        SeriesStep step = await StepAsync(used, isNew ? used.Initial : State.Stream, batch);
        if (isNew)
        {
            State.Detector = used.Detector;
        }
        State.Stream = step.Stream;
        State.Last = batch.First;
        State.LastResults = step.Results;
        State.LastHash = Hash(batch);
        State.Next += batch.Values.Length;
        if (++_sinceCheckpoint >= used.Options.CheckpointEvery)
        {
            await StoreAsync();
        }
        return Answer(batch);
    }

    public async Task<SeriesState> ConfigureAsync(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, "settings");
        OneSettings chosen = settings[name];
        if (State.Settings != name || (State.Stream.Length > 0 && State.Detector != chosen.Detector))
        {
            State.Settings = name;
            State.Detector = "";
            State.Stream = [];
            await StoreAsync();
        }
        return Tell();
    }

    public Task<SeriesState> GetStateAsync() => Task.FromResult(Tell());

    public async Task<SeriesState> CheckpointAsync()
    {
        if (State.Checkpoint != State.Next)
        {
            await StoreAsync();
        }
        return Tell();
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (_mustRead)
        {
            await storage.ReadStateAsync(cancellationToken);
        }
        _isCurrent = true;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (State.Checkpoint != State.Next && _isCurrent)
        {
            try
            {
                await StoreAsync();
            }
            catch (OutlierSeriesException)
            {
                // Logged. What the storage lacks is sent again.
            }
        }
    }

    public void OnDehydrate(IDehydrationContext dehydrationContext) => dehydrationContext.TryAddValue(IsCurrent, _isCurrent);

    public void OnRehydrate(IRehydrationContext rehydrationContext) =>
        _mustRead = !(rehydrationContext.TryGetValue(IsCurrent, out bool isCurrent) && isCurrent);

    private async Task<SeriesStep> StepAsync(OneSettings used, byte[] stream, SeriesBatch batch)
    {
        try
        {
            return await used.Stepper.StepAsync(stream, batch.Values, batch.Times);
        }
        catch (Exception e)
        {
            LogStepFailed(e, this.GetPrimaryKeyString(), batch.First);
            string values = $"value {batch.First} and the {batch.Values.Length - 1} after it of series '{this.GetPrimaryKeyString()}'";
            throw e is PythonException or InvalidResultException
                ? new OutlierSeriesException(
                    $"{used.Detector} failed for {values}: {(e is PythonException python ? python.PythonType + ": " : "")}{e.Message}", isTransient: false)
                : new OutlierSeriesException($"{used.Detector} did not answer for {values}: {e.Message} Send the batch again.", isTransient: true);
        }
    }

    private async Task StoreAsync()
    {
        State.Checkpoint = State.Next;
        try
        {
            await storage.WriteStateAsync();
            _sinceCheckpoint = 0;
        }
        catch (Exception e)
        {
            _isCurrent = false;
            DeactivateOnIdle();
            if (e is InconsistentStateException)
            {
                LogStale(this.GetPrimaryKeyString());
            }
            else
            {
                LogNotStored(e, this.GetPrimaryKeyString());
            }
            throw new OutlierSeriesException(
                $"The state of series '{this.GetPrimaryKeyString()}' was not stored: {e.Message} Send the batch again.", isTransient: true);
        }
    }

    /// <summary>Answers a batch that does not begin with the next value.</summary>
    /// <remarks>A stale activation wants values that another one has taken in, and the client no longer has. So it is a write that decides
    /// whether a batch is refused.</remarks>
    private async ValueTask<SeriesAnswer> RepeatAsync(SeriesBatch batch)
    {
        long end = batch.First + batch.Values.Length;
        if (end > State.Next)
        {
            await StoreAsync();
            return Without(SeriesStatus.Refused);
        }
        if (batch.First != State.Last || end != State.Next)
        {
            return Without(SeriesStatus.AlreadyAnswered);
        }
        return Hash(batch) == State.LastHash ? Answer(batch) : throw new OutlierSeriesException(
            $"Values {batch.First} to {end - 1} of series '{this.GetPrimaryKeyString()}' were sent before with other values or times. A series must have one writer.",
            isTransient: false);
    }

    private SeriesAnswer Without(SeriesStatus status) => new() { Status = status, Next = State.Next, Checkpoint = State.Checkpoint };

    private SeriesAnswer Answer(SeriesBatch batch)
    {
        ReadOnlySpan<double> values = batch.Values, results = MemoryMarshal.Cast<byte, double>(State.LastResults);
        int count = values.Length;
        ReadOnlySpan<double> lower = results.Slice(2 * count, count), upper = results.Slice(3 * count, count);
        List<int> outliers = [];
        for (int i = 0; i < count; i++)
        {
            if (values[i] < lower[i] || values[i] > upper[i])
            {
                outliers.Add(i);
            }
        }
        return new SeriesAnswer
        {
            Status = SeriesStatus.Answered,
            Next = State.Next,
            Checkpoint = State.Checkpoint,
            Outliers = [.. outliers],
            Scores = results[..count].ToArray(),
            Expected = results.Slice(count, count).ToArray(),
            Lower = lower.ToArray(),
            Upper = upper.ToArray(),
        };
    }

    private SeriesState Tell() => new()
    {
        Next = State.Next,
        Checkpoint = State.Checkpoint,
        Settings = State.Settings,
        Detector = State.Stream.Length > 0 ? State.Detector : settings[State.Settings].Detector,
        StreamBytes = State.Stream.Length,
        LastBatch = State.Last,
    };

    private static ulong Hash(SeriesBatch batch) =>
        XxHash3.HashToUInt64(MemoryMarshal.AsBytes(batch.Values.AsSpan()), batch.Times is null ? 0 : (long)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(batch.Times.AsSpan()), 1));

    private static void Check(SeriesBatch batch, int most)
    {
        ArgumentNullException.ThrowIfNull(batch);
        int count = batch.Values?.Length ?? 0;
        if (count == 0 || count > most)
        {
            throw new ArgumentException($"The batch has {count} values; expected 1 to {most}, the setting MaxBatch.", nameof(batch));
        }
        if (batch.First < 0 || batch.First > long.MaxValue - count)
        {
            throw new ArgumentException($"The number of the first value is {batch.First}; expected 0 or more.", nameof(batch));
        }
        if (batch.Times is { } times && (times.Length != count || times.Any(time => !double.IsFinite(time))))
        {
            throw new ArgumentException($"The batch has {times.Length} times for {count} values; expected a finite number of seconds for each, or null.", nameof(batch));
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Series {Series}: the stream failed for the batch that begins with value {First}.")]
    private partial void LogStepFailed(Exception error, string series, long first);

    [LoggerMessage(2, LogLevel.Warning, "Series {Series}: the write of a stale activation was refused by the storage; another one has taken over.")]
    private partial void LogStale(string series);

    [LoggerMessage(3, LogLevel.Error, "Series {Series}: its state could not be stored.")]
    private partial void LogNotStored(Exception error, string series);
}
