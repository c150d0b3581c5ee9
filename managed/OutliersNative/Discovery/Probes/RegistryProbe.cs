using System.Runtime.Versioning;
using Microsoft.Win32;

namespace OutliersNative.Discovery.Probes;

/// <summary>The Pythons that installers have entered into Windows' registry, as PEP 514 tells them to.</summary>
internal static class RegistryProbe
{
    public static IEnumerable<Candidate> Find() => OperatingSystem.IsWindows() ? [.. Installed(Registry.CurrentUser), .. Installed(Registry.LocalMachine)] : [];

    [SupportedOSPlatform("windows")]
    private static IEnumerable<Candidate> Installed(RegistryKey hive)
    {
        using RegistryKey? root = hive.OpenSubKey(@"Software\Python");
        foreach (string company in root?.GetSubKeyNames() ?? [])
        {
            using RegistryKey? tags = root!.OpenSubKey(company);
            foreach (string tag in tags?.GetSubKeyNames().OrderDescending(StringComparer.Ordinal) ?? Enumerable.Empty<string>())
            {
                using RegistryKey? place = tags!.OpenSubKey($@"{tag}\InstallPath");
                string? file = place?.GetValue("ExecutablePath") as string
                    ?? (place?.GetValue(null) is string folder ? InterpreterFile.Find(folder) : null);
                if (File.Exists(file))
                {
                    yield return new Candidate(file, $"the registry ({company} {tag})");
                }
            }
        }
    }
}
