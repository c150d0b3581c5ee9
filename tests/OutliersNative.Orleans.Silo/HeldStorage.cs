using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace OutliersNative.Orleans.Silo;

/// <summary>A storage whose next write can be held, so that a test can freeze the silo just before it.</summary>
internal sealed class HeldStorage(IGrainStorage storage) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private static TaskCompletionSource? _next, _held;

    /// <summary>Puts it around the storage with a name.</summary>
    public static void Wrap(IServiceCollection services, string name)
    {
        ServiceDescriptor inner = services.Last(each => each.ServiceType == typeof(IGrainStorage) && name.Equals(each.ServiceKey));
        services.AddKeyedSingleton<IGrainStorage>(
            name, (provider, key) => new HeldStorage((IGrainStorage)inner.KeyedImplementationFactory!(provider, key)));
    }

    /// <summary>Holds the next write; prints "held" when it has come.</summary>
    public static void Hold() => _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public static void Release() => (_held ?? _next)?.TrySetResult();

    public void Participate(ISiloLifecycle lifecycle) => ((ILifecycleParticipant<ISiloLifecycle>)storage).Participate(lifecycle);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        storage.ReadStateAsync(stateName, grainId, grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        storage.ClearStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (Interlocked.Exchange(ref _next, null) is { } held)
        {
            _held = held;
            Console.WriteLine($"held {grainId.Key}");
            await held.Task;
            try
            {
                await storage.WriteStateAsync(stateName, grainId, grainState);
                Console.WriteLine("written");
            }
            catch (InconsistentStateException)
            {
                Console.WriteLine("stale");
                throw;
            }
        }
        else
        {
            await storage.WriteStateAsync(stateName, grainId, grainState);
        }
    }
}
