namespace OutliersNative.Discovery;

/// <summary>The places where Pythons are looked for, in order. Whoever names a Python gets that one or an error, never another.</summary>
internal static class PythonPlaces
{
    public const string Variable = "OUTLIERS_PYTHON";

    /// <summary>A place.</summary>
    /// <param name="Source">What messages call it.</param>
    /// <param name="Interpreters">The paths there; evaluated lazily, since later places may have to run a program.</param>
    /// <param name="IsIntended">Whether somebody chose this Python for the app, rather than that it happens to be installed.</param>
    private sealed record Place(string Source, Func<IEnumerable<string>> Interpreters, bool IsIntended = false);

    private static readonly Place[] InOrder =
    [
        new("VIRTUAL_ENV", () => OfVariable("VIRTUAL_ENV"), IsIntended: true),
        new(".venv beside the app", () => Beside(AppContext.BaseDirectory, ".venv"), IsIntended: true),
        new("venv beside the app", () => Beside(AppContext.BaseDirectory, "venv"), IsIntended: true),
        new("CONDA_PREFIX", () => OfVariable("CONDA_PREFIX"), IsIntended: true),
        new("pyenv", ChosenInPyenv),
        new("PATH", OnPath),
        new("the system's folders", InSystemFolders),
        new("the registry", WindowsPlaces.InRegistry),
        new("the py launcher", WindowsPlaces.KnownToLauncher),
        new("conda", InCondaInstallations),
        new("pyenv", InstalledInPyenv),
    ];

    private static readonly string[] CondaFolders = ["miniforge3", "miniconda3", "anaconda3", "mambaforge", "conda"];

    private static readonly StringComparer PathComparer = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>A prefix of the system's folders. Empty, except in tests, whose system has a Python.</summary>
    public static string SystemRoot { get; set; } = "";

    /// <summary>Every candidate, the one to prefer first; a single one if the options or OUTLIERS_PYTHON name it.</summary>
    public static IEnumerable<Candidate> Candidates(PythonRuntimeOptions options)
    {
        if (options.Python is { } named)
        {
            return [Named(named, options.PythonSetting)];
        }
        return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value ? [Named(value, Variable)] : Search();
    }

    /// <summary>Whether somebody chose this Python for the app, rather than that it happens to be installed.</summary>
    public static bool IsIntended(Candidate candidate) => Array.Exists(InOrder, place => place.IsIntended && place.Source == candidate.Source);

    /// <summary>What a user named: an interpreter, the folder of one, a program on PATH, or a libpython. A path without an
    /// interpreter becomes the candidate itself, so that it can be rejected by its name.</summary>
    public static Candidate Named(string value, string source)
    {
        string full = ProgramOnPath(value) ?? Path.GetFullPath(value);
        if (Directory.Exists(full))
        {
            return new Candidate(PythonLayout.FindInterpreter(full) ?? full, source, Setting: value);
        }
        return PythonLayout.LibraryVersion(full) is null
            ? new Candidate(full, source, Setting: value)
            : new Candidate(File.Exists(full) ? PythonLayout.InterpreterOfLibrary(full) ?? full : full, source, full, value);
    }

    /// <summary>The virtual environment that was deployed with the app. A native host has no app folder: the empty path would be
    /// the current directory.</summary>
    public static IEnumerable<string> Beside(string appFolder, string name)
    {
        string folder = Path.Combine(appFolder, name);
        return appFolder.Length > 0 && File.Exists(Path.Combine(folder, PythonLayout.VirtualEnvironmentFile)) ? [PythonLayout.InterpreterOf(folder)] : [];
    }

    /// <summary>One interpreter for each folder on PATH, not just the first: that one often has no NumPy. Relative folders would let
    /// the current directory choose what runs; pyenv's shims start a script that chooses, and that choice is known here.</summary>
    public static IEnumerable<string> OnPath()
    {
        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        string? shims = PyenvRoot() is { } root ? Path.Combine(root, "shims") : null;
        foreach (string folder in path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Path.IsPathFullyQualified(folder) || folder == shims)
            {
                continue;
            }
            string real = PythonLayout.RealPath(folder) ?? folder; // on Debian /bin is a link to /usr/bin: one candidate is enough
            foreach (string name in PythonLayout.InterpreterNames)
            {
                string file = Path.Combine(real, name);
                if (File.Exists(file) && !IsStoreAlias(file))
                {
                    yield return file;
                    break;
                }
            }
        }
    }

    private static IEnumerable<Candidate> Search()
    {
        var seen = new HashSet<string>(PathComparer);
        foreach (Place place in InOrder)
        {
            foreach (string interpreter in place.Interpreters())
            {
                if (seen.Add(interpreter))
                {
                    yield return new Candidate(interpreter, place.Source);
                }
            }
        }
    }

    private static IEnumerable<string> OfVariable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } folder ? [PythonLayout.InterpreterOf(folder)] : [];

    /// <summary>A bare name such as <c>python3.11</c> is a program on PATH, unless the current directory has that file.</summary>
    private static string? ProgramOnPath(string name)
    {
        if (Path.GetFileName(name) != name || Path.Exists(name))
        {
            return null;
        }
        string file = OperatingSystem.IsWindows() && !Path.HasExtension(name) ? name + ".exe" : name;
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Array.Find(folders, folder => Path.IsPathFullyQualified(folder) && File.Exists(Path.Combine(folder, file))) is { } found
            ? Path.Combine(found, file)
            : null;
    }

    /// <summary>On Windows, <c>python.exe</c> may be an empty file that opens the Microsoft Store.</summary>
    private static bool IsStoreAlias(string file) => OperatingSystem.IsWindows() && new FileInfo(file).Length == 0;

    /// <summary>Also folders that PATH does not name. Each folder's <c>python3</c> first, then its versions, newest first.</summary>
    private static IEnumerable<string> InSystemFolders() =>
        OperatingSystem.IsWindows() ? WindowsPlaces.InSystemFolders()
        : OperatingSystem.IsMacOS()
            ? [.. VersionsIn("/opt/homebrew/bin"), .. VersionsIn("/usr/local/bin"),
                .. InterpretersBelow(SystemFolder("/Library/Frameworks/Python.framework/Versions"), "3.*")]
        : [.. VersionsIn("/usr/local/bin"), .. VersionsIn("/usr/bin")];

    private static List<string> VersionsIn(string systemFolder)
    {
        const string Prefix = "python3.";
        string folder = SystemFolder(systemFolder);
        string unversioned = Path.Combine(folder, "python3");
        List<string> found = File.Exists(unversioned) ? [unversioned] : [];
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, Prefix + "*") : []; // "python3.*" finds python3 too
        found.AddRange(files.Where(file => Minor(file) is not null).OrderByDescending(Minor));
        return found;

        static int? Minor(string file) => // null for python3 and python3.11-config
            Path.GetFileName(file) is var name && name.Length > Prefix.Length ? PlainNumber.Read(name[Prefix.Length..]) : null;
    }

    private static string SystemFolder(string folder) => Path.Join(SystemRoot, folder);

    /// <summary>The interpreters of the installations in a folder, those with the highest name first.</summary>
    public static IEnumerable<string> InterpretersBelow(string folder, string pattern) =>
        Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder, pattern).OrderDescending(StringComparer.Ordinal).Select(PythonLayout.FindInterpreter).OfType<string>()
            : [];

    private static IEnumerable<string> InCondaInstallations()
    {
        string? shared = OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData)
            : SystemFolder("/opt");
        return from parent in new[] { PythonLayout.Home, shared }
               where parent is not null
               from name in CondaFolders
               select PythonLayout.FindInterpreter(Path.Combine(parent, name)) into interpreter
               where interpreter is not null
               select interpreter;
    }

    /// <summary>By PYENV_VERSION, otherwise by <c>pyenv global</c>.</summary>
    private static IEnumerable<string> ChosenInPyenv()
    {
        if (PyenvRoot() is not { } root)
        {
            yield break;
        }
        string[] names = Environment.GetEnvironmentVariable("PYENV_VERSION") is { Length: > 0 } chosen
            ? chosen.Split(':')
            : ReadLines(Path.Combine(root, "version"));
        foreach (string name in names)
        {
            string version = name.Trim();
            if (version.Length > 0 && PythonLayout.FindInterpreter(Path.Combine(root, "versions", version)) is { } interpreter)
            {
                yield return interpreter;
            }
        }
    }

    /// <summary>Newest version first.</summary>
    private static IEnumerable<string> InstalledInPyenv()
    {
        string versions = Path.Combine(PyenvRoot() ?? "", "versions");
        return PyenvRoot() is not null && Directory.Exists(versions)
            ? Directory.EnumerateDirectories(versions)
                .OrderByDescending(folder => Version.TryParse(Path.GetFileName(folder), out Version? version) ? version : new Version())
                .Select(PythonLayout.FindInterpreter)
                .OfType<string>()
            : [];
    }

    private static string? PyenvRoot()
    {
        string? root = Environment.GetEnvironmentVariable("PYENV_ROOT") is { Length: > 0 } named ? named
            : PythonLayout.Home is not { } home ? null
            : OperatingSystem.IsWindows() ? Path.Combine(home, ".pyenv", "pyenv-win")
            : Path.Combine(home, ".pyenv");
        return Directory.Exists(root) ? root : null;
    }

    private static string[] ReadLines(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllLines(file) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
