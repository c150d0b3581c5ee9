using System.Runtime.CompilerServices;

namespace OutliersNative.Tests.Support;

/// <summary>Talks with the keeps_….py fixtures, and makes the garbage collector move what may be moved.</summary>
internal static class KeptInput
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Detect(string module, double[] data)
    {
        using var outliers = new Outliers(module, "detect");
        outliers.Detect(data);
    }

    /// <summary>Has the fixture drop everything that it keeps.</summary>
    public static void Release(string module)
    {
        using var outliers = new Outliers(module, "release");
        outliers.Detect([0]);
    }

    /// <summary>Whether every input that Python kept still has the values it came with.</summary>
    public static bool IsIntact(string module)
    {
        using var outliers = new Outliers(module, "kept_sum");
        return outliers.Detect([0]) is [0];
    }

    /// <summary>Compacts the heap, and writes other values wherever an array of that size might have been.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void MoveEverything()
    {
        for (int round = 0; round < 3; round++)
        {
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            double[][] churn = [.. Enumerable.Range(0, 20_000).Select(_ => new double[] { -1, -1, -1, -1, -1 })];
            GC.KeepAlive(churn);
        }
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
    }
}
