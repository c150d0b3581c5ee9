using System.Runtime.Versioning;
using Microsoft.Win32;

namespace OutliersNative.Discovery;

/// <summary>The places that only Windows has; empty elsewhere.</summary>
internal static class WindowsPlaces
{
    /// <summary>Where the installers of python.org put Python.</summary>
    public static IEnumerable<string> InSystemFolders()
    {
        string user = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "Programs", "Python");
        string machine = Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles);
        return [.. PythonPlaces.InterpretersBelow(user, "Python3*"), .. PythonPlaces.InterpretersBelow(machine, "Python3*")];
    }

    /// <summary>What installers entered into the registry, as PEP 514 says.</summary>
    public static IEnumerable<string> InRegistry() =>
        OperatingSystem.IsWindows() ? [.. InRegistry(Registry.CurrentUser), .. InRegistry(Registry.LocalMachine)] : [];

    /// <summary>What the py launcher lists.</summary>
    public static IEnumerable<string> KnownToLauncher() =>
        OperatingSystem.IsWindows() && InterpreterProcess.TryRun("py", ["--list-paths"], out string output, out _) ? ParseLauncherList(output) : [];

    /// <summary>A line is <c> -V:3.13 *        C:\Python313\python.exe</c>; older launchers print <c> -3.9-64        C:\...</c>.</summary>
    public static IEnumerable<string> ParseLauncherList(string output) =>
        from line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        let drive = line.IndexOf(":\\", StringComparison.Ordinal)
        where line.StartsWith('-') && drive > 0
        select line[(drive - 1)..];

    [SupportedOSPlatform("windows")]
    private static IEnumerable<string> InRegistry(RegistryKey hive)
    {
        using RegistryKey? root = hive.OpenSubKey(@"Software\Python");
        foreach (string company in root?.GetSubKeyNames() ?? [])
        {
            using RegistryKey? tags = root!.OpenSubKey(company);
            foreach (string tag in tags?.GetSubKeyNames().OrderDescending(StringComparer.Ordinal) ?? Enumerable.Empty<string>())
            {
                using RegistryKey? place = tags!.OpenSubKey($@"{tag}\InstallPath");
                string? file = place?.GetValue("ExecutablePath") as string
                    ?? (place?.GetValue(null) is string folder ? PythonLayout.FindInterpreter(folder) : null);
                if (File.Exists(file))
                {
                    yield return file;
                }
            }
        }
    }
}
