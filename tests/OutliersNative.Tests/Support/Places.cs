using System.Reflection;
using System.Runtime.InteropServices;

namespace OutliersNative.Tests.Support;

/// <summary>Knows where the tests find files: beside themselves, in the source tree, in the child's output.</summary>
internal static class Places
{
    public static string Fixtures { get; } = Path.Combine(AppContext.BaseDirectory, "Fixtures");

    public static string Repository { get; } = Metadata("Repository");

    /// <summary>The output folder of OutliersNative.Tests.Child.</summary>
    public static string Child { get; } = Path.GetFullPath(Metadata("Child"));

    /// <summary>The output folder of OutliersNative.Cli.</summary>
    public static string Cli { get; } = Path.GetFullPath(Metadata("Cli"));

    /// <summary>The dotnet that runs this very process.</summary>
    public static string DotNet { get; } = Path.GetFullPath(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>The home of child processes; at first an empty folder.</summary>
    public static string Home { get; } = Directory.CreateTempSubdirectory("outliers-tests-home-").FullName;

    /// <summary>The Python that these tests run on: see PythonForAllTests. It has NumPy.</summary>
    public static string NumPyPython => PythonRuntime.Current!.Executable;

    private static string Metadata(string key) =>
        typeof(Places).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;
}
