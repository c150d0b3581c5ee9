using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>Functions that change state which the whole process shares, each in its own process; and what later calls do.</summary>
[Parallelizable(ParallelScope.Children)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class HostileProcessTests
{
    private const string Right = "7";

    [Test]
    public void Detect_AfterTheProcessWasChanged_Works(
        [Values("directory", "environment", "path_emptied", "path_none", "path_tuple", "path_of_odd_things", "path_deleted",
            "modules_without_traceback", "traceback_replaced", "numpy_errors", "builtin_names",
            "importers", "switch_interval", "warnings_to_errors", "hooks", "patient_tracer", "collector", "collector_frozen",
            "audit", "interrupt_main", "thread_names")] string change)
    {
        ProcessOutcome outcome = Run($"detect changes_process.{change}", "detect outliers.detect", "detect outliers.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "", Right, Right }), outcome.Errors);
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    [TestCase("tracer", "PythonException: refused by a hook")]
    [TestCase("import_raising", "PythonException: no import for you")]
    [TestCase("import_deleted", "PythonException: module 'builtins' has no attribute '__import__'")]
    [TestCase("modules_emptied", "PythonException: module 'sys' has no attribute '")] // which attribute depends on the version
    public void Detect_AfterPythonWasBroken_SaysWhatIsMissing(string change, string expected)
    {
        ProcessOutcome outcome = Run($"detect changes_process.{change}", "detect outliers.detect");

        Assert.That(outcome.Lines.SkipLast(1), Is.EqualTo(new[] { "started", "" }), outcome.Errors);
        Assert.That(outcome.Lines[^1], Does.StartWith(expected));
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    /// <summary>Since Python 3.12, calls of C functions do not count against the limit. Some versions of NumPy can be imported only
    /// once.</summary>
    [TestCase("recursion_limit", "PythonException: maximum recursion depth exceeded")]
    [TestCase("modules_without_numpy", "PythonException: cannot load module more than once per process")]
    public void Detect_AfterAChangeThatSomeVersionsTolerate_WorksOrSaysWhy(string change, string expected)
    {
        ProcessOutcome outcome = Run($"detect changes_process.{change}", "detect outliers.detect");

        Assert.That(outcome.Lines.SkipLast(1), Is.EqualTo(new[] { "started", "" }), outcome.Errors);
        Assert.That(outcome.Lines[^1], Is.EqualTo(Right).Or.StartsWith(expected));
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    [Test]
    public void Detect_WhenTheRecursionLimitIsRestored_WorksAgain()
    {
        ProcessOutcome outcome = Run(
            "keep changes_process.recursion_limit_back", "detect changes_process.recursion_limit",
            "detect-kept changes_process.recursion_limit_back", "detect outliers.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "", "", Right }), outcome.Errors);
    }

    /// <summary>Python removes a tracer or a profiler that raises. The profiler is first called when the function that sets it returns.</summary>
    [TestCase("tracer", "|PythonException: refused by a hook|7")]
    [TestCase("profiler", "PythonException: refused by a hook|7|7")]
    public void Detect_AfterAHookThatRaises_WorksAgain(string change, string lines)
    {
        ProcessOutcome outcome = Run($"detect changes_process.{change}", "detect outliers.detect", "detect outliers.detect");

        Assert.That(string.Join('|', outcome.Lines.Skip(1)), Is.EqualTo(lines), outcome.Errors);
    }

    [TestCase("path_emptied", "started")]
    [TestCase("path_tuple", "PythonException: ")]
    [TestCase("path_none", "PythonException: argument of type 'NoneType' is not ")]
    [TestCase("path_deleted", "PythonStateException: sys.path is gone: something in this process has deleted it")]
    [TestCase("path_of_odd_things", "PythonException: not to be compared")]
    public void Start_AfterSysPathWasBroken_ReportsOrFixesIt(string change, string expected)
    {
        ProcessOutcome outcome = Run($"detect changes_process.{change}", $"modules {Path.GetTempPath()}", "start", "detect outliers.detect");

        Assert.That(outcome.Lines[2], Does.StartWith(expected), outcome.Errors);
        Assert.That(outcome.Lines[3], Is.EqualTo(Right));
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    [TestCase("output_closed", "PythonException: I/O operation on closed file.")]
    [TestCase("output_none", "")]
    [TestCase("output_deleted", "PythonException: lost sys.stdout")]
    [TestCase("output_not_a_file", "PythonException: 'int' object has no attribute 'write'")]
    public void Detect_WhenPythonHasNoOutput_OnlyPrintingFails(string change, string expected)
    {
        ProcessOutcome outcome = Run($"detect changes_process.{change}", "detect unfinished.prints", "detect outliers.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "", expected, Right }), outcome.Errors);
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    [Test, Platform("Unix")]
    public void Detect_WhenTheProcessHasNoOutput_OnlyPrintingFails()
    {
        ProcessOutcome outcome = Run("detect changes_process.output_descriptor_closed", "detect unfinished.prints", "detect outliers.detect");

        Assert.That(
            outcome.Lines, Is.EqualTo(new[] { "started", "", "PythonException: [Errno 9] Bad file descriptor", Right }), outcome.Errors);
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    /// <summary>sys.executable must be the interpreter. If it were the host, each worker would be another host.</summary>
    [Test]
    public void Detect_WhenTheFunctionStartsProcesses_TheyArePythons(
        [Values("pool", "process", "executor", "interpreter", "coroutines", "threads")] string way)
    {
        ProcessOutcome outcome = Run($"detect uses_processes.{way}", "detect outliers.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "1 3", Right }), outcome.Errors);
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    /// <summary>A child process that is ended by a signal must not pass it on to the parent.</summary>
    [Test, Platform("Unix")]
    public void Detect_WhenTheFunctionForksProcesses_TheyEndAndTheHostContinues([Values("fork_pool", "fork_server")] string way)
    {
        ProcessOutcome outcome = Run($"detect uses_processes.{way}", "detect outliers.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "1 3", Right }), outcome.Errors);
    }

    private static ProcessOutcome Run(params string[] steps) =>
        ChildProcess.OnNumPyPython().Run([$"modules {Places.Fixtures}", "start", "keep outliers.detect", .. steps]);
}
