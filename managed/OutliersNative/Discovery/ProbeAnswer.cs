namespace OutliersNative.Discovery;

/// <summary>What <c>probe.py</c> printed in an interpreter.</summary>
internal sealed record ProbeAnswer
{
    private const string FirstLine = "outliersnative-probe=1\n", LastLine = "\nend\n";

    private const string NoNumPy = "No module named 'numpy'";

    private static readonly Version OldestSupported = new(3, 8);

    /// <summary>The lines as they were printed, the first and the last included.</summary>
    public required string Text { get; init; }

    public required Version Version { get; init; }

    public required string Implementation { get; init; }

    public required string Prefix { get; init; }

    public required int Bits { get; init; }

    public required bool IsFreeThreaded { get; init; }

    /// <summary><c>sys.executable</c>: the program name that Python is started under.</summary>
    public string? Executable { get; init; }

    /// <summary>The file that ran, without links; null where the system does not tell.</summary>
    public string? Program { get; init; }

    /// <summary>Whether the file that was started is a script or program that ran <see cref="Program"/>.</summary>
    public bool IsWrapped { get; init; }

    /// <summary><c>sys.base_prefix</c>: the installation that a virtual environment was made with.</summary>
    public string? BasePrefix { get; init; }

    public string? Library { get; init; }

    public string? NumPyVersion { get; init; }

    public string? NumPyFolder { get; init; }

    /// <summary>Why NumPy cannot be imported.</summary>
    public string? NumPyError { get; init; }

    /// <summary><c>sys.path</c>, without the current directory.</summary>
    public IReadOnlyList<string> ModulePath { get; init; } = [];

    /// <summary>The <c>PYTHON*</c> variables that the interpreter was started with, and obeyed.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>The variables of the system's loader that it was started with, each as <c>NAME=value</c>.</summary>
    public IReadOnlyList<string> LoaderVariables { get; init; } = [];

    /// <summary>The files and folders that the answer depends on, each as <c>STAMP PATH</c>.</summary>
    public IReadOnlyList<string> Watched { get; init; } = [];

    /// <summary>Reads the last answer in a text, between whatever an interpreter's start files printed; null if there is none.</summary>
    public static ProbeAnswer? Parse(string text)
    {
        int start = text.AsSpan().LastIndexOf(FirstLine); // string.LastIndexOf loads ICU, also for an ordinal search
        int length = start < 0 ? -1 : text.AsSpan(start).IndexOf(LastLine);
        return length < 0 ? null : ParseLines(text.Substring(start, length + LastLine.Length));
    }

    private static ProbeAnswer? ParseLines(string text)
    {
        var single = new Dictionary<string, string>();
        var variables = new Dictionary<string, string>();
        List<string> modulePath = [], loader = [], watched = [];
        foreach (string line in text.Split('\n'))
        {
            if (line.Split('=', 2) is not [var name, var escaped])
            {
                continue;
            }
            string value = Unescape(escaped);
            switch (name)
            {
                case "path":
                    modulePath.Add(value);
                    break;
                case "variable" when value.Split('=', 2) is [var variable, var content]:
                    variables[variable] = content;
                    break;
                case "loader":
                    loader.Add(value);
                    break;
                case "watched":
                    watched.Add(value);
                    break;
                default:
                    single[name] = value;
                    break;
            }
        }
        if (PlainNumber.ReadVersion(Value("version") ?? "") is not { } version
            || PlainNumber.Read(Value("bits") ?? "") is not int bits
            || Value("free_threaded") is not ("yes" or "no")
            || Value("implementation") is not { } implementation
            || Value("prefix") is not { } prefix)
        {
            return null;
        }
        return new ProbeAnswer
        {
            Text = text,
            Version = version,
            Implementation = implementation,
            Prefix = prefix,
            Bits = bits,
            IsFreeThreaded = Value("free_threaded") == "yes",
            Executable = Value("executable"),
            Program = Value("program"),
            IsWrapped = Value("wrapped") == "yes",
            BasePrefix = Value("base_prefix"),
            Library = Value("library"),
            NumPyVersion = Value("numpy"),
            NumPyFolder = Value("numpy_folder"),
            NumPyError = Value("numpy_error"),
            ModulePath = modulePath,
            Variables = variables,
            LoaderVariables = loader,
            Watched = watched,
        };

        string? Value(string name) => single.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;
    }

    private static string Unescape(string text) =>
        text.Contains('%') ? text.Replace("%0A", "\n").Replace("%0D", "\r").Replace("%25", "%") : text;

    /// <summary>Whether the answer holds until a watched file changes. What a broken NumPy or a missing library needs may appear anywhere.</summary>
    public bool IsCacheable => Library is not null && (NumPyVersion is not null || LacksNumPy);

    private bool LacksNumPy => NumPyError?.EndsWith(NoNumPy, StringComparison.Ordinal) ?? true;

    /// <summary>What another answer of the same interpreter has that matters and differs, as the end of a sentence about that one;
    /// null if they agree. Folders inside the installation need not be compared: they follow from the prefixes.</summary>
    public string? Difference(ProbeAnswer other)
    {
        if (other.Prefix != Prefix)
        {
            return $"has the prefix {other.Prefix} instead of {Prefix}";
        }
        if (other.NumPyVersion != NumPyVersion || other.NumPyFolder != NumPyFolder)
        {
            return $"takes NumPy {other.NumPyVersion} from {other.NumPyFolder} instead of NumPy {NumPyVersion} from {NumPyFolder}";
        }
        if (FirstForeignFolder(this, except: other) is { } missing)
        {
            return $"has no {missing} in sys.path";
        }
        return FirstForeignFolder(other, except: this) is { } added ? $"has {added} in sys.path too" : null;
    }

    private static string? FirstForeignFolder(ProbeAnswer answer, ProbeAnswer except) =>
        answer.ModulePath.FirstOrDefault(folder => !except.ModulePath.Contains(folder) && Path.Exists(folder)
            && !IsInside(folder, answer.Prefix) && !IsInside(folder, answer.BasePrefix));

    private static bool IsInside(string path, string? folder) =>
        folder is not null && path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>Why this Python cannot be used; null if it can.</summary>
    /// <param name="library">The shared library that the user named; null to use the interpreter's own.</param>
    public Rejection? Reject(string? library = null)
    {
        if (Implementation != "CPython")
        {
            return new Rejection($"is {Implementation}; CPython is needed", FixCommands.InstallPython);
        }
        if (Version < OldestSupported)
        {
            return new Rejection($"is Python {Version}; {OldestSupported} or newer is needed", FixCommands.InstallPython);
        }
        if (Bits != nint.Size * 8)
        {
            return new Rejection($"is a {Bits}-bit Python; this process has {nint.Size * 8} bits", FixCommands.InstallPython);
        }
        if (IsFreeThreaded)
        {
            return new Rejection(
                $"is a free-threaded Python {Version}, which is not supported yet; use the standard build, without the \"t\" in its name",
                FixCommands.InstallPython);
        }
        if (Executable is null)
        {
            return new Rejection("does not know its own path (sys.executable is empty)", null);
        }
        if (NumPyVersion is null)
        {
            return new Rejection(
                $"(Python {Version}) cannot import NumPy ({NumPyError})",
                LacksNumPy ? FixCommands.InstallNumPy(Executable, Version, hasLibrary: Library is not null) : FixCommands.ReinstallNumPy(Executable));
        }
        if (library is not null && PythonLayout.LibraryVersion(library) != new Version(Version.Major, Version.Minor))
        {
            return new Rejection($"is Python {Version}, which {library} is not; name its interpreter instead of the library", null);
        }
        return library is null && Library is null
            ? new Rejection($"(Python {Version}) has no shared library", FixCommands.InstallLibrary(Executable, Version))
            : null;
    }
}
