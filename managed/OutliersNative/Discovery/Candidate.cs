namespace OutliersNative.Discovery;

/// <summary>A place where an interpreter may be.</summary>
/// <param name="Path">The interpreter's path.</param>
/// <param name="Source">Who named it, for the report: <c>PATH</c>, <c>OUTLIERS_PYTHON</c>.</param>
internal sealed record Candidate(string Path, string Source);

/// <summary>Why a candidate was passed over.</summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="Reason">What it lacks, as the end of a sentence that begins with its path.</param>
/// <param name="Mend">The command that mends it, or null.</param>
internal sealed record Refusal(Candidate Candidate, string Reason, string? Mend);
