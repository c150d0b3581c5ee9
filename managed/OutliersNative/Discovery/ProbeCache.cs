using System.Diagnostics.CodeAnalysis;

namespace OutliersNative.Discovery;

/// <summary>Has each interpreter asked once, also when many threads start Python at the same time.</summary>
internal static class ProbeCache
{
    private static readonly Dictionary<Candidate, Outcome> Answers = [];

    public static bool TryAsk(
        Candidate candidate,
        [NotNullWhen(true)] out PythonInstallation? installation,
        [NotNullWhen(false)] out Refusal? refusal)
    {
        lock (Answers) // held while an interpreter runs, never while somebody waits for Python in this process
        {
            if (!Answers.TryGetValue(candidate, out Outcome? answer))
            {
                InterpreterProbe.TryAsk(candidate, out installation, out refusal);
                Answers.Add(candidate, answer = new Outcome(installation, refusal));
            }
            (installation, refusal) = (answer.Installation, answer.Refusal);
            return installation is not null;
        }
    }

    /// <summary>For another attempt: what was missing may have been installed.</summary>
    public static void Clear()
    {
        lock (Answers)
        {
            Answers.Clear();
        }
    }

    /// <summary>A class, not a tuple: .NET has compiled code for dictionaries of those.</summary>
    private sealed record Outcome(PythonInstallation? Installation, Refusal? Refusal);
}
