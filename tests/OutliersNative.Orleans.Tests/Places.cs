using System.Reflection;
using System.Runtime.InteropServices;

namespace OutliersNative.Orleans.Tests;

/// <summary>Paths that the tests use.</summary>
internal static class Places
{
    public static string Repository { get; } = Metadata("Repository");

    /// <summary>The output folder of OutliersNative.Cli.</summary>
    public static string Cli { get; } = Path.GetFullPath(Metadata("Cli"));

    /// <summary>The output folder of OutliersNative.ClusterDemo.</summary>
    public static string ClusterDemo { get; } = Path.GetFullPath(Metadata("ClusterDemo"));

    /// <summary>The output folder of OutliersNative.Orleans.Silo.</summary>
    public static string Silo { get; } = Metadata("Silo");

    /// <summary>The dotnet host that runs this process.</summary>
    public static string DotNet { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    private static string Metadata(string key) =>
        typeof(Places).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;
}
