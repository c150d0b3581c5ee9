namespace OutliersNative.Discovery;

/// <summary>A place where an interpreter may be.</summary>
/// <param name="Path">The interpreter's path; what was named, if no interpreter is there.</param>
/// <param name="Source">Who named it, for the report: <c>PATH</c>, <c>OUTLIERS_PYTHON</c>.</param>
/// <param name="Library">The shared library, if that is what was named; else the interpreter tells.</param>
internal sealed record Candidate(string Path, string Source, string? Library = null);
