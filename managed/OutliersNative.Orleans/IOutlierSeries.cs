namespace OutliersNative.Orleans;

/// <summary>A series in the cluster: a stream that judges each value by those before it. The key of the grain is the name of the
/// series.</summary>
/// <remarks>
/// <para>Values are numbered from 0, and a batch names the number of its first value. Have one batch of a series outstanding at a time.
/// If its call fails, repeat it with the same values, the same times and the same number: then each value is taken in once, and its
/// answer is the same to the bit. The series keeps the answer of its last batch only. <see cref="OutlierFeeder"/> numbers the values and
/// repeats the batches for you.</para>
/// <para>Call <c>grains.GetGrain&lt;IOutlierSeries&gt;("pump-7")</c>. A series that nobody has configured uses the settings
/// <c>default</c>.</para>
/// </remarks>
[Alias("OutliersNative.IOutlierSeries")]
public interface IOutlierSeries : IGrainWithStringKey
{
    /// <summary>Judges the next values.</summary>
    /// <param name="batch">The values.</param>
    /// <returns>What the stream says about each value; or, if <see cref="SeriesAnswer.Status"/> is not
    /// <see cref="SeriesStatus.Answered"/>, why it says nothing.</returns>
    /// <exception cref="ArgumentException">The batch is empty, too long, has a negative number, or has not one finite time for each
    /// value.</exception>
    /// <exception cref="OutlierSeriesException">Python failed, or the state could not be stored.
    /// <see cref="OutlierSeriesException.IsTransient"/> says whether sending the same batch again can help. If Python failed, nothing of
    /// the batch has been taken in. If the write failed, it is unknown whether it was taken in: send the same batch again.</exception>
    /// <exception cref="TimeoutException">The silo did not answer in time. It is unknown whether the batch was taken in, as after any other
    /// exception of Orleans or of the storage, which are passed on as they are: send the same batch again.</exception>
    [Alias("Push")]
    Task<SeriesAnswer> PushAsync(SeriesBatch batch);

    /// <summary>Chooses the settings by their name. If they differ from the ones in use, the stream begins anew: what it has learned is
    /// dropped, and the numbers of the values go on.</summary>
    /// <param name="settings">The name of settings of the silos' configuration.</param>
    /// <returns>The state afterwards, which has been stored.</returns>
    /// <exception cref="OutlierSeriesException">There are no such settings, or the state could not be stored.</exception>
    [Alias("Configure")]
    Task<SeriesState> ConfigureAsync(string settings);

    /// <summary>Reads how far the series is.</summary>
    /// <returns>The state.</returns>
    [Alias("GetState")]
    Task<SeriesState> GetStateAsync();

    /// <summary>Stores what has been taken in since the last checkpoint.</summary>
    /// <returns>The state afterwards: <see cref="SeriesState.Checkpoint"/> is <see cref="SeriesState.Next"/>.</returns>
    /// <exception cref="OutlierSeriesException">The state could not be stored.</exception>
    [Alias("Checkpoint")]
    Task<SeriesState> CheckpointAsync();
}
