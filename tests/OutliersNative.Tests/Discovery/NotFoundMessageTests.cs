using NUnit.Framework;
using OutliersNative.Discovery;

namespace OutliersNative.Tests.Discovery;

/// <summary>The whole text that a user reads when no Python was found.</summary>
public sealed class NotFoundMessageTests
{
    [Test]
    public void Text_OfTwoRejectedCandidates_NamesEachWithItsReasonAndCommand()
    {
        string text = NotFoundMessage.Text(
        [
            Rejected("/a/python3", "VIRTUAL_ENV", "is broken", null),
            Rejected("/b/python3", "PATH", "lacks NumPy", "/b/python3 -m pip install numpy"),
        ], "PythonRuntimeOptions.Python");

        Assert.That(text, Is.EqualTo(
            "No usable Python was found. Needed is CPython 3.8 or newer with NumPy and a shared library (libpython).\n"
            + "  /a/python3 (from VIRTUAL_ENV) is broken\n"
            + "  /b/python3 (from PATH) lacks NumPy\n"
            + "    fix: /b/python3 -m pip install numpy\n"
            + $"To name a Python, set PythonRuntimeOptions.Python or OUTLIERS_PYTHON to {PythonLayout.ExpectedSetting}."));
    }

    [Test]
    public void Text_OfNoCandidate_SaysThatNothingWasThere()
    {
        string text = NotFoundMessage.Text([], "--python");

        Assert.That(text, Is.EqualTo(
            "No usable Python was found. Needed is CPython 3.8 or newer with NumPy and a shared library (libpython).\n"
            + "  There is no Python: OUTLIERS_PYTHON, VIRTUAL_ENV and CONDA_PREFIX are not set, there is no venv beside the app, "
            + "and none on PATH, in pyenv, in conda, or in the system's folders.\n"
            + $"    fix: {FixCommands.InstallPython}\n"
            + $"To name a Python, set --python or OUTLIERS_PYTHON to {PythonLayout.ExpectedSetting}."));
    }

    [Test]
    public void Text_OfANamedPython_NamesTheSetting()
    {
        string text = NotFoundMessage.Text(
            [new ProbeResult(new Candidate("/here/nope", "--python", Setting: "nope"), null, null, new Rejection("does not exist", null, IsNoPython: true))], "--python");

        Assert.That(text, Is.EqualTo(
            "No usable Python was found. --python names one, and then no other is tried.\n"
            + $"  /here/nope (from --python) does not exist; --python is \"nope\"; set it to {PythonLayout.ExpectedSetting}"));
    }

    private static ProbeResult Rejected(string path, string source, string reason, string? fix) =>
        new(new Candidate(path, source), null, null, new Rejection(reason, fix));
}
