using Microsoft.Extensions.Options;
using Orleans.Placement;

namespace OutliersNative.Orleans.Passes;

/// <summary>The grain of the board.</summary>
[GrainType("outlier-pass-board"), Immovable(ImmovableKind.Rebalancer)]
internal sealed class PassBoardGrain(
    [PersistentState("board", OutlierSeriesOptions.Storage)] IPersistentState<StoredBoard> storage, IOptions<OutlierFilesOptions> options)
    : Grain, IPassBoard
{
    private bool _hasLostStorage;

    private Dictionary<string, DateTime?> Passes => _hasLostStorage ? throw new InvalidOperationException("The board of passes is being read anew.") : storage.State.Passes;

    public Task OpenAsync(string pass) => SetAsync(pass, null);

    public Task FinishAsync(string pass) =>
        Passes.TryGetValue(pass, out DateTime? since) && since is null ? SetAsync(pass, DateTime.UtcNow) : Task.CompletedTask;

    public Task RemoveAsync(string pass) => Passes.Remove(pass) ? StoreAsync() : Task.CompletedTask;

    public Task<BoardView> ReadAsync()
    {
        DateTime expired = DateTime.UtcNow - options.Value.KeepFor;
        return Task.FromResult(new BoardView(
            [.. Passes.Where(each => each.Value is null).Select(each => each.Key)],
            [.. Passes.Where(each => each.Value < expired).Select(each => each.Key)]));
    }

    private Task SetAsync(string pass, DateTime? since)
    {
        if (Passes.TryGetValue(pass, out DateTime? known) && known == since)
        {
            return Task.CompletedTask;
        }
        Passes[pass] = since;
        return StoreAsync();
    }

    private async Task StoreAsync()
    {
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            _hasLostStorage = true; // it is unknown what the storage has
            DeactivateOnIdle();
            throw;
        }
    }
}
