using System.Runtime.CompilerServices;

namespace OutliersNative.Tests.Support;

/// <summary>The inputs that the fixtures retains*.py retain, and a garbage collection that moves whatever is not pinned.</summary>
internal static class RetainedInput
{
    private static readonly int Rounds = Length.Of(1, 3);

    /// <summary>Every function by which a fixture retains its input: one route each.</summary>
    public static IEnumerable<string> Routes => FixtureFunctions.Of("retains_memory").Concat(FixtureFunctions.Of("retains_reference"));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Detect(double[] data)
    {
        using var outliers = new Outliers("retains", "its_input");
        outliers.Detect(data);
    }

    /// <summary>Has the fixture release everything that it retains.</summary>
    public static void Release()
    {
        using var outliers = new Outliers("retains", "release");
        outliers.Detect([0]);
    }

    /// <summary>Whether all retained inputs still have their original values.</summary>
    public static bool IsIntact()
    {
        using var outliers = new Outliers("retains", "is_intact");
        return outliers.Detect([0]) is [0];
    }

    /// <summary>Compacts the heap and overwrites the places where an array of that size may have been.</summary>
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
