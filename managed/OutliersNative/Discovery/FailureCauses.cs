using OutliersNative.Interop;

namespace OutliersNative.Discovery;

/// <summary>Finds the cause why an interpreter cannot be probed: in its file, or in the environment.</summary>
internal static class FailureCauses
{
    /// <summary>What is wrong with the path itself; null if it may work.</summary>
    public static Rejection? InPath(Candidate candidate)
    {
        string path = candidate.Path;
        if (Directory.Exists(path))
        {
            return new Rejection($"is a folder without an interpreter: expected {PythonLayout.ExpectedInterpreter} in it", null, IsNoPython: true);
        }
        if (!Path.Exists(path))
        {
            bool isProgramName = candidate.Setting is { } setting && Path.GetFileName(setting) == setting;
            return new Rejection(
                $"does not exist{(isProgramName ? ", and no program on PATH has that name" : "")}",
                candidate.Source is "VIRTUAL_ENV" or "CONDA_PREFIX" ? FixCommands.Unset([candidate.Source]) : null,
                IsNoPython: true);
        }
        if (path == candidate.Library)
        {
            return new Rejection(
                "has no interpreter beside it: expected one of the same version in a bin folder above it; name that one instead", null);
        }
        return NotExecutable(path) ?? (candidate.Library is null ? null : ForOtherProcessor(candidate, candidate.Library));
    }

    /// <summary>What can be seen inside the file without running it; null if it may work. An interpreter that was probed before
    /// has passed this.</summary>
    public static Rejection? InFile(Candidate candidate) => ForOtherProcessor(candidate, candidate.Path) ?? BaseIsMissing(candidate.Path);

    /// <summary>The variables that break the interpreter; null if it does not work without them either.</summary>
    /// <param name="failure">What the interpreter says with them.</param>
    /// <param name="works">Whether the interpreter works with these variables.</param>
    public static Rejection? InEnvironment(string failure, Func<IReadOnlyDictionary<string, string?>, bool> works)
    {
        Dictionary<string, string?> all = PythonEnvironment.VariablesOfProcess();
        string[] suspects = [.. all.Keys.Where(name => !string.IsNullOrEmpty(all[name]) && MayBreak(name)).Order(StringComparer.Ordinal)];
        if (suspects.Length == 0 || !works(Without(suspects)))
        {
            return null;
        }
        string[] culprits = [.. suspects.Where(name => !works(Without(suspects.Where(other => other != name))))];
        if (culprits.Length == 0)
        {
            culprits = suspects; // only together
        }
        string named = string.Join(" and ", culprits.Select(name => $"{name}={all[name]}"));
        return new Rejection($"does not work with {named} ({failure}); it works without", FixCommands.Unset(culprits));

        Dictionary<string, string?> Without(IEnumerable<string> names)
        {
            var variables = new Dictionary<string, string?>(all);
            foreach (string name in names)
            {
                variables[name] = null;
            }
            return variables;
        }
    }

    /// <summary>Two harmless variables are set in most containers; to suspect them would run each failing interpreter again.</summary>
    private static bool MayBreak(string variable) =>
        (PythonEnvironment.IsPythons(variable) || PythonEnvironment.IsLoaders(variable))
        && variable is not ("PYTHONUNBUFFERED" or "PYTHONDONTWRITEBYTECODE");

    private static Rejection? NotExecutable(string path)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return OperatingSystem.IsWindows() || PythonLayout.RealPath(path) is not { } real || (File.GetUnixFileMode(real) & Execute) != 0
            ? null
            : new Rejection("is not an executable file", $"chmod +x {path}", IsNoPython: true);
    }

    private static Rejection? ForOtherProcessor(Candidate candidate, string file)
    {
        string? processor = BinaryFile.Processor(file);
        string what = file == candidate.Path ? "is" : $"has a library, {file}, that is";
        return processor is null || processor == RuntimePlatform.Processor
            ? null
            : new Rejection($"{what} for {processor}; this process is {RuntimePlatform.Processor}", FixCommands.InstallPython);
    }

    /// <summary>A virtual environment does not work without the Python that it was made with.</summary>
    private static Rejection? BaseIsMissing(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetDirectoryName(path)) ?? "";
        return PythonLayout.BaseOfVirtualEnvironment(folder) is not { } home || (Directory.Exists(home) && PythonLayout.RealPath(path) is not null)
            ? null
            : new Rejection(
                $"is of a virtual environment whose base Python is missing: it was made with the one in {home}",
                FixCommands.RemakeVirtualEnvironment(folder));
    }
}
