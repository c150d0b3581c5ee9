using OutliersNative.Interop;

namespace OutliersNative.Discovery;

/// <summary>Knows by what an interpreter that cannot be asked is broken, and what mends that.</summary>
internal static class KnownFaults
{
    /// <summary>What is wrong with the very file; null if it may well work.</summary>
    public static Refusal? OfTheFile(Candidate candidate)
    {
        string path = candidate.Path;
        if (Directory.Exists(path))
        {
            return new Refusal(candidate, "is a folder without an interpreter: expected a file, the folder of a virtual environment, or "
                + $"one that holds {InterpreterFile.Expected}", Remedy.Python);
        }
        if (path == candidate.Library)
        {
            return new Refusal(candidate, File.Exists(path)
                ? "has no interpreter beside it: expected one of the same version in a bin folder above it; name that one instead"
                : "does not exist", null);
        }
        return NotExecutable(candidate) ?? (candidate.Library is null ? null : OfAnotherProcessor(candidate, candidate.Library));
    }

    /// <summary>What can be seen inside without running it; null if it may well work. One that has answered has none of this.</summary>
    public static Refusal? BeforeItRuns(Candidate candidate) => OfAnotherProcessor(candidate, candidate.Path) ?? BaseIsGone(candidate);

    /// <summary>The variable without which it would do, and that is to blame for what it lacks; null if none is.</summary>
    /// <param name="candidate">The interpreter.</param>
    /// <param name="worksWithout">Whether it works without that variable.</param>
    public static Refusal? OfTheEnvironment(Candidate candidate, Func<string, bool> worksWithout)
    {
        string? culprit = new[] { PythonEnvironment.Home, PythonEnvironment.ModulePath }
            .FirstOrDefault(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)) && worksWithout(name));
        return culprit is null
            ? null
            : new Refusal(candidate, $"does not work with {culprit}={Environment.GetEnvironmentVariable(culprit)}, which is another Python's; it works without",
                Remedy.Unset(culprit));
    }

    /// <summary>What the interpreter cannot know of itself.</summary>
    public static (string Reason, string? Mend)? OfTheAnswer(Candidate candidate, InterpreterAnswer answer)
    {
        if (candidate.Library is null)
        {
            return null;
        }
        var version = Version.Parse(answer.Version);
        return LibraryFile.Version(candidate.Library) == new Version(version.Major, version.Minor)
            ? null
            : ($"is Python {version}, which {candidate.Library} is not; name its interpreter instead of the library", null);
    }

    private static Refusal? NotExecutable(Candidate candidate)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return OperatingSystem.IsWindows() || RealPath.Of(candidate.Path) is not { } real || (File.GetUnixFileMode(real) & Execute) != 0
            ? null
            : new Refusal(candidate, "is not an executable file", $"chmod +x {candidate.Path}, if it is an interpreter");
    }

    private static Refusal? OfAnotherProcessor(Candidate candidate, string file)
    {
        string? its = BinaryFile.Processor(file);
        string what = file == candidate.Path ? "is" : $"has a library, {file}, that is";
        return its is null || its == RuntimePlatform.Processor ? null : new Refusal(candidate, $"{what} for {its}; this process is {RuntimePlatform.Processor}", Remedy.Python);
    }

    /// <summary>A virtual environment is nothing without the Python that it was made with.</summary>
    private static Refusal? BaseIsGone(Candidate candidate)
    {
        string folder = Path.GetDirectoryName(Path.GetDirectoryName(candidate.Path)) ?? "";
        if (VirtualEnvironmentFile.Home(folder) is not { } home)
        {
            return null;
        }
        bool isThere = Directory.Exists(home) && RealPath.Of(candidate.Path) is not null;
        return isThere ? null : new Refusal(candidate, $"is of a virtual environment whose Python is gone: it was made with that in {home}", Remedy.VirtualEnvironment(folder));
    }
}
