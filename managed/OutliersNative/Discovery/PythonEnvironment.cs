using System.Collections;
using System.Diagnostics;

namespace OutliersNative.Discovery;

/// <summary>Knows with which environment variables Python runs, here and when it is asked: as .NET sees them (C does not see
/// what .NET sets), without the current directory on PYTHONPATH, and with BLAS kept to this process's processors.</summary>
internal static class PythonEnvironment
{
    public const string Home = "PYTHONHOME";
    public const string ModulePath = "PYTHONPATH";

    /// <summary>Each variable that matters to Python, with its value; null for one that is not to be there.</summary>
    public static Dictionary<string, string?> Variables()
    {
        var variables = new Dictionary<string, string?> { [Home] = null, [ModulePath] = null };
        foreach ((string name, string? value) in BlasThreads.Limits())
        {
            variables[name] = value;
        }
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            string name = (string)entry.Key;
            if (name.StartsWith("PYTHON", StringComparison.Ordinal) || BlasThreads.IsVariable(name))
            {
                variables[name] = (string?)entry.Value;
            }
        }
        variables[ModulePath] = WithoutEmptyEntries(variables[ModulePath]);
        return variables;
    }

    /// <summary>As the native side takes them: <c>NAME=value</c>, or <c>NAME</c> for one that is not to be there.</summary>
    public static string[] Assignments()
    {
        var assignments = new List<string>();
        foreach ((string name, string? value) in Variables())
        {
            assignments.Add(value is null ? name : $"{name}={value}");
        }
        return [.. assignments];
    }

    public static void Give(ProcessStartInfo start)
    {
        foreach ((string name, string? value) in Variables())
        {
            start.Environment[name] = value;
        }
    }

    /// <summary>An empty entry means the current directory, and is there by accident: ":/my/modules".</summary>
    private static string? WithoutEmptyEntries(string? folders) =>
        folders is null
            ? null
            : string.Join(Path.PathSeparator, folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
}
