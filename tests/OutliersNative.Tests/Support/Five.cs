namespace OutliersNative.Tests.Support;

/// <summary>The input that the fixtures expect. The values at positions 1 and 3 are above 100.</summary>
internal static class Five
{
    public static double[] Values() => [10, 900, 20, 800, 30];
}
