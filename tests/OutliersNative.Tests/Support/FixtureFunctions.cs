namespace OutliersNative.Tests.Support;

/// <summary>Lists the functions of a fixture, so that each can be a test case.</summary>
internal static class FixtureFunctions
{
    /// <summary>The functions whose names start with the prefix, as "module.function".</summary>
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
