using OutliersNative.Diagnosis;

namespace OutliersNative;

/// <summary>What <see cref="PythonRuntime.Diagnose"/> found.</summary>
/// <remarks>Immutable, and so thread-safe. <see cref="ToString"/> tells it to a reader, <see cref="ToJson"/> to a program.</remarks>
public sealed class PythonDiagnosis
{
    internal PythonDiagnosis()
    {
    }

    /// <summary>True if calls work and there is nothing to mend.</summary>
    public bool IsHealthy => Problems.Count == 0;

    /// <summary>What is wrong, each with what mends it.</summary>
    public required IReadOnlyList<DiagnosedProblem> Problems { get; init; }

    /// <summary>Every place where a Python was looked for, in that order.</summary>
    public required IReadOnlyList<DiagnosedCandidate> Candidates { get; init; }

    /// <summary>The Python that runs in this process; null if none could be started.</summary>
    public PythonInstallation? Python { get; init; }

    /// <summary>The folder of its virtual environment; null if it is in none.</summary>
    public string? VirtualEnvironment { get; init; }

    /// <summary>Where it looks for modules, in this order: <c>sys.path</c>.</summary>
    public IReadOnlyList<string> ModulePath { get; init; } = [];

    /// <summary>The folder of its NumPy; null if there is none.</summary>
    public string? NumPyFolder { get; init; }

    /// <summary>The libraries of linear algebra that its NumPy has loaded.</summary>
    public IReadOnlyList<DiagnosedBlas> Blas { get; init; } = [];

    /// <summary>.NET's portable runtime identifier, such as <c>linux-x64</c>.</summary>
    public required string RuntimeIdentifier { get; init; }

    /// <summary>The C library of this process: <c>glibc 2.36</c>, <c>musl</c>, or that of the system.</summary>
    public required string CLibrary { get; init; }

    /// <summary>The native library of this package; null if it was not found.</summary>
    public string? NativeLibrary { get; init; }

    /// <summary>How many processors this process may use, which a container's quota limits.</summary>
    public int Processors { get; init; }

    /// <summary>Which signals have a handler, and which are ignored or blocked; null where the system does not tell.</summary>
    public string? Signals { get; init; }

    /// <summary>How long one call of the bundled detector took; null if none succeeded.</summary>
    public TimeSpan? SelfTestTime { get; init; }

    /// <summary>For a reader: several lines of text.</summary>
    public override string ToString() => DiagnosisText.Write(this);

    /// <summary>For a program: one JSON object, with a member for each property here.</summary>
    public string ToJson() => DiagnosisJson.Write(this);
}

/// <summary>Something that is wrong.</summary>
/// <param name="Text">What, in a sentence.</param>
/// <param name="Fix">The command that fixes it; null if there is no one command.</param>
public sealed record DiagnosedProblem(string Text, string? Fix);

/// <summary>A place where a Python was looked for.</summary>
/// <param name="Path">The interpreter.</param>
/// <param name="Source">Who named it, such as <c>PATH</c>.</param>
/// <param name="IsTaken">True for the one that was chosen.</param>
/// <param name="Reason">Why it was taken or rejected.</param>
/// <param name="Fix">The command that would make it usable; null if it is usable, or if there is no one command.</param>
public sealed record DiagnosedCandidate(string Path, string Source, bool IsTaken, string Reason, string? Fix);

/// <summary>A library of linear algebra.</summary>
/// <param name="Path">Its file, or its name where the system does not tell the file.</param>
/// <param name="Threads">How many threads it uses; null if it does not tell.</param>
public sealed record DiagnosedBlas(string Path, int? Threads);
