using NUnit.Framework;

namespace OutliersNative.Tests.Support;

/// <summary>Runs a function on threads that start at the same moment, and waits for them.</summary>
internal static class Threads
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Returns the result of each thread. Fails if a thread throws or hangs.</summary>
    /// <param name="count">The number of threads.</param>
    /// <param name="function">Receives the thread's index.</param>
    public static T[] Run<T>(int count, Func<int, T> function)
    {
        var results = new T[count];
        var failures = new Exception?[count];
        using var together = new Barrier(count);
        Thread[] threads = [.. Enumerable.Range(0, count).Select(index => new Thread(() =>
        {
            together.SignalAndWait();
            try
            {
                results[index] = function(index);
            }
            catch (Exception e)
            {
                failures[index] = e;
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Assert.That(threads.All(thread => thread.Join(Patience)), Is.True, "a thread hangs");
        Assert.That(failures, Is.All.Null);
        return results;
    }

    public static void Run(int count, Action<int> action) => Run(count, index =>
    {
        action(index);
        return true;
    });
}
