using System.Diagnostics.CodeAnalysis;

namespace OutliersNative.Discovery;

/// <summary>A place where an interpreter may be.</summary>
/// <param name="Path">The interpreter's path; what was named, if no interpreter is there.</param>
/// <param name="Source">Where the path comes from, for messages: <c>PATH</c>, <c>OUTLIERS_PYTHON</c>.</param>
/// <param name="Library">The shared library, if that is what was named; otherwise the interpreter tells it.</param>
internal sealed record Candidate(string Path, string Source, string? Library = null)
{
    public override string ToString() => $"{Path} (from {Source})";
}

/// <summary>Why a candidate cannot be used.</summary>
/// <param name="Reason">The end of a sentence that begins with the candidate's path.</param>
/// <param name="Fix">The command that fixes it; null if there is no one command.</param>
internal sealed record Rejection(string Reason, string? Fix);

/// <summary>What probing a candidate gave: an installation with its answer, or a rejection.</summary>
internal sealed record ProbeResult(Candidate Candidate, PythonInstallation? Installation, ProbeAnswer? Answer, Rejection? Rejection)
{
    [MemberNotNullWhen(true, nameof(Installation), nameof(Answer))]
    [MemberNotNullWhen(false, nameof(Rejection))]
    public bool IsUsable => Rejection is null;
}
