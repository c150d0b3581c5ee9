namespace OutliersNative.Discovery;

/// <summary>The commands that install or repair what a Python lacks, for the system that this process runs on. Each is one command
/// line, with the smallest packages, and with <c>sudo</c> only if the user is not root.</summary>
internal static class FixCommands
{
    private const string SystemPython = "/usr/bin/python3";

    /// <summary>The Python of each release of Debian and Ubuntu: its package of the shared library has the version in its name.</summary>
    private static readonly Dictionary<string, string> PythonOfRelease = new()
    {
        ["bullseye"] = "3.9",
        ["bookworm"] = "3.11",
        ["trixie"] = "3.13",
        ["focal"] = "3.8",
        ["jammy"] = "3.10",
        ["noble"] = "3.12",
    };

    /// <summary>Installs a Python that can be used.</summary>
    public static string InstallPython =>
        OperatingSystem.IsWindows() ? "winget install Python.Python.3.13 && py -3.13 -m pip install numpy"
        : OperatingSystem.IsMacOS() ? "brew install numpy"
        : FromPackages($"python3-numpy {DebianLibrary(null)}", "python3-numpy python3-libs", "py3-numpy", "python-numpy")
            ?? "install CPython 3.8 or newer, built with --enable-shared, and NumPy for it";

    /// <summary>Installs NumPy for an interpreter, and its shared library if that is missing too.</summary>
    public static string InstallNumPy(string executable, Version version, bool hasLibrary) =>
        (IsSystemPython(executable)
            ? FromPackages(
                hasLibrary ? "python3-numpy" : $"python3-numpy {DebianLibrary(version)}",
                hasLibrary ? "python3-numpy" : "python3-numpy python3-libs",
                "py3-numpy",
                "python-numpy")
            : null)
        ?? $"{Quote(executable)} -m pip install numpy";

    /// <summary>Replaces an interpreter's broken NumPy.</summary>
    public static string ReinstallNumPy(string executable) =>
        IsSystemPython(executable) && File.Exists("/usr/bin/apt-get")
            ? AptGet("install -y --reinstall python3-numpy")
            : $"{Quote(executable)} -m pip install --force-reinstall numpy";

    /// <summary>Installs the shared library of an interpreter.</summary>
    public static string InstallLibrary(string executable, Version version) =>
        (executable.StartsWith("/usr/bin/", StringComparison.Ordinal)
            ? FromPackages(DebianLibrary(version), "python3-libs", "python3", "python")
            : null)
        ?? "install a Python that was built with --enable-shared (pyenv: PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install "
            + $"--force {version}; those of uv and conda are)";

    /// <summary>Makes a virtual environment again.</summary>
    public static string RemakeVirtualEnvironment(string folder) =>
        OperatingSystem.IsWindows()
            ? $"py -m venv --clear {Quote(folder)} && {Quote(Path.Combine(folder, "Scripts", "python.exe"))} -m pip install numpy"
            : $"python3 -m venv --clear {Quote(folder)} && {Quote(Path.Combine(folder, "bin", "python3"))} -m pip install numpy";

    /// <summary>Removes environment variables.</summary>
    public static string Unset(IEnumerable<string> variables) =>
        OperatingSystem.IsWindows()
            ? string.Join(" & ", variables.Select(variable => $"set {variable}="))
            : $"unset {string.Join(' ', variables)}";

    /// <summary>Sets environment variables, each given as <c>NAME=value</c>, for programs that start later.</summary>
    public static string Set(IEnumerable<string> assignments) =>
        OperatingSystem.IsWindows()
            ? string.Join(" & ", assignments.Select(assignment => $"set {assignment}"))
            : $"export {string.Join(' ', assignments.Select(Quote))}";

    /// <summary>Debian's packages of Python modules are for this one.</summary>
    private static bool IsSystemPython(string executable) =>
        executable == SystemPython || (executable.StartsWith("/usr/bin/", StringComparison.Ordinal)
            && PythonLayout.RealPath(executable) == PythonLayout.RealPath(SystemPython));

    private static string? FromPackages(string debian, string fedora, string alpine, string arch) =>
        File.Exists("/usr/bin/apt-get") ? AptGet($"install -y {debian}")
        : File.Exists("/usr/bin/dnf") ? $"{Sudo}dnf install -y {fedora}"
        : File.Exists("/sbin/apk") ? $"{Sudo}apk add {alpine}"
        : File.Exists("/usr/bin/pacman") ? $"{Sudo}pacman -S --noconfirm {arch}"
        : null;

    /// <summary>A fresh container has no package lists yet.</summary>
    private static string AptGet(string arguments)
    {
        const string Lists = "/var/lib/apt/lists";
        bool hasLists = Directory.Exists(Lists) && Directory.EnumerateFiles(Lists, "*Packages*").Any();
        return $"{(hasLists ? "" : $"{Sudo}apt-get update && ")}{Sudo}apt-get {arguments}";
    }

    private static string Sudo => Environment.IsPrivilegedProcess ? "" : "sudo ";

    /// <summary>The package with the shared library: of this version, or else of the Python that is or will be installed.</summary>
    private static string DebianLibrary(Version? version)
    {
        const string Prefix = "python";
        string? installed = Path.GetFileName(PythonLayout.RealPath(SystemPython)); // python3.11
        string? known = version?.ToString(2)
            ?? (installed is not null && installed.StartsWith(Prefix, StringComparison.Ordinal) ? installed[Prefix.Length..] : null)
            ?? PythonOfRelease.GetValueOrDefault(ReleaseName());
        return known is null ? "libpython3-dev" : $"libpython{known}";
    }

    private static string ReleaseName()
    {
        const string File = "/etc/os-release", Label = "VERSION_CODENAME=";
        try
        {
            string line = Array.Find(System.IO.File.ReadAllLines(File), line => line.StartsWith(Label, StringComparison.Ordinal)) ?? Label;
            return line[Label.Length..].Trim('"');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string Quote(string text) => text.Contains(' ') ? $"\"{text}\"" : text;
}
