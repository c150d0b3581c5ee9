using System.Diagnostics.CodeAnalysis;

namespace OutliersNative.Discovery;

/// <summary>A place where an interpreter may be.</summary>
/// <param name="Path">The interpreter's path; what was named, if no interpreter is there.</param>
/// <param name="Source">Where the path comes from, for messages: <c>PATH</c>, <c>OUTLIERS_PYTHON</c>.</param>
/// <param name="Library">The shared library, if that is what was named; otherwise the interpreter tells it.</param>
/// <param name="Setting">What the user wrote, if a setting names this Python and no other may take its place.</param>
internal sealed record Candidate(string Path, string Source, string? Library = null, string? Setting = null);

/// <summary>Why a candidate cannot be used.</summary>
/// <param name="Reason">The end of a sentence that begins with the candidate's path.</param>
/// <param name="Fix">The command that fixes it; null if there is no one command.</param>
/// <param name="IsNoPython">Whether there is no Python at all, so that the setting that names it is wrong.</param>
internal sealed record Rejection(string Reason, string? Fix, bool IsNoPython = false);

/// <summary>What probing a candidate gave: an installation with its answer, or a rejection.</summary>
internal sealed record ProbeResult(Candidate Candidate, PythonInstallation? Installation, ProbeAnswer? Answer, Rejection? Rejection)
{
    [MemberNotNullWhen(true, nameof(Installation), nameof(Answer))]
    [MemberNotNullWhen(false, nameof(Rejection))]
    public bool IsUsable => Rejection is null;

    /// <summary>Why the candidate cannot be used, as a sentence that names it, and the setting that named it.</summary>
    public string RejectionText
    {
        get
        {
            string text = $"{Candidate.Path} (from {Candidate.Source}) {Rejection?.Reason}";
            if (Candidate.Setting is not { } setting || Rejection is not { IsNoPython: true })
            {
                return text;
            }
            string given = setting == Candidate.Path ? "" : $" {Candidate.Source} is \"{setting}\";";
            return $"{text};{given} set it to {PythonLayout.ExpectedSetting}";
        }
    }
}
