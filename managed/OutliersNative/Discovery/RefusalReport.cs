using System.Globalization;
using System.Text;

namespace OutliersNative.Discovery;

/// <summary>Knows how to tell a user that no Python was found: every place, why not, and what mends it.</summary>
internal static class RefusalReport
{
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
            text.Append("\n  Nothing was tried: OUTLIERS_PYTHON and VIRTUAL_ENV are not set, and there is no python3 on PATH.");
            text.Append("\n    on Debian or Ubuntu: sudo apt-get install python3-numpy python3-dev");
        }
        text.Append("\nTo name a Python, set OUTLIERS_PYTHON, or PythonRuntimeOptions.Python, to its interpreter.");
        return text.ToString();
    }
}
