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

    /// <summary>Forgets the results of this process: what was missing may have been installed.</summary>
    public static void Forget()
    {
        lock (Results)
        {
            Results.Clear();
        }
    }

    /// <summary>Forgets a candidate's result, and its stored answer too: its own, and that of the interpreter that it wraps.</summary>
    public static void Forget(Candidate candidate)
    {
        ProbeResult? result;
        lock (Results)
        {
            Results.Remove(candidate, out result);
        }
        Dictionary<string, string?> own = PythonEnvironment.VariablesOfProcess();
        AnswerCache.Forget(candidate.Path, own);
        if (result?.Answer is { } answer)
        {
            AnswerCache.Forget(answer.Executable!, PythonEnvironment.WithPythons(own, answer.Variables));
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
        Dictionary<string, string?> variables = PythonEnvironment.VariablesOfProcess();
        return AnswerCache.Find(candidate.Path, variables) is { } answer ? Judge(candidate, answer) : Run(candidate, variables, timeout);
    }

    private static ProbeResult Run(Candidate candidate, Dictionary<string, string?> variables, TimeSpan? timeout)
    {
        if (FailureCauses.InFile(candidate) is { } rejection)
        {
            return Rejected(candidate, rejection);
        }
        if (!TryRun(variables, out string output, out string failure))
        {
            return Rejected(candidate, FailureCauses.InEnvironment(failure, Answers) ?? new Rejection(failure, null, IsNoPython: true));
        }
        if (ProbeAnswer.Parse(output) is not { } answer)
        {
            string printed = InterpreterProcess.LastLine(output);
            return Rejected(candidate, new Rejection($"does not answer as a Python does, but: {printed}", null, IsNoPython: true));
        }
        if (answer.NumPyVersion is null && FailureCauses.InEnvironment(answer.NumPyError ?? "it cannot import NumPy", ImportsNumPy) is { } environment)
        {
            return Rejected(candidate, environment);
        }
        if (answer.Reject() is null && Unwrap(candidate, variables, ref answer, timeout) is { } difference)
        {
            return Rejected(candidate, difference);
        }
        AnswerCache.Save(candidate.Path, variables, answer);
        return Judge(candidate, answer);

        bool TryRun(IReadOnlyDictionary<string, string?> with, out string output, out string failure) =>
            InterpreterProcess.TryRun(candidate.Path, ["-c", Script.Value, candidate.Path], out output, out failure, with, timeout);

        bool Answers(IReadOnlyDictionary<string, string?> with) =>
            TryRun(with, out string output, out _) && ProbeAnswer.Parse(output) is not null;

        bool ImportsNumPy(IReadOnlyDictionary<string, string?> with) =>
            TryRun(with, out string output, out _) && ProbeAnswer.Parse(output)?.NumPyVersion is not null;
    }

    /// <summary>A candidate may be a script that sets variables or options and then runs an interpreter (nixpkgs, pyenv, reticulate).
    /// Started in this process, that interpreter gets its <c>PYTHON*</c> variables from us, and nothing else of the script. So it is
    /// probed again just like that, and that answer counts.</summary>
    /// <returns>Why the candidate cannot be used; null if it can.</returns>
    private static Rejection? Unwrap(Candidate candidate, Dictionary<string, string?> own, ref ProbeAnswer answer, TimeSpan? timeout)
    {
        Dictionary<string, string?> its = PythonEnvironment.WithPythons(own, answer.Variables);
        if (!answer.IsWrapped && HasSameValues(own, its))
        {
            return null;
        }
        ProbeAnswer? inside = AnswerCache.Find(answer.Executable!, its);
        string? difference = inside is null
            ? ProbeInside(candidate, answer, its, timeout, out inside)
            : inside.Reject()?.Reason ?? answer.Difference(inside);
        if (difference is null)
        {
            answer = inside!;
            return null;
        }
        string[] loader = [.. answer.LoaderVariables.Where(variable => variable.Split('=', 2) is [var name, var value]
            && own.GetValueOrDefault(name) != value)];
        string started = $"is a script or program that starts {answer.Program ?? answer.Executable}";
        return loader.Length == 0
            ? new Rejection($"{started} in a way that is not possible inside this process: here, it {difference}", null)
            : new Rejection(
                $"{started} with {string.Join(" and ", loader)}, which has no effect in a process that runs already: without it, it {difference}",
                FixCommands.Set(loader));
    }

    /// <summary>Probes the interpreter of an answer with these variables, under the program name that it will have in this process:
    /// its <c>sys.executable</c>, which may be the script again. So the program's file is run, with that name as <c>argv[0]</c>.</summary>
    /// <returns>What differs from the answer; null if nothing that matters does.</returns>
    private static string? ProbeInside(
        Candidate candidate, ProbeAnswer answer, Dictionary<string, string?> variables, TimeSpan? timeout, out ProbeAnswer? inside)
    {
        string executable = answer.Executable!;
        string[] probe = ["-c", Script.Value, executable, candidate.Path];
        string[] arguments = answer.Program is { } program
            ? ["-c", "import os, sys; os.execv(sys.argv[1], sys.argv[2:])", program, executable, .. probe]
            : probe;
        inside = null;
        if (!InterpreterProcess.TryRun(answer.Program ?? executable, arguments, out string output, out string failure, variables, timeout))
        {
            return failure;
        }
        inside = ProbeAnswer.Parse(output);
        if (inside is null)
        {
            return "does not answer";
        }
        AnswerCache.Save(executable, variables, inside);
        return inside.Reject()?.Reason ?? answer.Difference(inside);
    }

    private static bool HasSameValues(Dictionary<string, string?> one, Dictionary<string, string?> other)
    {
        foreach (string name in (string[])[.. one.Keys, .. other.Keys])
        {
            if ((one.GetValueOrDefault(name) ?? "") != (other.GetValueOrDefault(name) ?? ""))
            {
                return false;
            }
        }
        return true;
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
