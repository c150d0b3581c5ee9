namespace OutliersNative.Tests.Support;

/// <summary>Knows which functions a fixture has, so that a fixture can be a table of which each function is a row.</summary>
internal static class FixtureFunctions
{
    /// <summary>Those whose names begin so, as "module.function".</summary>
    public static IEnumerable<string> Of(string module, string prefix = "by_") =>
        from line in File.ReadLines(Path.Combine(Places.Fixtures, $"{module}.py"))
        where line.StartsWith($"def {prefix}", StringComparison.Ordinal)
        select $"{module}.{line[4..line.IndexOf('(', StringComparison.Ordinal)]}";

    public static Outliers Load(string function)
    {
        int dot = function.LastIndexOf('.');
        return new Outliers(function[..dot], function[(dot + 1)..]);
    }
}
