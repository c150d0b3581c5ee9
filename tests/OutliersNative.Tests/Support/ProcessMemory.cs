namespace OutliersNative.Tests.Support;

/// <summary>Measures what this process keeps in memory apart from what the garbage collector could give back.</summary>
internal static class ProcessMemory
{
    private const int Windows = 5;

    /// <summary>By how many megabytes the process is larger after the action.</summary>
    public static long GrowthMegabytes(Action action)
    {
        action(); // whatever is made once is made now
        long before = WorkingSetBytes();
        action();
        return (WorkingSetBytes() - before) / 1_000_000;
    }

    /// <summary>By how many megabytes the process is larger after so many repetitions, and a fifth more to warm up.</summary>
    /// <remarks>The smaller size of two moments: a leak is never given back, the system's own ups and downs are.</remarks>
    public static double GrowthMegabytes(Action<int> repeat, int count)
    {
        long[] sizes = [.. Enumerable.Range(0, Windows + 1).Select(_ =>
        {
            repeat(count / Windows);
            return WorkingSetBytes();
        })];
        return (Math.Min(sizes[^1], sizes[^2]) - sizes[0]) / 1e6;
    }

    private static long WorkingSetBytes()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet;
    }
}
