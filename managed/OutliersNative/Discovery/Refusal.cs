namespace OutliersNative.Discovery;

/// <summary>Why a candidate was passed over.</summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="Reason">What it lacks, as the end of a sentence that begins with its path.</param>
/// <param name="Mend">The command that mends it, or null.</param>
internal sealed record Refusal(Candidate Candidate, string Reason, string? Mend);
