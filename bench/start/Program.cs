// A program that ends with its first result, so that its start can be timed from outside; with the argument "nothing", one
// that does nothing: what .NET itself costs.
using OutliersNative;

return args is ["nothing"] ? 0 : FirstResult.Check();

/// <summary>Kept out of the program's entry, so that the empty program loads no library.</summary>
internal static class FirstResult
{
    private const int Every = 100; // an outlier each

    /// <summary>0 if the bundled detector found what there is.</summary>
    public static int Check()
    {
        var values = new double[1000];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = i % Every == 0 ? 100 : i % 7;
        }
        using var outliers = new Outliers("outliers", "detect");
        return outliers.Detect(values).Length == values.Length / Every ? 0 : 1;
    }
}
