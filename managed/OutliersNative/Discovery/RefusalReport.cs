using System.Globalization;
using System.Text;

namespace OutliersNative.Discovery;

/// <summary>Knows how to tell a user that no Python was found: every place, why not, and what mends it.</summary>
internal static class RefusalReport
{
    public const string NothingTried =
        "There is no Python: OUTLIERS_PYTHON, VIRTUAL_ENV and CONDA_PREFIX are not set, there is no venv beside the app, and none on PATH, "
        + "in pyenv, in conda, or in the system's folders.";

    public static string Text(IReadOnlyList<Refusal> refusals)
    {
        var text = new StringBuilder("No usable Python was found. Needed is CPython 3.8 or newer with NumPy and a shared library (libpython).");
        foreach ((Candidate candidate, string reason, string? mend) in refusals)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  {candidate.Path} (from {candidate.Source}) {reason}");
            if (mend is not null)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n    mend it with: {mend}");
            }
        }
        if (refusals.Count == 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  {NothingTried}\n    mend it with: {Remedy.Python}");
        }
        text.Append("\nTo name a Python, set OUTLIERS_PYTHON, or PythonRuntimeOptions.Python, to its interpreter.");
        return text.ToString();
    }
}
