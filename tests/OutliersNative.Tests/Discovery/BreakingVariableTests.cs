using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Discovery;

/// <summary>Environment variables that keep Python from starting: the variable is named with its value, whatever else is set.</summary>
[Platform("Linux")]
[Parallelizable(ParallelScope.Children)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class BreakingVariableTests
{
    [TestCase("PYTHONUTF8", "true")]
    [TestCase("PYTHONUTF8", "2")]
    [TestCase("PYTHONHASHSEED", "abc")]
    [TestCase("PYTHONHASHSEED", "-1")]
    [TestCase("PYTHONHOME", "/nope")]
    [TestCase("PYTHONIOENCODING", "nope")]
    [TestCase("PYTHONMALLOC", "nope")]
    [TestCase("PYTHONPLATLIBDIR", "nope")]
    [TestCase("PYTHONTRACEMALLOC", "x")]
    [TestCase("PYTHONINTMAXSTRDIGITS", "x")]
    [TestCase("PYTHON_GIL", "0")]
    [TestCase("PYTHON_GIL", "x")]
    [TestCase("PYTHON_CPU_COUNT", "x")]
    [TestCase("PYTHON_FROZEN_MODULES", "x")]
    [TestCase("PYTHONPATH", "{0}")]
    [TestCase("LD_LIBRARY_PATH", "{0}")]
    public void Diagnose_WithAVariableThatBreaksPython_NamesIt(string name, string text)
    {
        using var folder = new TemporaryFolder();
        folder.Write("encodings/__init__.py", "raise ImportError('planted')");
        folder.Write("libexpat.so.1", "no library"); // which .NET does not need
        string value = text.Replace("{0}", folder.Path, StringComparison.Ordinal);
        string python = PythonBrokenBy(name, value);

        // Another variable, which is harmless, must not be blamed.
        Diagnosed diagnosed = Diagnosed.With(("OUTLIERS_PYTHON", python), (name, value), ("PYTHONPYCACHEPREFIX", folder.Path));

        diagnosed.Says($" does not work with {name}={value} (", $"unset {name}");
        Assert.That(diagnosed.Problems[0].Text, Does.EndWith("; it works without").And.Not.Contains("PYTHONPYCACHEPREFIX"));
    }

    [Test]
    public void Diagnose_WithTwoVariablesThatBreakPython_NamesBoth()
    {
        Diagnosed diagnosed = Diagnosed.With(
            ("OUTLIERS_PYTHON", Places.NumPyPython), ("PYTHONUTF8", "true"), ("PYTHONHASHSEED", "abc"), ("PYTHONDONTWRITEBYTECODE", "1"));

        diagnosed.Says(" does not work with PYTHONHASHSEED=abc and PYTHONUTF8=true (", "unset PYTHONHASHSEED PYTHONUTF8");
    }

    [TestCase("PYTHONWARNINGS", "nope")]
    [TestCase("PYTHONINSPECT", "1")]
    [TestCase("PYTHONVERBOSE", "2")]
    [TestCase("PYTHONOPTIMIZE", "x")]
    [TestCase("PYTHONSTARTUP", "/nope")]
    [TestCase("PYTHONPROFILEIMPORTTIME", "1")]
    [TestCase("PYTHONPATH", "/nope")]
    [TestCase("PYTHONSAFEPATH", "1")]
    [TestCase("PYTHONPYCACHEPREFIX", "{0}")]
    [TestCase("PYTHONFAULTHANDLER", "x")]
    [TestCase("PYTHONDEVMODE", "1")]
    [TestCase("PYTHONIOENCODING", "latin-1")]
    [TestCase("PYTHONUTF8", "0")]
    [TestCase("PYTHONEXECUTABLE", "/nope")]
    [TestCase("PYTHONCOERCECLOCALE", "x")]
    [TestCase("LC_ALL", "nope")]
    public void Start_WithAVariableThatPythonCanDoWith_Works(string name, string value)
    {
        using var folder = new TemporaryFolder();

        ProcessOutcome outcome = Child((name, value.Replace("{0}", folder.Path, StringComparison.Ordinal))).Run("start", "detect outliers.detect");

        Assert.That(outcome.Lines.Where(line => line is "started" or "7"), Is.EqualTo(new[] { "started", "7" }), outcome.Output + outcome.Errors);
    }

    [Test]
    public void Start_AfterTheProgramHasRemovedTheVariable_Works()
    {
        ProcessOutcome outcome = Child(("PYTHONUTF8", "true")).Run("start", "variable PYTHONUTF8=", "start", "detect outliers.detect");

        Assert.That(outcome.Lines[0], Does.StartWith("PythonNotFoundException: "), outcome.Errors);
        Assert.That(outcome.Output, Does.Contain("PYTHONUTF8=true"));
        Assert.That(outcome.Lines.TakeLast(2), Is.EqualTo(new[] { "started", "7" }), outcome.Errors);
    }

    /// <summary>With several Pythons, each says the same, and none suggests an installation.</summary>
    [Test]
    public void Start_WithAVariableThatBreaksEveryPython_NamesItForEach()
    {
        ProcessOutcome outcome = new ChildProcess { Environment = { ["PATH"] = "/usr/bin:/bin", ["PYTHONUTF8"] = "true" } }.Run("start");

        Assert.That(outcome.Output, Does.Contain("does not work with PYTHONUTF8=true").And.Not.Contain("apt-get").And.Not.Contain("pip"), outcome.Errors);
    }

    private static ChildProcess Child(params (string Name, string Value)[] environment)
    {
        ChildProcess child = ChildProcess.OnNumPyPython();
        foreach ((string name, string value) in environment)
        {
            child.Environment[name] = value;
        }
        return child;
    }

    /// <summary>Older Pythons do not know every variable. A newer one will do, also without NumPy.</summary>
    private static string PythonBrokenBy(string name, string value)
    {
        var child = new ChildProcess { Environment = { [name] = value } };
        foreach (string python in new[] { Places.NumPyPython, OtherPythons.Find("3.13") }.OfType<string>())
        {
            if (child.Execute(python, "-c", "import encodings, codecs").ExitCode != 0)
            {
                return python;
            }
        }
        Assert.Ignore($"no Python here fails to start with {name}={value}");
        return "";
    }
}
