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
        if (KnownFaults.BeforeItRuns(candidate) is { } fault)
        {
            return (null, fault);
        }
        if (AnswerStore.Find(candidate.Path) is { } stored && InterpreterAnswer.Find(stored) is { } known)
        {
            return Judge(candidate, known);
        }
        if (!InterpreterProcess.TryRun(candidate.Path, ["-c", Script.Value], out string output, out string failure, patience: patience))
        {
            return (null, KnownFaults.WhenItFailed(candidate, failure, RunsWithout));
        }
        if (InterpreterAnswer.Find(output) is not { } answer)
        {
            return (null, new Refusal(candidate, $"does not answer as a Python does, but: {InterpreterProcess.Shorten(output)}", null));
        }
        if (answer.MayBeKept)
        {
            AnswerStore.Save(candidate.Path, output, answer.Watched);
        }
        return Judge(candidate, answer);

        bool RunsWithout(string variable) =>
            InterpreterProcess.TryRun(candidate.Path, ["-c", Script.Value], out string again, out _, variable, patience)
            && InterpreterAnswer.Find(again) is not null;
    }

    private static (PythonInstallation? Installation, Refusal? Refusal) Judge(Candidate candidate, InterpreterAnswer answer)
    {
        (string Reason, string? Mend)? refused = answer.Refuse() ?? KnownFaults.OfTheAnswer(candidate, answer);
        return refused is var (reason, mend)
            ? (null, new Refusal(candidate, reason, mend))
            : (new PythonInstallation(answer.Executable!, answer.Prefix, candidate.Library ?? answer.Library!, answer.Version, answer.NumPy!), null);
    }
}
