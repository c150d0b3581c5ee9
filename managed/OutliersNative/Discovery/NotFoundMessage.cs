using System.Text;

namespace OutliersNative.Discovery;

/// <summary>The message that no Python was found: every place that was tried, why not, and what fixes it.</summary>
internal static class NotFoundMessage
{
    public const string NothingTried =
        "There is no Python: OUTLIERS_PYTHON, VIRTUAL_ENV and CONDA_PREFIX are not set, there is no venv beside the app, and none on PATH, "
        + "in pyenv, in conda, or in the system's folders.";

    /// <summary>The message for these candidates: all that there were, or the single one that a setting names.</summary>
    /// <param name="rejected">The candidates.</param>
    /// <param name="setting">The setting, beside OUTLIERS_PYTHON, that the user may name a Python by.</param>
    public static string Text(IReadOnlyList<ProbeResult> rejected, string setting)
    {
        string? source = rejected is [{ Candidate: { Setting: not null } named }] ? named.Source : null;
        var text = new StringBuilder("No usable Python was found. ");
        text.Append(source is null
            ? "Needed is CPython 3.8 or newer with NumPy and a shared library (libpython)."
            : $"{source} names one, and then no other is tried.");
        foreach (ProbeResult result in rejected)
        {
            Append(text, result.RejectionText, result.Rejection?.Fix);
        }
        if (rejected.Count == 0)
        {
            Append(text, NothingTried, FixCommands.InstallPython);
        }
        if (source is null)
        {
            text.Append("\nTo name a Python, set ").Append(setting).Append(" or OUTLIERS_PYTHON to ").Append(PythonLayout.ExpectedSetting).Append('.');
        }
        return text.ToString();
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
