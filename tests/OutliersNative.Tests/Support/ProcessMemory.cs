namespace OutliersNative.Tests.Support;

/// <summary>Measures the resident memory of this process after a full garbage collection.</summary>
internal static class ProcessMemory
{
    private const int Windows = 5;

    /// <summary>Runs the action and returns by how many megabytes the process has grown.</summary>
    public static long GrowthMegabytes(Action action)
    {
        action(); // warm up
        long before = WorkingSetBytes();
        action();
        return (WorkingSetBytes() - before) / 1_000_000;
    }

    /// <summary>Returns by how many megabytes the process grows in so many repetitions, after a fifth more to warm up.</summary>
    /// <remarks>Takes the smaller of the last two sizes: a leak stays, other variation does not.</remarks>
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
