namespace OutliersNative.Tests.Support;

/// <summary>One of the ways to pass values to Detect.</summary>
/// <param name="Name">Its name in the test's argument list.</param>
/// <param name="Detect">Calls Detect with the values.</param>
public sealed record InputKind(string Name, Func<Outliers, double[], long[]> Detect)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<InputKind> All { get; } =
    [
        new("array", static (outliers, values) => outliers.Detect(values)),
        new("slice", static (outliers, values) => outliers.Detect(Slice(values))),
        new("native memory", ByNativeMemory),
        new("slice of native memory", BySliceOfNativeMemory),
        new("stack span", ByStackSpan),
        new("array, into a destination", static (outliers, values) => Into(values, destination => outliers.Detect(values, destination))),
        new("slice, into a destination", static (outliers, values) => Into(values, destination => outliers.Detect(Slice(values), destination))),
        new("span, into a destination", static (outliers, values) => Into(values, destination => outliers.Detect(values.AsSpan(), destination))),
    ];

    public override string ToString() => Name;

    /// <summary>The values inside a longer array of other values, so that a wrong offset or length shows.</summary>
    public static ReadOnlyMemory<double> Slice(double[] values)
    {
        double[] longer = [1e9, -1e9, .. values, 5e8];
        return longer.AsMemory(2, values.Length);
    }

    private static long[] Into(double[] values, Func<long[], int> detect)
    {
        long[] destination = new long[values.Length];
        int count = detect(destination);
        return destination[..count];
    }

    private static long[] ByNativeMemory(Outliers outliers, double[] values)
    {
        using var manager = new NativeMemoryManager(values);
        return outliers.Detect((ReadOnlyMemory<double>)manager.Memory);
    }

    private static long[] BySliceOfNativeMemory(Outliers outliers, double[] values)
    {
        using var manager = new NativeMemoryManager([1e9, -1e9, .. values, 5e8]);
        return outliers.Detect((ReadOnlyMemory<double>)manager.Memory.Slice(2, values.Length));
    }

    private static long[] ByStackSpan(Outliers outliers, double[] values)
    {
        Span<double> stack = stackalloc double[values.Length];
        values.CopyTo(stack);
        return outliers.Detect((ReadOnlySpan<double>)stack);
    }
}
