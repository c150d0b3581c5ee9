using System.Reflection;
using System.Runtime.InteropServices;

namespace OutliersNative.Tests.Support;

/// <summary>Paths that the tests use.</summary>
internal static class Places
{
    public static string Fixtures { get; } = Path.Combine(AppContext.BaseDirectory, "Fixtures");

    public static string Repository { get; } = Metadata("Repository");

    /// <summary>The output folder of OutliersNative.Tests.Child.</summary>
    public static string Child { get; } = Path.GetFullPath(Metadata("Child"));

    /// <summary>The output folder of OutliersNative.Cli.</summary>
    public static string Cli { get; } = Path.GetFullPath(Metadata("Cli"));

    /// <summary>The dotnet host that runs this process.</summary>
    public static string DotNet { get; } = Path.GetFullPath(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>The home folder of child processes, empty at the start.</summary>
    public static string Home { get; } = Directory.CreateTempSubdirectory("outliers-tests-home-").FullName;

    /// <summary>The interpreter that these tests run on, which has NumPy. See PythonForAllTests.</summary>
    public static string NumPyPython => PythonRuntime.Current!.Executable;

    private static string Metadata(string key) =>
        typeof(Places).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;
}
