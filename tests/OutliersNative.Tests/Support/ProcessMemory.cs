namespace OutliersNative.Tests.Support;

/// <summary>Measures what this process keeps in memory apart from what the garbage collector could give back.</summary>
internal static class ProcessMemory
{
    /// <summary>By how many megabytes the process is larger after the action.</summary>
    public static long GrowthMegabytes(Action action)
    {
        action(); // whatever is made once is made now
        long before = WorkingSetBytes();
        action();
        return (WorkingSetBytes() - before) / 1_000_000;
    }

    private static long WorkingSetBytes()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet;
    }
}
