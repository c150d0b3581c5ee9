using System.Diagnostics;
using OutliersNative.Diagnosis;

namespace OutliersNative;

/// <summary>The result of <see cref="PythonRuntime.Diagnose"/>: what calls depend on, and what is wrong.</summary>
/// <remarks>Immutable and therefore thread-safe.</remarks>
[DebuggerDisplay("IsHealthy = {IsHealthy}, Problems = {Problems.Count}, {Python}")]
public sealed class PythonDiagnosis
{
    internal PythonDiagnosis()
    {
    }

    /// <summary>True if calls work and <see cref="Problems"/> is empty.</summary>
    public bool IsHealthy => Problems.Count == 0;

    /// <summary>What is wrong, each with the command that fixes it.</summary>
    public required IReadOnlyList<DiagnosedProblem> Problems { get; init; }

    /// <summary>Every Python that was considered, in the order of preference.</summary>
    public required IReadOnlyList<DiagnosedCandidate> Candidates { get; init; }

    /// <summary>The Python that runs in this process; null if none could be started.</summary>
    public PythonInstallation? Python { get; init; }

    /// <summary>The folder of its virtual environment; null if it is in none.</summary>
    public string? VirtualEnvironment { get; init; }

    /// <summary>The folders where it looks for modules, in order: <c>sys.path</c>.</summary>
    public IReadOnlyList<string> ModulePath { get; init; } = [];

    /// <summary>The folder of its NumPy; null without one.</summary>
    public string? NumPyFolder { get; init; }

    /// <summary>The BLAS libraries that its NumPy loads. Empty outside Linux.</summary>
    public IReadOnlyList<DiagnosedBlas> Blas { get; init; } = [];

    /// <summary>.NET's portable runtime identifier, such as <c>linux-x64</c>.</summary>
    public required string RuntimeIdentifier { get; init; }

    /// <summary>The C library, such as <c>glibc 2.36</c> or <c>musl</c>; outside Linux the operating system.</summary>
    public required string CLibrary { get; init; }

    /// <summary>The file of this package's native library; null if it was not found.</summary>
    public string? NativeLibrary { get; init; }

    /// <summary>The number of processors that this process may use. A container's quota limits it.</summary>
    public int Processors { get; init; }

    /// <summary>The signals that are handled, ignored and blocked; null outside Linux.</summary>
    public string? Signals { get; init; }

    /// <summary>The time that one call of the bundled detector took; null if none succeeded.</summary>
    public TimeSpan? SelfTestTime { get; init; }

    /// <summary>Returns the diagnosis as several lines of text for a reader.</summary>
    public override string ToString() => DiagnosisText.Write(this);

    /// <summary>Returns the diagnosis as one JSON object, with a member for each property of this class.</summary>
    public string ToJson() => DiagnosisJson.Write(this);
}

/// <summary>A problem that keeps calls from working, or makes them use another Python than intended.</summary>
/// <param name="Text">What is wrong, in a sentence.</param>
/// <param name="Fix">The command that fixes it; null if there is no one command.</param>
[DebuggerDisplay("{Text,nq}")]
public sealed record DiagnosedProblem(string Text, string? Fix);

/// <summary>A Python that was considered.</summary>
/// <param name="Path">The interpreter.</param>
/// <param name="Source">Where the path comes from, such as <c>PATH</c>.</param>
/// <param name="IsTaken">True for the one that runs in this process.</param>
/// <param name="Reason">Why it was taken or rejected.</param>
/// <param name="Fix">The command that would make it usable; null if it is usable, or if there is no one command.</param>
[DebuggerDisplay("{Path,nq}: {Reason,nq}")]
public sealed record DiagnosedCandidate(string Path, string Source, bool IsTaken, string Reason, string? Fix);

/// <summary>A BLAS library: NumPy's linear algebra.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Threads">The number of threads that it uses; null if it does not tell.</param>
[DebuggerDisplay("{Path,nq}, Threads = {Threads}")]
public sealed record DiagnosedBlas(string Path, int? Threads);
