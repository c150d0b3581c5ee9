using System.Collections;

namespace OutliersNative.Discovery;

/// <summary>The environment variables that matter to Python, as it gets them in this process and when it is probed: those that .NET
/// sees (C does not see what a .NET program has set), without the current directory on PYTHONPATH, and with BLAS limited to the
/// processors that this process may use. Those of the system's loader are the exception: in this process only their values at its
/// start count, whatever .NET sees.</summary>
internal static class PythonEnvironment
{
    private const string Home = "PYTHONHOME", ModulePath = "PYTHONPATH", AllBlasThreads = "OMP_NUM_THREADS";

    /// <summary>The thread limits of BLAS libraries: each library's own, and OpenMP's, which most of them follow too.</summary>
    private static readonly string[] BlasThreads =
        ["OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", AllBlasThreads];

    /// <summary>What a start that failed before Python ran may have left in this process.</summary>
    private static readonly HashSet<string> NamesOfEarlierStarts = [];

    /// <summary>The variables with their values; null for one that must not be set.</summary>
    public static Dictionary<string, string?> Variables()
    {
        var variables = new Dictionary<string, string?> { [Home] = null, [ModulePath] = null };
        AddBlasLimits(variables);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            string name = (string)entry.Key;
            if (IsPythons(name) || Array.IndexOf(BlasThreads, name) >= 0)
            {
                variables[name] = (string?)entry.Value;
            }
        }
        variables[ModulePath] = WithoutEmptyEntries(variables[ModulePath]);
        return variables;
    }

    /// <summary>The variables for an interpreter in a process of its own, with those of the loader as this process has them.</summary>
    public static Dictionary<string, string?> VariablesOfProcess()
    {
        Dictionary<string, string?> variables = Variables();
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            if (IsLoaders((string)entry.Key))
            {
                variables[(string)entry.Key] = OperatingSystem.IsLinux() ? null : (string?)entry.Value;
            }
        }
        foreach (string assignment in OperatingSystem.IsLinux() ? AtStart() : [])
        {
            if (IsLoaders(assignment) && assignment.Split('=', 2) is [var name, var value])
            {
                variables[name] = value;
            }
        }
        return variables;
    }

    /// <summary>The variables with which Python starts in this process: all of .NET's, which C does not see where the program has set
    /// them; and those that Python itself reads as its probe saw them, since a script that wraps an interpreter may set others.</summary>
    public static Dictionary<string, string?> VariablesFor(ProbeAnswer answer)
    {
        Dictionary<string, string?> variables = WithPythons(Variables(), answer.Variables);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            if (!IsPythons((string)entry.Key))
            {
                variables.TryAdd((string)entry.Key, (string?)entry.Value);
            }
        }
        foreach (string assignment in OperatingSystem.IsLinux() ? AtStart() : [])
        {
            string name = assignment.Split('=', 2)[0];
            if (name.Length > 0 && Environment.GetEnvironmentVariable(name) is null)
            {
                variables.TryAdd(name, null); // the program has removed it
            }
        }
        lock (NamesOfEarlierStarts)
        {
            foreach (string name in NamesOfEarlierStarts)
            {
                variables.TryAdd(name, null);
            }
            NamesOfEarlierStarts.UnionWith(variables.Keys);
        }
        return variables;
    }

    /// <summary>Replaces all variables that the interpreter reads.</summary>
    public static Dictionary<string, string?> WithPythons(Dictionary<string, string?> variables, IReadOnlyDictionary<string, string> pythons)
    {
        var replaced = new Dictionary<string, string?>();
        foreach ((string name, string? value) in variables)
        {
            replaced[name] = IsPythons(name) ? null : value;
        }
        foreach ((string name, string value) in pythons)
        {
            replaced[name] = value;
        }
        return replaced;
    }

    /// <summary>Whether the interpreter itself reads this variable.</summary>
    public static bool IsPythons(string name) => name.StartsWith("PYTHON", StringComparison.Ordinal);

    /// <summary>Whether the system's loader reads this variable, which it does at the start of a process only.</summary>
    public static bool IsLoaders(string name) => name.StartsWith("LD_", StringComparison.Ordinal) || name.StartsWith("DYLD_", StringComparison.Ordinal);

    private static string[] AtStart()
    {
        try
        {
            return File.ReadAllText("/proc/self/environ").Split('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>BLAS starts a thread for each processor of the machine, also in a container that may use fewer. Nothing is added
    /// without such a quota, or against what the user has set.</summary>
    private static void AddBlasLimits(Dictionary<string, string?> variables)
    {
        int quota = Environment.ProcessorCount; // .NET counts what the container's quota allows
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(AllBlasThreads)) || quota >= SchedulableProcessors())
        {
            return;
        }
        foreach (string name in BlasThreads)
        {
            if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)))
            {
                variables[name] = quota.ToString((IFormatProvider?)null);
            }
        }
    }

    /// <summary>What BLAS counts: the processors that the scheduler may run this process on; 0 outside Linux.</summary>
    private static int SchedulableProcessors()
    {
        const string Label = "Cpus_allowed_list:";
        try
        {
            string line = Array.Find(File.ReadAllLines("/proc/self/status"), line => line.StartsWith(Label, StringComparison.Ordinal)) ?? "";
            int count = 0;
            foreach (string range in line.Length == 0 ? [] : line[Label.Length..].Split(','))
            {
                string[] ends = range.Trim().Split('-'); // 3, or 0-7
                count += PlainNumber.Read(ends[^1]) - PlainNumber.Read(ends[0]) + 1 ?? 0;
            }
            return count;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>An empty entry means the current directory, and is usually there by accident: <c>:/my/modules</c>.</summary>
    private static string? WithoutEmptyEntries(string? folders) =>
        folders is null
            ? null
            : string.Join(Path.PathSeparator, folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
}
