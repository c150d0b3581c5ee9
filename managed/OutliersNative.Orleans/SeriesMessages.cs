namespace OutliersNative.Orleans;

/// <summary>Successive values of one series.</summary>
/// <remarks>To repeat a batch, send the same values with the same <see cref="First"/> again: not cut otherwise.</remarks>
[GenerateSerializer, Immutable, Alias("OutliersNative.SeriesBatch")]
public sealed class SeriesBatch
{
    /// <summary>The number of the first value. The first value of a series has the number 0.</summary>
    [Id(0)]
    public required long First { get; init; }

    /// <summary>The values: at least one, at most <see cref="OutlierSeriesOptions.MaxBatch"/>. NaN is a gap. Do not change the array
    /// afterwards.</summary>
    [Id(1)]
    public required double[] Values { get; init; }

    /// <summary>When the values were measured: seconds since 1970 in UTC, one for each value. Default: null, without times.</summary>
    [Id(2)]
    public double[]? Times { get; init; }
}

/// <summary>Whether a batch was answered.</summary>
public enum SeriesStatus
{
    /// <summary>The answer has the results, of a new batch or of the last one again.</summary>
    Answered = 0,

    /// <summary>The values are older than those of the last batch, or the last ones cut otherwise: they were answered before, and the
    /// results are no longer kept.</summary>
    AlreadyAnswered = 1,

    /// <summary>The batch does not begin where the series is, and nothing of it was taken in: send the values from
    /// <see cref="SeriesAnswer.Next"/> on.</summary>
    Refused = 2,
}

/// <summary>What a series says about a batch.</summary>
[GenerateSerializer, Immutable, Alias("OutliersNative.SeriesAnswer")]
public sealed class SeriesAnswer
{
    /// <summary>Whether the batch was answered. The arrays are empty unless it is <see cref="SeriesStatus.Answered"/>.</summary>
    [Id(0)]
    public required SeriesStatus Status { get; init; }

    /// <summary>The number of the value that the series takes next.</summary>
    [Id(1)]
    public required long Next { get; init; }

    /// <summary>All values before this number are in the storage. Keep the others: if a silo fails, you may have to send them
    /// again.</summary>
    [Id(2)]
    public required long Checkpoint { get; init; }

    /// <summary>The positions in the batch of the outliers, ascending.</summary>
    [Id(3)]
    public int[] Outliers { get; init; } = [];

    /// <summary>The score of each value: the higher, the stranger. NaN for a NaN value; 0 during warm-up.</summary>
    [Id(4)]
    public double[] Scores { get; init; } = [];

    /// <summary>The value that was expected, for each value.</summary>
    [Id(5)]
    public double[] Expected { get; init; } = [];

    /// <summary>The lower bound for each value. -∞ during warm-up.</summary>
    [Id(6)]
    public double[] Lower { get; init; } = [];

    /// <summary>The upper bound for each value. +∞ during warm-up.</summary>
    [Id(7)]
    public double[] Upper { get; init; } = [];

    /// <summary>What the series says about one value.</summary>
    /// <param name="index">The position in the batch.</param>
    /// <returns>The same as <see cref="OutlierStream.Push(double)"/> returns.</returns>
    /// <exception cref="IndexOutOfRangeException">The batch has no such position, or was not answered.</exception>
    public StreamPoint this[int index] =>
        new(Scores[index], Expected[index], Lower[index], Upper[index], Array.BinarySearch(Outliers, index) >= 0);
}

/// <summary>How far a series is.</summary>
[GenerateSerializer, Immutable, Alias("OutliersNative.SeriesState")]
public sealed class SeriesState
{
    /// <summary>The number of the value that the series takes next: how many it has taken in.</summary>
    [Id(0)]
    public required long Next { get; init; }

    /// <summary>All values before this number are in the storage.</summary>
    [Id(1)]
    public required long Checkpoint { get; init; }

    /// <summary>The name of the settings in use.</summary>
    [Id(2)]
    public required string Settings { get; init; }

    /// <summary>The detector and its keyword arguments, such as <c>outliers.ewma(threshold=4)</c>.</summary>
    [Id(3)]
    public required string Detector { get; init; }

    /// <summary>The size of the state of the stream, in bytes.</summary>
    [Id(4)]
    public required int StreamBytes { get; init; }

    /// <summary>The number of the first value of the last batch, which ends before <see cref="Next"/>; 0 before the first batch.</summary>
    /// <remarks>If its answer was lost, send the same values again, as one batch: the series keeps that answer.</remarks>
    [Id(5)]
    public required long LastBatch { get; init; }
}

/// <summary>A series could not answer.</summary>
[GenerateSerializer, Alias("OutliersNative.OutlierSeriesException")]
public sealed class OutlierSeriesException : OutliersException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="isTransient">Whether the same call may succeed later.</param>
    /// <param name="innerException">The cause; null if there is none.</param>
    public OutlierSeriesException(string message, bool isTransient, Exception? innerException = null)
        : base(message, innerException)
    {
        IsTransient = isTransient;
    }

    /// <summary>True if the same call may succeed later: the storage was not reached, a call took too long, or a silo failed. False if it
    /// would fail again, for instance if the stream raised a <c>ValueError</c>.</summary>
    [Id(0)]
    public bool IsTransient { get; private set; }
}
