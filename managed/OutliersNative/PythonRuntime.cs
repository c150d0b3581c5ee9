using System.Runtime.InteropServices;
using OutliersNative.Diagnosis;
using OutliersNative.Discovery;
using OutliersNative.Calls;
using OutliersNative.Interop;

namespace OutliersNative;

/// <summary>The one Python of this process.</summary>
/// <remarks>Thread-safe. Python runs until the process ends: it cannot be stopped, or exchanged for another.</remarks>
public static unsafe class PythonRuntime
{
    private static ProbeResult? _running;
    private static object? _keepsThisCodeLoaded;
    private static long _collectAboveBytes = PythonRuntimeOptions.DefaultCollectAboveBytes;
    private static int _callsAtOnce; // 0: automatic

    /// <summary>The Python that runs in this process; null before it has started.</summary>
    public static PythonInstallation? Current => Running?.Installation;

    /// <summary>The candidate that runs in this process, with its probe's answer.</summary>
    internal static ProbeResult? Running => Volatile.Read(ref _running);

    /// <summary>Starts Python and imports NumPy, from any thread. Later calls add their module paths and apply
    /// <see cref="PythonRuntimeOptions.CollectAboveBytes"/> and <see cref="PythonRuntimeOptions.CallsAtOnce"/> where they are set.</summary>
    /// <param name="options">Which Python and which module paths; null for the defaults.</param>
    /// <exception cref="PythonNotFoundException">There is no usable Python; the message lists every place tried.</exception>
    /// <exception cref="PythonStateException">Another Python than the one asked for runs in this process already.</exception>
    /// <exception cref="ArgumentException">A path in the options is empty, a module path does not exist, or a bound is too small.</exception>
    public static void Start(PythonRuntimeOptions? options = null)
    {
        if (!TryStart(options ?? new PythonRuntimeOptions(), out IReadOnlyList<ProbeResult> rejected))
        {
            InterpreterProbe.Forget(); // what was missing may have been installed before the next attempt
            throw new PythonNotFoundException(NotFoundMessage.Text(rejected));
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
        ProbeResult? started = StartFirstUsable(options, folders, out rejected);
        if (started is not null && Interlocked.CompareExchange(ref _running, started, null) is { Installation: { } earlier })
        {
            CheckSame(earlier, options);
        }
        return started is not null;
    }

    /// <summary>Looks at everything that calls need, and tells what is wrong and which command mends it. Starts Python if it can.</summary>
    /// <param name="options">As for <see cref="Start"/>.</param>
    /// <remarks>Asks every interpreter that it finds, each in a process of its own, which takes a second or more. Any thread may call it.</remarks>
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
            if (!result.IsUsable)
            {
                failed.Add(result);
                continue;
            }
            try
            {
                Initialize(result.Installation, PythonEnvironment.VariablesFor(result.Answer), folders, options);
                return result;
            }
            catch (Exception e) when (e is PythonNotFoundException || (e is PythonStateException && failed.Count > 0))
            {
                // Once a Python runs, the next one is rejected for that alone: the reason that counts is the first.
                failed.Add(result with { Installation = null, Answer = null, Rejection = new Rejection(e.Message, null) });
                InterpreterProbe.Forget(candidate); // the answer may have been out of date
            }
        }
        return null;
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
