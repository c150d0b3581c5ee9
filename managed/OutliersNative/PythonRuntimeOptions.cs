using System.Diagnostics;
using OutliersNative.Interop;

namespace OutliersNative;

/// <summary>Which Python runs in this process, where it finds modules, and how calls share it.</summary>
[DebuggerDisplay("Python = {Python}, ModulePaths = {ModulePaths.Count}")]
public sealed class PythonRuntimeOptions
{
    internal const long DefaultCollectAboveBytes = 64 << 20;

    /// <summary>The interpreter to use, such as <c>/srv/app/venv/bin/python3</c>, or the folder of a virtual environment.
    /// Default: null, the first usable one of the environment variable <c>OUTLIERS_PYTHON</c>, the active virtual environment,
    /// <c>PATH</c> and the usual install locations.</summary>
    public string? Python { get; init; }

    /// <summary>What messages call the setting that <see cref="Python"/> comes from, such as <c>--python</c>. Default:
    /// <c>PythonRuntimeOptions.Python</c>.</summary>
    public string PythonSetting { get; init; } = $"{nameof(PythonRuntimeOptions)}.{nameof(Python)}";

    /// <summary>Folders (or zip files) put in front of <c>sys.path</c>, in this order. Relative ones are resolved against the current
    /// directory at <see cref="PythonRuntime.Start"/>. Default: none.</summary>
    public IReadOnlyList<string> ModulePaths { get; init; } = [];

    /// <summary>Above so many bytes of inputs that Python retains, its garbage collector is run for them, since it cannot see their
    /// size. At least 1; <see cref="long.MaxValue"/> disables it. Default: 64 MiB, or what an earlier start has set.</summary>
    /// <remarks>Inputs in reference cycles stay pinned until the collector finds them. It runs on a thread of the library's own, and
    /// again whenever what it left has doubled.</remarks>
    public long? CollectAboveBytes { get; init; }

    /// <summary>Upper bound of calls that are in Python at once, of all functions together. At least 1. Default: null, decided by how
    /// long the calls of a function take (or what an earlier start has set).</summary>
    /// <remarks>
    /// <para>NumPy releases the GIL inside its loops. Short calls that take it from each other there get less done together than one
    /// alone; calls of more than about 0.4 ms gain from running at once. So by default short calls enter one at a time, and of
    /// long ones as many as there are processors. Waiting callers are served in order of arrival; a thread whose turn it is may
    /// come back for 3 ms.</para>
    /// <para>It is a bound, not a lock: a call that runs longer than 4 ms no longer counts against it while others wait, so a
    /// deadlock is not possible. <see cref="int.MaxValue"/> lets everybody in at once.</para>
    /// </remarks>
    public int? CallsAtOnce { get; init; }

    /// <summary>Upper bound of asynchronous calls that wait in the queue, of all functions together; calls that are in Python do not
    /// count. At least 1. Default: null, 1,024 (or what an earlier start has set).</summary>
    public int? QueueCapacity { get; init; }

    /// <summary>What an asynchronous call does if the queue is full. Default: null, <see cref="QueueFullMode.Wait"/> (or what an earlier
    /// start has set).</summary>
    public QueueFullMode? WhenQueueIsFull { get; init; }

    /// <summary>Whether glibc is told to keep up to 64 MiB of freed memory for the next arrays instead of returning it to the system
    /// at once. Default: true. Applies to the first start only.</summary>
    /// <remarks>Sets the trim threshold to 64 MiB and the mmap threshold to 32 MiB, for the whole process. Has no effect with another
    /// C library, or if the process was started with a variable <c>MALLOC_*</c> or <c>GLIBC_TUNABLES</c>.</remarks>
    public bool TuneMalloc { get; init; } = true;

    /// <summary>Throws ArgumentException unless every option makes sense.</summary>
    /// <returns>The folders that go in front of <c>sys.path</c>: the user's, then the library's own, so that a module of the user's
    /// wins and one in site-packages does not.</returns>
    internal string[] Validate(string parameter)
    {
        if (Python is not null && string.IsNullOrWhiteSpace(Python))
        {
            throw Error(parameter, "Python is empty; expected an interpreter or the folder of a virtual environment, or null to have one found.");
        }
        if (CollectAboveBytes < 1)
        {
            throw Error(parameter, $"CollectAboveBytes is {CollectAboveBytes}; expected 1 or more, or null for the default.");
        }
        if (CallsAtOnce < 1)
        {
            throw Error(parameter, $"CallsAtOnce is {CallsAtOnce}; expected 1 or more, or null for the default.");
        }
        if (QueueCapacity < 1)
        {
            throw Error(parameter, $"QueueCapacity is {QueueCapacity}; expected 1 or more, or null for the default.");
        }
        if (WhenQueueIsFull is not (null or QueueFullMode.Wait or QueueFullMode.Reject))
        {
            throw Error(parameter, $"WhenQueueIsFull is {WhenQueueIsFull}; expected Wait or Reject, or null for the default.");
        }
        if (ModulePaths is null)
        {
            throw Error(parameter, "ModulePaths is null; expected a list, empty for no folders.");
        }
        var folders = new List<string>();
        foreach (string path in ModulePaths)
        {
            if (string.IsNullOrWhiteSpace(path))
            {
                throw Error(parameter, $"ModulePaths[{folders.Count}] is empty; expected a folder that holds Python modules.");
            }
            string full = Path.GetFullPath(path);
            if (!Path.Exists(full))
            {
                throw Error(parameter, $"ModulePaths[{folders.Count}] is {full}, which does not exist; expected a folder that holds Python modules.");
            }
            folders.Add(full);
        }
        foreach (string folder in PackageFolders.All)
        {
            string bundled = Path.Combine(folder, PackageFolders.Python);
            if (Directory.Exists(bundled))
            {
                folders.Add(bundled);
            }
        }
        return [.. folders];
    }

    private static ArgumentException Error(string parameter, string message) => new("PythonRuntimeOptions." + message, parameter);
}
