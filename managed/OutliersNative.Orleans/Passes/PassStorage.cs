using Orleans.Storage;

namespace OutliersNative.Orleans.Passes;

/// <summary>The records of a pass in the grain storage, by their names.</summary>
/// <param name="storage">The storage.</param>
/// <param name="pass">The id of the pass.</param>
/// <param name="retryUntil">Reads and deletions that fail are repeated until then, as in <see cref="Retry"/>; null for no
/// repetition.</param>
internal sealed class PassStorage(IGrainStorage storage, string pass, CancellationToken? retryUntil = null)
{
    private readonly GrainId _id = GrainId.Create(FilePassGrain.Type, pass);

    public static string PageName(StepAttempt attempt, int page) => $"page-{attempt.File}-{attempt.Step}-{attempt.Attempt}-{attempt.Run}-{page}";

    public Task<GrainState<T>> ReadAsync<T>(string name)
        where T : new() => CallAsync(() => ReadOnceAsync<T>(name));

    /// <summary>Writes a record; fails if another one has written it since it was read.</summary>
    public Task WriteAsync<T>(string name, GrainState<T> state) => storage.WriteStateAsync(name, _id, state);

    /// <summary>Writes a record whatever there is.</summary>
    public async Task ReplaceAsync<T>(string name, T value)
        where T : new()
    {
        GrainState<T> state = await ReadAsync<T>(name).ConfigureAwait(false);
        state.State = value;
        await WriteAsync(name, state).ConfigureAwait(false);
    }

    /// <summary>Deletes a record, if there is one.</summary>
    public Task DeleteAsync<T>(string name)
        where T : new() => CallAsync(async () =>
        {
            GrainState<T> state = await ReadOnceAsync<T>(name).ConfigureAwait(false);
            if (state.RecordExists)
            {
                await storage.ClearStateAsync(name, _id, state).ConfigureAwait(false);
            }
            return true;
        });

    /// <summary>Deletes a record; fails if another one has written it since it was read.</summary>
    public Task ClearAsync<T>(string name, GrainState<T> state) => storage.ClearStateAsync(name, _id, state);

    /// <summary>Deletes the pages of an attempt.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="pages">How many pages follow page 0; null if it is not known.</param>
    public async Task DeletePagesAsync(StepAttempt attempt, int? pages)
    {
        int last = pages ?? 0;
        while (pages is null && (await ReadAsync<PassPage>(PageName(attempt, last + 1)).ConfigureAwait(false)).RecordExists)
        {
            last++;
        }
        for (int page = last; page >= 0; page--) // backwards, so that the last one is found again if this is interrupted
        {
            await DeleteAsync<PassPage>(PageName(attempt, page)).ConfigureAwait(false);
        }
    }

    private async Task<GrainState<T>> ReadOnceAsync<T>(string name)
        where T : new()
    {
        var state = new GrainState<T>(new T());
        await storage.ReadStateAsync(name, _id, state).ConfigureAwait(false);
        return state;
    }

    private Task<T> CallAsync<T>(Func<Task<T>> call) => retryUntil is { } cancellation ? Retry.CallAsync(call, cancellation) : call();
}
