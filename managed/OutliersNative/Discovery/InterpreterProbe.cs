namespace OutliersNative.Discovery;

/// <summary>Probes interpreters: runs <c>probe.py</c> in them and judges the answer. A candidate is used only after that.</summary>
internal static class InterpreterProbe
{
    private static readonly Dictionary<Candidate, ProbeResult> Results = [];

    private static readonly Lazy<string> Script = new(() => InterpreterProcess.ReadScript("probe.py"));

    /// <summary>The result for a candidate, which is probed once in a process, also if many threads start Python at the same time.</summary>
    public static ProbeResult Ask(Candidate candidate)
    {
        lock (Results) // held while an interpreter runs, never while somebody waits for Python in this process
        {
            if (!Results.TryGetValue(candidate, out ProbeResult? result))
            {
                Results.Add(candidate, result = Probe(candidate));
            }
            return result;
        }
    }

    /// <summary>Forgets the results of this process and, for a candidate, its stored answer too, since what was missing may have
    /// been installed.</summary>
    public static void Forget(Candidate? candidate = null)
    {
        lock (Results)
        {
            Results.Clear();
        }
        if (candidate is not null)
        {
            AnswerCache.Forget(candidate.Path);
        }
    }

    /// <summary>Uses a stored answer if there is one, and runs the interpreter otherwise.</summary>
    /// <param name="candidate">The interpreter.</param>
    /// <param name="timeout">How long the interpreter may take. Default: 30 s.</param>
    public static ProbeResult Probe(Candidate candidate, TimeSpan? timeout = null)
    {
        if (FailureCauses.InPath(candidate) is { } rejection)
        {
            return Rejected(candidate, rejection);
        }
        return AnswerCache.Find(candidate.Path) is { } answer ? Judge(candidate, answer) : Run(candidate, timeout);
    }

    private static ProbeResult Run(Candidate candidate, TimeSpan? timeout)
    {
        if (FailureCauses.InFile(candidate) is { } rejection)
        {
            return Rejected(candidate, rejection);
        }
        if (!TryRun(null, out string output, out string failure))
        {
            return Rejected(candidate, FailureCauses.InEnvironment(failure, Works) ?? new Rejection(failure, null));
        }
        if (ProbeAnswer.Parse(output) is not { } answer)
        {
            return Rejected(candidate, new Rejection($"does not answer as a Python does, but: {InterpreterProcess.LastLine(output)}", null));
        }
        if (answer.NumPyVersion is null && FailureCauses.InEnvironment(answer.NumPyError ?? "it cannot import NumPy", Works) is { } environment)
        {
            return Rejected(candidate, environment);
        }
        AnswerCache.Save(candidate.Path, answer);
        return Judge(candidate, answer);

        bool TryRun(IReadOnlyDictionary<string, string?>? variables, out string output, out string failure) =>
            InterpreterProcess.TryRun(candidate.Path, ["-c", Script.Value, candidate.Path], out output, out failure, variables, timeout);

        bool Works(IReadOnlyDictionary<string, string?> variables) =>
            TryRun(variables, out string output, out _) && ProbeAnswer.Parse(output) is { } answer && answer.Reject() is null;
    }

    private static ProbeResult Judge(Candidate candidate, ProbeAnswer answer) =>
        answer.Reject(candidate.Library) is { } rejection
            ? Rejected(candidate, rejection)
            : new ProbeResult(
                candidate,
                new PythonInstallation(
                    answer.Executable!, answer.Prefix, candidate.Library ?? answer.Library!, answer.Version.ToString(), answer.NumPyVersion!),
                answer,
                null);

    private static ProbeResult Rejected(Candidate candidate, Rejection rejection) => new(candidate, null, null, rejection);
}
