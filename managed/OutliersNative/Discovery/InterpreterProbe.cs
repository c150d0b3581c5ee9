using System.Diagnostics.CodeAnalysis;

namespace OutliersNative.Discovery;

/// <summary>Asks an interpreter about itself, by running probe.py in it. A candidate is believed only after that.</summary>
internal static class InterpreterProbe
{
    private static readonly Lazy<string> Script = new(() => EmbeddedScript.Read("probe.py"));

    public static bool TryAsk(
        Candidate candidate,
        [NotNullWhen(true)] out PythonInstallation? installation,
        [NotNullWhen(false)] out Refusal? refusal,
        TimeSpan? patience = null)
    {
        (installation, refusal) = Ask(candidate, patience);
        return installation is not null;
    }

    private static (PythonInstallation? Installation, Refusal? Refusal) Ask(Candidate candidate, TimeSpan? patience)
    {
        if (KnownFaults.OfTheFile(candidate) is { } fault)
        {
            return (null, fault);
        }
        if (AnswerStore.Find(candidate.Path) is { } known)
        {
            return Judge(candidate, known);
        }
        if (KnownFaults.BeforeItRuns(candidate) is { } inside)
        {
            return (null, inside);
        }
        if (!TryRun(null, out string output, out string failure))
        {
            return (null, KnownFaults.OfTheEnvironment(candidate, Works) ?? new Refusal(candidate, failure, null));
        }
        if (InterpreterAnswer.Find(output) is not { } answer)
        {
            return (null, new Refusal(candidate, $"does not answer as a Python does, but: {InterpreterProcess.Shorten(output)}", null));
        }
        if (answer.MayBeKept)
        {
            AnswerStore.Save(candidate.Path, answer);
        }
        return answer.NumPy is null && KnownFaults.OfTheEnvironment(candidate, Works) is { } environment
            ? (null, environment)
            : Judge(candidate, answer);

        bool TryRun(string? without, out string output, out string failure) =>
            InterpreterProcess.TryRun(candidate.Path, ["-c", Script.Value], out output, out failure, without, patience);

        bool Works(string without) => TryRun(without, out string again, out _) && InterpreterAnswer.Find(again)?.Refuse() is null;
    }

    private static (PythonInstallation? Installation, Refusal? Refusal) Judge(Candidate candidate, InterpreterAnswer answer)
    {
        (string Reason, string? Mend)? refused = answer.Refuse() ?? KnownFaults.OfTheAnswer(candidate, answer);
        return refused is var (reason, mend)
            ? (null, new Refusal(candidate, reason, mend))
            : (new PythonInstallation(answer.Executable!, answer.Prefix, candidate.Library ?? answer.Library!, answer.Version, answer.NumPy!), null);
    }
}
