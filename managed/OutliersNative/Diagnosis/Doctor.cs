using OutliersNative.Discovery;
using OutliersNative.Interop;

namespace OutliersNative.Diagnosis;

/// <summary>Knows what to look at, and what of it is a problem.</summary>
internal static class Doctor
{
    private sealed record Asked(Candidate Candidate, PythonInstallation? Installation, Refusal? Refusal);

    public static PythonDiagnosis Examine(PythonRuntimeOptions options)
    {
        List<DiagnosedProblem> problems = [];
        List<Asked> asked = [.. PythonLocator.Candidates(options).Select(Ask)];
        problems.AddRange(ProblemsOf(asked));
        bool runs = HasShim(problems) && Starts(options, asked, problems);
        PythonInstallation? python = runs ? PythonRuntime.Current : asked.Find(one => one.Installation is not null)?.Installation;
        PythonDescription? description = Describe(python, problems);
        TimeSpan? time = runs ? SelfTest.Run(problems) : null;
        problems.AddRange(SignalState.Problems());
        return new PythonDiagnosis
        {
            Problems = problems,
            Candidates = Judge(asked, python),
            Python = runs ? python : null,
            VirtualEnvironment = python is not null && VirtualEnvironmentFile.Home(python.Prefix) is not null ? python.Prefix : null,
            ModulePath = [.. runs ? options.Validate(nameof(options)) : [], .. description?.ModulePath ?? []],
            NumPyFolder = description?.NumPyFolder,
            Blas = description?.Blas ?? [],
            RuntimeIdentifier = RuntimePlatform.Identifier,
            CLibrary = RuntimePlatform.CLibrary,
            NativeLibrary = NativeLibraryResolver.LoadedFrom,
            Processors = Environment.ProcessorCount,
            Signals = SignalState.Describe(),
            SelfTestTime = time,
        };
    }

    /// <summary>Anew: what was missing may have been installed.</summary>
    private static Asked Ask(Candidate candidate)
    {
        AnswerStore.Forget(candidate.Path);
        InterpreterProbe.TryAsk(candidate, out PythonInstallation? installation, out Refusal? refusal);
        return new Asked(candidate, installation, refusal);
    }

    /// <summary>With a usable Python, only what its user meant to use instead is a problem; without one, all is.</summary>
    private static IEnumerable<DiagnosedProblem> ProblemsOf(List<Asked> asked)
    {
        if (asked.Count == 0)
        {
            return [new DiagnosedProblem(RefusalReport.NothingTried, Remedy.Python)];
        }
        bool isUsable = asked.Exists(one => one.Installation is not null);
        return from one in asked
               where one.Refusal is not null && (!isUsable || PythonLocator.IsMeant(one.Candidate))
               let candidate = one.Candidate
               select new DiagnosedProblem($"{candidate.Path} (from {candidate.Source}) {one.Refusal!.Reason}", one.Refusal.Mend);
    }

    private static bool HasShim(List<DiagnosedProblem> problems)
    {
        try
        {
            PythonRuntime.CheckAbi();
            return true;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            problems.Add(new DiagnosedProblem(e.Message, $"dotnet publish -r {RuntimePlatform.Identifier}"));
            return false;
        }
    }

    private static bool Starts(PythonRuntimeOptions options, List<Asked> asked, List<DiagnosedProblem> problems)
    {
        try
        {
            PythonRuntime.Start(options);
            return true;
        }
        catch (Exception e) when (e is OutliersException or ArgumentException or InsufficientMemoryException)
        {
            if (asked.Exists(one => one.Installation is not null)) // else it says the same again
            {
                problems.Add(new DiagnosedProblem(e.Message, null));
            }
            return false;
        }
    }

    private static PythonDescription? Describe(PythonInstallation? python, List<DiagnosedProblem> problems)
    {
        if (python is null)
        {
            return null;
        }
        PythonDescription? description = PythonDescription.Ask(python.Executable, out string failure);
        if (description is null)
        {
            problems.Add(new DiagnosedProblem($"{python.Executable} does not tell its modules: {failure}", null));
        }
        return description;
    }

    private static List<DiagnosedCandidate> Judge(List<Asked> asked, PythonInstallation? taken)
    {
        Asked? chosen = asked.Find(one => one.Installation is not null && one.Installation.Executable == taken?.Executable);
        List<DiagnosedCandidate> judged = asked.ConvertAll(one => one.Refusal is { } refusal
            ? new DiagnosedCandidate(one.Candidate.Path, one.Candidate.Source, false, refusal.Reason, refusal.Mend)
            : new DiagnosedCandidate(one.Candidate.Path, one.Candidate.Source, one == chosen,
                $"is Python {one.Installation!.Version} with NumPy {one.Installation.NumPyVersion}{(one == chosen ? "" : "; another comes first")}", null));
        return taken is null || chosen is not null
            ? judged
            : [new DiagnosedCandidate(taken.Executable, "an earlier start", true, $"is Python {taken.Version}, which runs in this process already", null), .. judged];
    }
}
