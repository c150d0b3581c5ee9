using System.Diagnostics;
using OutliersNative.Discovery;
using OutliersNative.Interop;

namespace OutliersNative.Diagnosis;

/// <summary>Examines everything that calls need, and lists what is wrong.</summary>
internal static class Doctor
{
    public static PythonDiagnosis Examine(PythonRuntimeOptions options)
    {
        List<DiagnosedProblem> problems = [];
        List<ProbeResult> probed = [.. PythonPlaces.Candidates(options).Select(ProbeAgain)];
        bool hasNativeLibrary = HasNativeLibrary(problems);
        bool runs = hasNativeLibrary && Starts(options, probed, problems);
        bool needsAnother = !(runs || (!hasNativeLibrary && probed.Exists(result => result.IsUsable)));
        problems.InsertRange(0, ProblemsOf(probed, needsAnother));
        ProbeResult? python = runs ? PythonRuntime.Running : probed.Find(result => result.IsUsable);
        IReadOnlyList<DiagnosedBlas> blas = Blas(python, problems);
        TimeSpan? selfTestTime = runs ? TestCall(problems) : null;
        problems.AddRange(SignalState.Problems());
        return new PythonDiagnosis
        {
            Problems = problems,
            Candidates = Describe(probed, runs ? python : null),
            Python = runs ? python?.Installation : null,
            VirtualEnvironment = python?.Installation is { } installed && PythonLayout.BaseOfVirtualEnvironment(installed.Prefix) is not null
                ? installed.Prefix
                : null,
            ModulePath = [.. PythonRuntime.ModuleFolders.Concat(python?.Answer?.ModulePath ?? []).Distinct()],
            NumPyFolder = python?.Answer?.NumPyFolder,
            Blas = blas,
            RuntimeIdentifier = RuntimePlatform.Identifier,
            CLibrary = RuntimePlatform.CLibrary,
            NativeLibrary = NativeLibraryResolver.LoadedFrom,
            Processors = Environment.ProcessorCount,
            Signals = SignalState.Describe(),
            SelfTestTime = selfTestTime,
        };
    }

    private static ProbeResult ProbeAgain(Candidate candidate)
    {
        InterpreterProbe.Forget(candidate); // what was missing may have been installed
        return InterpreterProbe.Ask(candidate);
    }

    private static bool HasNativeLibrary(List<DiagnosedProblem> problems)
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

    /// <summary>Starts Python. Candidates that fail only now become rejected ones in <paramref name="probed"/>.</summary>
    private static bool Starts(PythonRuntimeOptions options, List<ProbeResult> probed, List<DiagnosedProblem> problems)
    {
        try
        {
            if (PythonRuntime.TryStart(options, out IReadOnlyList<ProbeResult> rejected))
            {
                return true;
            }
            foreach (ProbeResult failed in rejected)
            {
                int at = probed.FindIndex(result => result.Candidate == failed.Candidate);
                if (at >= 0)
                {
                    probed[at] = failed;
                }
            }
        }
        catch (Exception e) when (e is OutliersException or ArgumentException or InsufficientMemoryException)
        {
            problems.Add(new DiagnosedProblem(e.Message, null));
        }
        return false;
    }

    /// <summary>If no Python can be used, each rejected one is a problem; otherwise only one that somebody intended to be used.</summary>
    private static IEnumerable<DiagnosedProblem> ProblemsOf(List<ProbeResult> probed, bool needsAnother)
    {
        if (probed.Count == 0)
        {
            return [new DiagnosedProblem(NotFoundMessage.NothingTried, FixCommands.InstallPython)];
        }
        return from result in probed
               where result.Rejection is not null && (needsAnother || PythonPlaces.IsIntended(result.Candidate))
               select new DiagnosedProblem(result.RejectionText, result.Rejection!.Fix);
    }

    private static IReadOnlyList<DiagnosedBlas> Blas(ProbeResult? python, List<DiagnosedProblem> problems)
    {
        if (python?.Answer is not { } answer)
        {
            return [];
        }
        IReadOnlyList<DiagnosedBlas> blas = BlasLibraries.Ask(answer, out string? failure);
        if (failure is not null)
        {
            problems.Add(new DiagnosedProblem($"{answer.Executable} does not tell its BLAS libraries: it {failure}", null));
        }
        return blas;
    }

    /// <summary>Calls the bundled detector as a user would; null if that fails.</summary>
    /// <returns>The time of one call.</returns>
    private static TimeSpan? TestCall(List<DiagnosedProblem> problems)
    {
        double[] data = [.. Enumerable.Range(0, 20).Select(i => i == 7 ? 100.0 : i % 2)];
        try
        {
            using var outliers = new Outliers("outliers", "detect");
            outliers.Detect(data); // the first call makes this thread's Python state
            long start = Stopwatch.GetTimestamp();
            long[] positions = outliers.Detect(data);
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            if (positions is [7])
            {
                return time;
            }
            problems.Add(new DiagnosedProblem(
                $"outliers.detect found the outliers [{string.Join(", ", positions)}] in the test series; expected [7]: "
                    + "another module of that name comes first in the module path",
                null));
        }
        catch (Exception e) when (e is PythonException or InvalidResultException)
        {
            problems.Add(new DiagnosedProblem(
                $"the bundled detector outliers.detect failed: {e.Message}; "
                    + $"expected its module in {Path.Combine(PackageFolders.All[^1], PackageFolders.Python)}",
                "dotnet publish"));
        }
        return null;
    }

    private static List<DiagnosedCandidate> Describe(List<ProbeResult> probed, ProbeResult? running)
    {
        ProbeResult? taken = probed.Find(result => result.IsUsable && result.Installation.Executable == running?.Installation?.Executable);
        List<DiagnosedCandidate> described = probed.ConvertAll(result => Describe(result, result == taken, isAnyRunning: running is not null));
        if (running?.Installation is { } installed && taken is null)
        {
            described.Insert(0, new DiagnosedCandidate(
                installed.Executable, "an earlier start", true, $"is Python {installed.Version}, which runs in this process already", null));
        }
        return described;
    }

    /// <summary>The rejected candidates that somebody intended to be used.</summary>
    public static IReadOnlyList<DiagnosedCandidate> DescribeIntended(IReadOnlyList<ProbeResult> rejected) =>
        [.. rejected.Where(result => PythonPlaces.IsIntended(result.Candidate)).Select(result => Describe(result, isTaken: false, isAnyRunning: true))];

    private static DiagnosedCandidate Describe(ProbeResult result, bool isTaken, bool isAnyRunning)
    {
        (string reason, string? fix) = result.IsUsable
            ? ($"is Python {result.Installation.Version} with NumPy {result.Installation.NumPyVersion}"
                + (isTaken ? "" : isAnyRunning ? "; another comes first" : "; not started"), null)
            : (result.Rejection.Reason, result.Rejection.Fix);
        return new DiagnosedCandidate(result.Candidate.Path, result.Candidate.Source, isTaken, reason, fix);
    }
}
