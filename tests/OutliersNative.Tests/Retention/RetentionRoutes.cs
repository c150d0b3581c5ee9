using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Retention;

/// <summary>Knows every route by which a Python function can keep its input: the functions by_… of these fixtures.</summary>
internal static class RetentionRoutes
{
    private static readonly string[] Modules = ["retains_memory", "retains_reference"];

    public static IEnumerable<string> All => Modules.SelectMany(module => FixtureFunctions.Of(module));
}
