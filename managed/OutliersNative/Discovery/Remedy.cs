namespace OutliersNative.Discovery;

/// <summary>Knows the commands that mend what a Python lacks, on this system.</summary>
internal static class Remedy
{
    /// <summary>Installs a Python that will do.</summary>
    public static string Python =>
        OperatingSystem.IsWindows() ? "winget install Python.Python.3.13, then py -3.13 -m pip install numpy"
        : OperatingSystem.IsMacOS() ? "brew install numpy"
        : FromPackages("python3-numpy python3-dev", "python3-numpy python3-libs", "py3-numpy python3-dev", "python-numpy")
            ?? "install CPython 3.8 or newer, built with --enable-shared, and NumPy for it";

    /// <summary>Installs NumPy for that interpreter.</summary>
    public static string NumPy(string executable) =>
        (IsOfTheSystem(executable) ? FromPackages("python3-numpy", "python3-numpy", "py3-numpy", "python-numpy") : null)
            ?? $"{Quote(executable)} -m pip install numpy";

    /// <summary>Installs the NumPy of that interpreter anew.</summary>
    public static string BrokenNumPy(string executable) =>
        IsOfTheSystem(executable) && File.Exists("/usr/bin/apt-get")
            ? "sudo apt-get install --reinstall python3-numpy"
            : $"{Quote(executable)} -m pip install --force-reinstall numpy";

    /// <summary>Installs the shared library of that interpreter.</summary>
    public static string Library(string executable, Version version) =>
        (IsOfTheSystem(executable) ? FromPackages($"libpython{version.ToString(2)}", "python3-libs", "python3-dev", "python") : null)
            ?? "install a Python that was built with --enable-shared (pyenv: PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install "
                + $"--force {version}; uv and conda: theirs has it)";

    public static string VirtualEnvironment(string folder) =>
        OperatingSystem.IsWindows()
            ? $"py -m venv --clear {Quote(folder)}, then {Quote(Path.Combine(folder, "Scripts", "python.exe"))} -m pip install numpy"
            : $"python3 -m venv --clear {Quote(folder)} && {Quote(Path.Combine(folder, "bin", "python3"))} -m pip install numpy";

    public static string Unset(string variable) => OperatingSystem.IsWindows() ? $"set {variable}=" : $"unset {variable}";

    private static bool IsOfTheSystem(string executable) => executable.StartsWith("/usr/bin/", StringComparison.Ordinal);

    private static string? FromPackages(string debian, string fedora, string alpine, string arch) =>
        File.Exists("/usr/bin/apt-get") ? $"sudo apt-get install {debian}"
        : File.Exists("/usr/bin/dnf") ? $"sudo dnf install {fedora}"
        : File.Exists("/sbin/apk") ? $"sudo apk add {alpine}"
        : File.Exists("/usr/bin/pacman") ? $"sudo pacman -S {arch}"
        : null;

    private static string Quote(string path) => path.Contains(' ') ? $"\"{path}\"" : path;
}
