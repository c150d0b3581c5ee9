namespace OutliersNative.Orleans.Tests;

/// <summary>The length of tests of category <see cref="Category"/>: short in ./build.sh test, long in ./build.sh stress.</summary>
internal static class Length
{
    /// <summary>The category of tests that have a long form.</summary>
    public const string Category = "Stress";

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("OUTLIERS_STRESS") == "1";

    public static int Of(int shortForm, int longForm) => IsLong ? longForm : shortForm;
}
