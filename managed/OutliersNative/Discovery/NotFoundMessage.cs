using System.Text;

namespace OutliersNative.Discovery;

/// <summary>The message that no Python was found: every place that was tried, why not, and what fixes it.</summary>
internal static class NotFoundMessage
{
    public const string NothingTried =
        "There is no Python: OUTLIERS_PYTHON, VIRTUAL_ENV and CONDA_PREFIX are not set, there is no venv beside the app, and none on PATH, "
        + "in pyenv, in conda, or in the system's folders.";

    public static string Text(IReadOnlyList<ProbeResult> rejected)
    {
        var text = new StringBuilder("No usable Python was found. Needed is CPython 3.8 or newer with NumPy and a shared library (libpython).");
        foreach (ProbeResult result in rejected)
        {
            Append(text, $"{result.Candidate} {result.Rejection?.Reason}", result.Rejection?.Fix);
        }
        if (rejected.Count == 0)
        {
            Append(text, NothingTried, FixCommands.InstallPython);
        }
        return text.Append("\nTo name a Python, set OUTLIERS_PYTHON, or PythonRuntimeOptions.Python, to its interpreter.").ToString();
    }

    private static void Append(StringBuilder text, string reason, string? fix)
    {
        text.Append("\n  ").Append(reason);
        if (fix is not null)
        {
            text.Append("\n    fix: ").Append(fix);
        }
    }
}
