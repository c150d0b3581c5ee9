using NUnit.Framework;
using OutliersNative.Discovery;

namespace OutliersNative.Tests.Discovery;

/// <summary>The whole text that a user reads when no Python was found.</summary>
public sealed class RefusalReportTests
{
    [Test]
    public void Text_OfTwoRefusals_NamesEachWithItsReasonAndCommand()
    {
        string text = RefusalReport.Text(
        [
            new Refusal(new Candidate("/a/python3", "VIRTUAL_ENV"), "is broken", null),
            new Refusal(new Candidate("/b/python3", "PATH"), "lacks NumPy", "/b/python3 -m pip install numpy"),
        ]);

        Assert.That(text, Is.EqualTo(
            "No usable Python was found. Needed is CPython 3.8 or newer with NumPy and a shared library (libpython).\n"
            + "  /a/python3 (from VIRTUAL_ENV) is broken\n"
            + "  /b/python3 (from PATH) lacks NumPy\n"
            + "    mend it with: /b/python3 -m pip install numpy\n"
            + "To name a Python, set OUTLIERS_PYTHON, or PythonRuntimeOptions.Python, to its interpreter."));
    }

    [Test]
    public void Text_OfNoRefusal_SaysThatNothingWasThere()
    {
        string text = RefusalReport.Text([]);

        Assert.That(text, Is.EqualTo(
            "No usable Python was found. Needed is CPython 3.8 or newer with NumPy and a shared library (libpython).\n"
            + "  There is no Python: OUTLIERS_PYTHON, VIRTUAL_ENV and CONDA_PREFIX are not set, there is no venv beside the app, "
            + "and none on PATH, in pyenv, in conda, or in the system's folders.\n"
            + $"    mend it with: {Remedy.Python}\n"
            + "To name a Python, set OUTLIERS_PYTHON, or PythonRuntimeOptions.Python, to its interpreter."));
    }
}
