using System.Runtime.InteropServices;

namespace OutliersNative.Orleans;

/// <summary>A series, and its values that may have to be sent again. Guarded by its lock.</summary>
/// <remarks>Released ≤ Checkpoint, Read ≤ Answered ≤ End; Checkpoint ≤ Sent ≤ End. Numbers are relative to 0 until it is open.</remarks>
internal sealed class FedSeries(string name, IOutlierSeries grain)
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
