using Orleans.Serialization;

namespace OutliersNative.Orleans.Passes;

/// <summary>Calls the grains of a pass for a client, again while a call fails.</summary>
internal sealed class PassClient(IGrainFactory grains, string id, TimeSpan retryFor)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromSeconds(2);

    public string Id => id;

    /// <summary>Calls the pass.</summary>
    /// <exception cref="OutlierPassException">It did not answer.</exception>
    public Task<T> CallAsync<T>(Func<IFilePass, Task<T>> call, CancellationToken cancellation) =>
        RepeatAsync(() => call(grains.GetGrain<IFilePass>(id)), cancellation);

    /// <summary>Reads a page of a result.</summary>
    /// <exception cref="OutlierPassException">There is no such page, or the cluster did not answer.</exception>
    public async Task<PassPage> ReadAsync(StepAttempt attempt, int page, CancellationToken cancellation) =>
        await RepeatAsync(() => grains.GetGrain<IPassReader>(0).ReadAsync(id, attempt, page), cancellation).ConfigureAwait(false) ?? throw Ended();

    public OutlierPassException Ended() => new($"Pass {id} has been ended, so its results are gone. Start it again.");

    private async Task<T> RepeatAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        TimeSpan delay = FirstDelay;
        for (long begin = Environment.TickCount64; ; delay = delay < MaxDelay ? 2 * delay : MaxDelay)
        {
            try
            {
                return await call().WaitAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested && e is not (ArgumentException or CodecNotFoundException))
            {
                // What Orleans and a storage throw may be anything; but those two come again each time.
                if (Environment.TickCount64 - begin >= retryFor.TotalMilliseconds)
                {
                    throw new OutlierPassException(
                        $"The cluster did not answer about pass {id} for {retryFor.TotalSeconds:0} s: {e.Message} Start the pass again to go on with it.", e);
                }
            }
            await Task.Delay(delay, cancellation).ConfigureAwait(false);
        }
    }
}
