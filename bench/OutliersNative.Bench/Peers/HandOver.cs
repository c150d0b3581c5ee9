using System.Collections.Concurrent;

namespace OutliersNative.Bench;

/// <summary>One thread that makes calls for others, from a lock-free queue without a bound, without timeouts and without turns: about
/// the least that an asynchronous call costs which is not made on the caller's thread.</summary>
internal sealed class HandOver : IDisposable
{
    private readonly ConcurrentQueue<TaskCompletionSource<long[]>?> _calls = new(); // null: the last one
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Func<long[]> _call;
    private readonly Thread _thread;
    private int _isAsleep;

    public HandOver(Func<long[]> call)
    {
        _call = call;
        _thread = new Thread(Work);
        _thread.Start();
    }

    public Task<long[]> Call()
    {
        var task = new TaskCompletionSource<long[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        Add(task);
        return task.Task;
    }

    public void Dispose()
    {
        Add(null);
        _thread.Join();
        _wake.Dispose();
    }

    private void Add(TaskCompletionSource<long[]>? task)
    {
        _calls.Enqueue(task);
        Interlocked.MemoryBarrier();
        if (_isAsleep == 1 && Interlocked.Exchange(ref _isAsleep, 0) == 1)
        {
            _wake.Release();
        }
    }

    private void Work()
    {
        while (true)
        {
            while (_calls.TryDequeue(out TaskCompletionSource<long[]>? task))
            {
                if (task is null)
                {
                    return;
                }
                task.SetResult(_call());
            }
            Interlocked.Exchange(ref _isAsleep, 1);
            if (_calls.IsEmpty || Interlocked.Exchange(ref _isAsleep, 0) == 0)
            {
                _wake.Wait();
            }
        }
    }
}
