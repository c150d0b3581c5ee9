using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace OutliersNative.Orleans.Silo;

/// <summary>A storage whose next read or write can be held, so that a test can freeze the silo or move a grain just before it; or
/// whose next write can fail.</summary>
internal sealed class HeldStorage(IGrainStorage storage, IGrainContextAccessor grains) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private static TaskCompletionSource? _next, _held;
    private static (TaskCompletionSource<IGrainContext> Comes, Task Goes)? _read;
    private static Exception? _failure;
    private static string _name = "";

    /// <summary>Puts it around the storage with a name.</summary>
    public static void Wrap(IServiceCollection services, string name)
    {
        ServiceDescriptor inner = services.Last(each => each.ServiceType == typeof(IGrainStorage) && name.Equals(each.ServiceKey));
        services.AddKeyedSingleton<IGrainStorage>(
            name, (provider, key) => new HeldStorage(
                (IGrainStorage)inner.KeyedImplementationFactory!(provider, key), provider.GetRequiredService<IGrainContextAccessor>()));
    }

    /// <summary>Holds the next write of a state whose name begins so; prints "held" when it has come.</summary>
    public static void Hold(string name)
    {
        _name = name;
        _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public static void Release() => (_held ?? _next)?.TrySetResult();

    /// <summary>Holds the next read until a task ends.</summary>
    /// <returns>A task that ends when the read has come, with its grain.</returns>
    public static Task<IGrainContext> HoldRead(Task until)
    {
        var comes = new TaskCompletionSource<IGrainContext>(TaskCreationOptions.RunContinuationsAsynchronously);
        _read = (comes, until);
        return comes.Task;
    }

    /// <summary>Lets the next write fail.</summary>
    public static void FailWrite(Exception failure) => _failure = failure;

    public void Participate(ISiloLifecycle lifecycle) => (storage as ILifecycleParticipant<ISiloLifecycle>)?.Participate(lifecycle);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_read is { } read)
        {
            _read = null;
            read.Comes.SetResult(grains.GrainContext);
            await read.Goes;
        }
        await storage.ReadStateAsync(stateName, grainId, grainState);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        storage.ClearStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
        {
            throw failure;
        }
        if (stateName.StartsWith(_name, StringComparison.Ordinal) && Interlocked.Exchange(ref _next, null) is { } held)
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
