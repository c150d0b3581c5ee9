namespace OutliersNative.Discovery;

/// <summary>The commands that install or repair what a Python lacks, for the system that this process runs on.</summary>
internal static class FixCommands
{
    /// <summary>Installs a Python that can be used.</summary>
    public static string InstallPython =>
        OperatingSystem.IsWindows() ? "winget install Python.Python.3.13, then py -3.13 -m pip install numpy"
        : OperatingSystem.IsMacOS() ? "brew install numpy"
        : FromPackages("python3-numpy python3-dev", "python3-numpy python3-libs", "py3-numpy python3-dev", "python-numpy")
            ?? "install CPython 3.8 or newer, built with --enable-shared, and NumPy for it";

    /// <summary>Installs NumPy for an interpreter.</summary>
    public static string InstallNumPy(string executable) =>
        (IsOfSystem(executable) ? FromPackages("python3-numpy", "python3-numpy", "py3-numpy", "python-numpy") : null)
            ?? $"{Quote(executable)} -m pip install numpy";

    /// <summary>Replaces an interpreter's broken NumPy.</summary>
    public static string ReinstallNumPy(string executable) =>
        IsOfSystem(executable) && File.Exists("/usr/bin/apt-get")
            ? "sudo apt-get install --reinstall python3-numpy"
            : $"{Quote(executable)} -m pip install --force-reinstall numpy";

    /// <summary>Installs the shared library of an interpreter.</summary>
    public static string InstallLibrary(string executable, Version version) =>
        (IsOfSystem(executable) ? FromPackages($"libpython{version.ToString(2)}", "python3-libs", "python3-dev", "python") : null)
            ?? "install a Python that was built with --enable-shared (pyenv: PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install "
                + $"--force {version}; those of uv and conda are)";

    /// <summary>Makes a virtual environment again.</summary>
    public static string RemakeVirtualEnvironment(string folder) =>
        OperatingSystem.IsWindows()
            ? $"py -m venv --clear {Quote(folder)}, then {Quote(Path.Combine(folder, "Scripts", "python.exe"))} -m pip install numpy"
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

    private static bool IsOfSystem(string executable) => executable.StartsWith("/usr/bin/", StringComparison.Ordinal);

    private static string? FromPackages(string debian, string fedora, string alpine, string arch) =>
        File.Exists("/usr/bin/apt-get") ? $"sudo apt-get install {debian}"
        : File.Exists("/usr/bin/dnf") ? $"sudo dnf install {fedora}"
        : File.Exists("/sbin/apk") ? $"sudo apk add {alpine}"
        : File.Exists("/usr/bin/pacman") ? $"sudo pacman -S {arch}"
        : null;

    private static string Quote(string path) => path.Contains(' ') ? $"\"{path}\"" : path;
}
