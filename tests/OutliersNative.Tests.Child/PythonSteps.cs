using System.Text;
using OutliersNative.Discovery;

namespace OutliersNative.Tests.Child;

/// <summary>Steps that start Python, and call functions that return.</summary>
internal static class PythonSteps
{
    private static readonly List<string> ModulePaths = [];
    private static readonly Dictionary<string, Outliers> Loaded = [];
    private static string? _python;

    public static string? Choose(string python)
    {
        _python = python;
        return null;
    }

    public static string? AddModules(string folder)
    {
        ModulePaths.Add(folder);
        return null;
    }

    /// <summary>As on a machine whose system folders have no Python.</summary>
    public static string? WithoutSystem()
    {
        PythonPlaces.SystemRoot = "/no_such_system";
        return null;
    }

    /// <summary>As a program does that sets <c>NAME=value</c> for itself.</summary>
    public static string? SetVariable(string assignment)
    {
        string[] parts = assignment.Split('=', 2);
        Environment.SetEnvironmentVariable(parts[0], parts[1].Length == 0 ? null : parts[1]);
        return null;
    }

    public static string Diagnose() => PythonRuntime.Diagnose(Options()).ToJson();

    public static string? Forget()
    {
        _python = null;
        ModulePaths.Clear();
        return null;
    }

    public static string Start()
    {
        PythonRuntime.Start(Options());
        return "started";
    }

    /// <summary>On another thread, without waiting: what Python imports meanwhile may take its time.</summary>
    public static string? StartElsewhere()
    {
        var thread = new Thread(() => Start()) { IsBackground = true };
        thread.Start();
        return null;
    }

    /// <summary>Starts Python, and answers with the assemblies of .NET that are loaded then, and ICU if it is.</summary>
    public static string StartAndListLibraries()
    {
        Start();
        bool hasIcu = OperatingSystem.IsLinux() && File.ReadAllText("/proc/self/maps").Contains("libicu", StringComparison.Ordinal);
        string[] names = Array.ConvertAll(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.FullName!.Split(',')[0]);
        return string.Join(' ', names) + (hasIcu ? " ICU" : "");
    }

    /// <summary>How many Pythons were passed over, then each with its fix.</summary>
    public static string PassedOver()
    {
        var text = new StringBuilder().Append(PythonRuntime.PassedOver.Count);
        foreach (DiagnosedCandidate candidate in PythonRuntime.PassedOver)
        {
            text.Append('\n').Append(candidate.Path).Append(" (").Append(candidate.Source).Append(") ").Append(candidate.Reason).Append('\n').Append(candidate.Fix);
        }
        return text.ToString();
    }

    public static string Current() => PythonRuntime.Current?.Executable ?? "none";

    public static string Detect(string name)
    {
        using Outliers outliers = Load(name);
        return Detect(outliers);
    }

    /// <summary>Loads a function that later steps call by its name.</summary>
    public static string? Keep(string name)
    {
        Loaded[name] = Load(name);
        return null;
    }

    public static string DetectKept(string name) => Detect(Loaded[name]);

    /// <summary>The functions of the fixture tells.py answer by raising.</summary>
    public static string Tell(string what)
    {
        using var outliers = new Outliers("tells", what);
        try
        {
            return string.Join(' ', outliers.Detect([1.0]));
        }
        catch (PythonException e) when (e.PythonType == "tells.Told")
        {
            return e.Message;
        }
    }

    /// <summary>Many threads start Python and call it at the same moment; answers how many did so.</summary>
    public static string Race(int count)
    {
        int succeeded = 0;
        using var together = new Barrier(count);
        Thread[] threads = [.. Enumerable.Range(0, count).Select(_ => new Thread(() =>
        {
            together.SignalAndWait();
            PythonRuntime.Start();
            if (Detect("outliers.detect") == "7")
            {
                Interlocked.Increment(ref succeeded);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return $"{succeeded}";
    }

    public static Outliers Load(string name)
    {
        int dot = name.LastIndexOf('.');
        return new Outliers(name[..dot], name[(dot + 1)..]);
    }

    private static PythonRuntimeOptions Options() => new() { Python = _python, ModulePaths = [.. ModulePaths] };

    private static string Detect(Outliers outliers) =>
        string.Join(' ', outliers.Detect([.. Enumerable.Range(0, 20).Select(i => i == 7 ? 100.0 : i % 2)]));
}
