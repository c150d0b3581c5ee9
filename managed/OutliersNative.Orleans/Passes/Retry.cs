namespace OutliersNative.Orleans.Passes;

/// <summary>Makes a call of a worker again while it fails: the silo of a grain, or the storage, may be gone for a while.</summary>
internal static class Retry
{
    private static readonly TimeSpan RetryFor = TimeSpan.FromMinutes(5), FirstDelay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromSeconds(2);

    public static async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        TimeSpan delay = FirstDelay;
        for (long begin = Environment.TickCount64; ; delay = delay < MaxDelay ? 2 * delay : MaxDelay)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (Exception) when (!cancellation.IsCancellationRequested && Environment.TickCount64 - begin < RetryFor.TotalMilliseconds)
            {
            }
            await Task.Delay(delay, cancellation).ConfigureAwait(false);
        }
    }
}
