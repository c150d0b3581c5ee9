using System.Diagnostics.CodeAnalysis;

namespace OutliersNative.Discovery;

/// <summary>Has each interpreter asked once, also when many threads start Python at the same time.</summary>
internal static class ProbeCache
{
    private static readonly Dictionary<Candidate, (PythonInstallation? Installation, Refusal? Refusal)> Answers = [];

    public static bool TryAsk(
        Candidate candidate,
        [NotNullWhen(true)] out PythonInstallation? installation,
        [NotNullWhen(false)] out Refusal? refusal)
    {
        lock (Answers) // held while an interpreter runs, never while somebody waits for Python in this process
        {
            if (!Answers.TryGetValue(candidate, out var answer))
            {
                InterpreterProbe.TryAsk(candidate, out installation, out refusal);
                Answers.Add(candidate, answer = (installation, refusal));
            }
            (installation, refusal) = answer;
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
}
