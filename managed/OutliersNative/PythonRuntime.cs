using System.Diagnostics;
using System.Runtime.InteropServices;
using OutliersNative.Calls;
using OutliersNative.Diagnosis;
using OutliersNative.Discovery;
using OutliersNative.Interop;

namespace OutliersNative;

/// <summary>The Python of this process; there can be one.</summary>
/// <remarks>Thread-safe. Python runs until the process ends: it cannot be stopped, or replaced by another.</remarks>
public static unsafe class PythonRuntime
{
    private static readonly List<string> AddedFolders = [];

    private static Started? _started;
    private static PythonInstallation? _failed; // the last that failed in this process
    private static object? _keepsThisCodeLoaded;
    private static long _collectAboveBytes = PythonRuntimeOptions.DefaultCollectAboveBytes;
    private static int _callsAtOnce; // 0: automatic

    private sealed record Started(ProbeResult Python, IReadOnlyList<DiagnosedCandidate> PassedOver);

    /// <summary>True once Python runs in this process. Costs nothing: use it in health checks, not <see cref="Diagnose"/>.</summary>
    public static bool IsStarted => Running is not null;

    /// <summary>The Python that runs in this process; null before it has started.</summary>
    public static PythonInstallation? Current => Running?.Installation;

    /// <summary>The Pythons that were chosen for the app, but could not be used when Python was started, so that another was taken:
    /// an active virtual environment without NumPy, for instance. Empty if there are none, and before Python has started.</summary>
    /// <remarks>A Python is chosen for the app by <c>VIRTUAL_ENV</c>, by <c>CONDA_PREFIX</c>, and as a <c>venv</c> or <c>.venv</c> beside
    /// it. Log this after the start: modules that are only in such an environment cannot be imported.</remarks>
    public static IReadOnlyList<DiagnosedCandidate> PassedOver => Volatile.Read(ref _started)?.PassedOver ?? [];

    /// <summary>The span of the .NET call that the Python code on this thread runs for; null if nobody traces it, if Python serves several
    /// calls at once, and on threads that Python code has started.</summary>
    /// <remarks>For .NET code that Python calls: such code may run on a thread of this library, where <see cref="Activity.Current"/> is
    /// null, since a call that has to wait may be made by another thread than its caller's.</remarks>
    public static Activity? CurrentActivity => IsStarted ? Crossing.CurrentActivity : null;

    /// <summary>The candidate that runs in this process, with its probe's answer.</summary>
    internal static ProbeResult? Running => Volatile.Read(ref _started)?.Python;

    /// <summary>The folders that starts have put in front of <c>sys.path</c>, in the order there.</summary>
    internal static IReadOnlyList<string> ModuleFolders
    {
        get
        {
            lock (AddedFolders)
            {
                return [.. AddedFolders];
            }
        }
    }

    /// <summary>Starts Python and imports NumPy, from any thread. Later calls add their module paths and apply
    /// <see cref="PythonRuntimeOptions.CollectAboveBytes"/>, <see cref="PythonRuntimeOptions.CallsAtOnce"/> and the options of the queue
    /// where they are set.</summary>
    /// <param name="options">Which Python and which module paths; null for the defaults.</param>
    /// <remarks>A candidate that fails before Python runs in this process is skipped, and the next one is taken. After a failure,
    /// <c>Start</c> may be called again, also with another Python.</remarks>
    /// <exception cref="PythonNotFoundException">There is no usable Python; the message lists every place that was tried.</exception>
    /// <exception cref="PythonStateException">Another Python than the one asked for runs in this process already.</exception>
    /// <exception cref="ArgumentException">A path in the options is empty, a module path does not exist, or a bound is too small.</exception>
    public static void Start(PythonRuntimeOptions? options = null)
    {
        options ??= new PythonRuntimeOptions();
        if (!TryStart(options, out IReadOnlyList<ProbeResult> rejected))
        {
            InterpreterProbe.Forget(); // what was missing may have been installed before the next attempt
            throw new PythonNotFoundException(NotFoundMessage.Text(rejected, options.PythonSetting));
        }
    }

    /// <summary>As <see cref="Start"/>, but returns false where no candidate can be used.</summary>
    internal static bool TryStart(PythonRuntimeOptions options, out IReadOnlyList<ProbeResult> rejected)
    {
        rejected = [];
        string[] folders = options.Validate(nameof(options));
        CheckAbi();
        StayLoaded();
        // No lock: starting may wait for the GIL, and a thread that holds it may come here. The native side starts once.
        if (Current is { } running)
        {
            CheckSame(running, options);
            Initialize(running, [], folders, options);
            return true;
        }
        ProbeResult? python = StartFirstUsable(options, folders, out rejected);
        if (python is not null)
        {
            var started = new Started(python, rejected.Count == 0 ? [] : Doctor.DescribeIntended(rejected));
            if (Interlocked.CompareExchange(ref _started, started, null) is { Python.Installation: { } earlier })
            {
                CheckSame(earlier, options);
            }
        }
        return python is not null;
    }

    /// <summary>Checks everything that calls depend on, and reports what is wrong and which command fixes it. Starts Python if it can.</summary>
    /// <param name="options">As for <see cref="Start"/>.</param>
    /// <remarks>Expensive: it runs every interpreter that it finds, one after the other, each for some 0.1 to 0.3 s, and for up to
    /// 30 s if it does not answer; and it calls the bundled detector. Call it to find out why something fails. For a health
    /// check, use <see cref="IsStarted"/>, or call your detector with a few values. Any thread may call it.</remarks>
    public static PythonDiagnosis Diagnose(PythonRuntimeOptions? options = null) => Doctor.Examine(options ?? new PythonRuntimeOptions());

    internal static void EnsureStarted()
    {
        if (Current is null)
        {
            Start();
        }
    }

    private static void CheckSame(PythonInstallation running, PythonRuntimeOptions options)
    {
        if (options.Python is null)
        {
            return;
        }
        Candidate asked = PythonPlaces.Candidates(options).First();
        bool isSame = asked.Path == running.Executable
            || (InterpreterProbe.Ask(asked).Installation is { } other && other.Library == running.Library && other.Prefix == running.Prefix);
        if (!isSame)
        {
            throw new PythonStateException(
                $"This process runs the Python of {running.Executable} already, and can run only that one; {asked.Path} was asked for. "
                + "Choose one Python for the whole process.");
        }
    }

    private static ProbeResult? StartFirstUsable(PythonRuntimeOptions options, string[] folders, out IReadOnlyList<ProbeResult> rejected)
    {
        var failed = new List<ProbeResult>();
        rejected = failed;
        foreach (Candidate candidate in PythonPlaces.Candidates(options))
        {
            ProbeResult result = InterpreterProbe.Ask(candidate);
            if (result.IsUsable && TryInitialize(result, folders, options, isFirst: failed.Count == 0) is { } rejection)
            {
                result = new ProbeResult(candidate, null, null, rejection);
            }
            if (result.IsUsable)
            {
                return result;
            }
            failed.Add(result);
        }
        return null;
    }

    /// <summary>Why a Python that answered its probe cannot be started in this process; null once it runs.</summary>
    private static Rejection? TryInitialize(ProbeResult result, string[] folders, PythonRuntimeOptions options, bool isFirst)
    {
        PythonInstallation installation = result.Installation!;
        // The native library does not tell whether a Python that failed is running all the same. It is if its NumPy failed, and then
        // another environment of the same library would not become the one that runs. If the library itself failed, it fails again.
        PythonInstallation? earlier = Volatile.Read(ref _failed);
        if (earlier is not null && earlier.Library == installation.Library && earlier.Executable != installation.Executable)
        {
            return new Rejection(
                $"has the same shared library as {earlier.Executable}, which has failed in this process; restart the process to use this one", null);
        }
        try
        {
            Initialize(installation, PythonEnvironment.VariablesFor(result.Answer!), folders, options);
            return null;
        }
        catch (PythonNotFoundException e)
        {
            InterpreterProbe.Forget(result.Candidate); // the answer may have been out of date
            Volatile.Write(ref _failed, installation);
            return new Rejection(e.Message, null);
        }
        catch (PythonStateException e) when (!isFirst && !IsStarted)
        {
            return new Rejection(e.Message, null); // another Python is running: one that failed, or somebody else's
        }
    }

    private static void Initialize(
        PythonInstallation installation, Dictionary<string, string?> variables, string[] folders, PythonRuntimeOptions options)
    {
        fixed (byte* library = Utf8.Bytes(installation.Library), executable = Utf8.Bytes(installation.Executable))
        {
            string[] environment = Assignments(variables);
            using var folderTexts = new Utf8List(folders);
            using var environmentTexts = new Utf8List(environment);
            var config = new glue_config
            {
                library = library,
                executable = executable,
                folders = folderTexts.Texts,
                folder_count = folders.Length,
                environment = environmentTexts.Texts,
                environment_count = environment.Length,
                collect_above_bytes = _collectAboveBytes = options.CollectAboveBytes ?? _collectAboveBytes,
                calls_at_once = _callsAtOnce = options.CallsAtOnce ?? _callsAtOnce,
                processors = Environment.ProcessorCount,
                tune_malloc = options.TuneMalloc ? 1 : 0,
            };
            glue_error error;
            NativeError.ThrowIfFailed(Native.init_python(&config, &error), &error, installation.Library);
        }
        RememberFolders(folders);
        CallQueue.Shared.Configure(options.QueueCapacity, options.WhenQueueIsFull);
    }

    /// <summary>Places folders as the native library does in <c>sys.path</c>: a known one stays where it is, and a new one comes
    /// after the one that is before it in the options.</summary>
    private static void RememberFolders(string[] folders)
    {
        lock (AddedFolders)
        {
            int at = 0;
            foreach (string folder in folders)
            {
                int known = AddedFolders.IndexOf(folder);
                if (known < 0)
                {
                    AddedFolders.Insert(at, folder);
                }
                at = (known < 0 ? at : known) + 1;
            }
        }
    }

    /// <summary>As the native library takes variables: <c>NAME=value</c>, or <c>NAME</c> for one that must not be set.</summary>
    private static string[] Assignments(Dictionary<string, string?> variables)
    {
        var assignments = new List<string>(variables.Count);
        foreach ((string name, string? value) in variables)
        {
            assignments.Add(value is null ? name : $"{name}={value}");
        }
        return [.. assignments];
    }

    /// <summary>Python may call back as long as the process lives, so a plug-in context that loaded this is never unloaded.</summary>
    private static void StayLoaded()
    {
        var keeper = new PythonRuntimeOptions(); // any object of this assembly's
        if (Interlocked.CompareExchange(ref _keepsThisCodeLoaded, keeper, null) is null)
        {
            GCHandle.Alloc(keeper);
        }
    }

    /// <summary>Throws if the native library is not there, or is another version's.</summary>
    internal static void CheckAbi()
    {
        if (Native.glue_abi() != Glue.GLUE_ABI)
        {
            throw new BadImageFormatException(
                $"The native library of OutliersNative has ABI {Native.glue_abi()}, this assembly needs {Glue.GLUE_ABI}: "
                + "an older copy lies beside the app; clean its output folder and build again.");
        }
    }
}
