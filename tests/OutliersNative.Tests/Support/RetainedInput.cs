using System.Runtime.CompilerServices;

namespace OutliersNative.Tests.Support;

/// <summary>Talks with retains.py, where the other retains_….py keep theirs too, and makes the garbage collector move
/// what may be moved.</summary>
internal static class RetainedInput
{
    private static readonly int Rounds = Length.Of(1, 3);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Detect(double[] data)
    {
        using var outliers = new Outliers("retains", "its_input");
        outliers.Detect(data);
    }

    /// <summary>Has the fixture drop everything that it keeps.</summary>
    public static void Release()
    {
        using var outliers = new Outliers("retains", "release");
        outliers.Detect([0]);
    }

    /// <summary>Whether everything that Python kept still reads as when it came.</summary>
    public static bool IsIntact()
    {
        using var outliers = new Outliers("retains", "is_intact");
        return outliers.Detect([0]) is [0];
    }

    /// <summary>Compacts the heap, and writes other values wherever an array of that size might have been.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void MoveEverything()
    {
        for (int round = 0; round < Rounds; round++)
        {
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            double[][] churn = [.. Enumerable.Range(0, 20_000).Select(_ => new double[] { -1, -1, -1, -1, -1 })];
            GC.KeepAlive(churn);
        }
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
    }
}
