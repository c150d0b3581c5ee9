namespace OutliersNative;

/// <summary>Which Python to run, and where it finds modules.</summary>
public sealed class PythonRuntimeOptions
{
    /// <summary>The interpreter to use, such as <c>/srv/app/venv/bin/python3</c>, or the folder of a virtual environment.
    /// Null: it is looked for (environment variable <c>OUTLIERS_PYTHON</c>, active virtual environment, <c>PATH</c>).</summary>
    public string? Python { get; init; }

    /// <summary>Folders (or zip files) put in front of <c>sys.path</c>, in this order; relative ones are taken from the current
    /// directory at <see cref="PythonRuntime.Start"/>.</summary>
    public IReadOnlyList<string> ModulePaths { get; init; } = [];

    /// <summary>From how many bytes of inputs on that Python keeps its garbage collector is run for them, since it cannot see
    /// their size; null for what it is, at first 64 MiB. At least 1; <see cref="long.MaxValue"/> for never.</summary>
    /// <remarks>Inputs in cycles stay pinned until that collector finds them. It runs on a thread of the library's own, and
    /// again whenever what it left has doubled.</remarks>
    public long? CollectAboveBytes { get; init; }

    /// <summary>How many bytes of NumPy's large arrays at most are kept for its next ones, since getting memory from the system
    /// costs more than computing; null for what it is, at first 64 MiB. 0 for none: NumPy allocates by itself.</summary>
    /// <remarks>
    /// <para>What has been unused for some seconds goes back to the system. Off before NumPy 1.22, and on threads that Python
    /// code starts. A change from 0, or to it, reaches the allocator of threads that have not called yet: choose at the first start.</para>
    /// <para>Choose 0 to look for errors of memory, with valgrind for instance, and for C extensions that free an array's memory
    /// by themselves, which NumPy forbids since 1.22.</para>
    /// </remarks>
    public long? PoolBytes { get; init; }

    /// <summary>How many calls at most are in Python at once, of whatever functions; null for what it is, at first 0. 0 for as many
    /// as get the most done: one where calls are short, about one a processor of those that gain from it.</summary>
    /// <remarks>
    /// <para>NumPy gives the GIL up inside its loops. Callers that take it from each other there get less done together than one
    /// alone, unless these loops are long; so both ways are tried and measured while callers wait, for each function and size
    /// of its input. Others wait in order of arrival; a thread in its turn may come back for some milliseconds.</para>
    /// <para>A bound, not a lock: a call that takes more than some milliseconds is gone past, as long as others wait, so nothing
    /// can wait for ever. <see cref="int.MaxValue"/> lets everybody in at once.</para>
    /// </remarks>
    public int? CallsAtOnce { get; init; }
}
