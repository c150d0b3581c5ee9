using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Ending;

/// <summary>Processes that end in unusual places: in callbacks from Python, in finalizers, during the start of Python.</summary>
[Category(Length.Category)]
[Platform("Unix")]
public sealed class UnusualEndTests
{
    private static readonly Way Return = Way.All[0];
    private static readonly Situation Loop = new("call in a Python loop", "call unfinished.loops");

    /// <summary>A handler that calls Detect is not combined with a callback that holds the GIL: .NET runs handlers on the finalizer
    /// thread while the exiting thread waits, so the two would deadlock, as with any lock.</summary>
    [TestCase("calls_back.without_gil", "detect", "detected 8")]
    [TestCase("calls_back.on_python_thread", "detect", "detected 8")]
    [TestCase("calls_back.holding_gil", "dispose", "disposed")]
    public async Task Process_ThatExitsInACallbackFromPython_EndsAsInAnyCallback(string function, string handler, string said)
    {
        ProcessOutcome expected = await Endings.EndAsync(Return, ["end exit-in none"]);

        ProcessOutcome outcome = await Endings.EndAsync(Return, ["start", $"at-exit {handler}", $"end exit-in {function}"]);

        Assert.That((outcome.ExitCode, outcome.Errors), Is.EqualTo((expected.ExitCode, expected.Errors)));
        Assert.That(outcome.Lines[^1], Is.EqualTo(said));
        Endings.AssertIsSoon(outcome);
    }

    /// <summary>The stack frames differ, so only the first line of .NET's output is compared.</summary>
    [TestCase("calls_back.without_gil")]
    [TestCase("calls_back.holding_gil")]
    [TestCase("calls_back.on_python_thread")]
    public async Task Process_ThatThrowsInACallbackFromPython_EndsAsInAnyCallback(string function)
    {
        ProcessOutcome expected = await Endings.EndAsync(Return, ["end throw-in none"]);

        ProcessOutcome outcome = await Endings.EndAsync(Return, ["start", $"end throw-in {function}"]);

        Assert.That(outcome.ExitCode, Is.EqualTo(expected.ExitCode));
        Assert.That(outcome.Errors.Split('\n')[0], Is.EqualTo(expected.Errors.Split('\n')[0]));
        Assert.That(outcome.Errors, Does.Not.Contain("Python error").And.Not.Contain("Segmentation fault"));
    }

    [TestCase("end exit-twice")]
    [TestCase("end finalize")]
    public async Task Process_ThatExitsFromOtherThreads_EndsAsWithoutPython(string step)
    {
        var way = new Way(step, step) { Handler = "at-exit detect" };

        ProcessOutcome outcome = await Endings.EndAsync(Loop, way);

        await Endings.AssertIsAsWithoutPythonAsync(outcome, way);
        Endings.AssertIsSoon(outcome);
    }

    [Test]
    public async Task Process_ThatExitsInCancelKeyPress_EndsAsWithoutPython()
    {
        var way = new Way("Ctrl-C", "end interrupt-exits") { Signal = Way.Interrupt, Handler = "at-exit detect" };

        ProcessOutcome outcome = await Endings.EndAsync(Loop, way);

        await Endings.AssertIsAsWithoutPythonAsync(outcome, way);
        Endings.AssertIsSoon(outcome);
    }

    /// <summary>A handler that calls Python waits for the GIL like any caller, and .NET waits for its handlers.</summary>
    [Test]
    public async Task Process_WhoseHandlerDetectsWhileACallHoldsTheGil_EndsOnceThatCallIsOver()
    {
        using RunningProcess process = Endings.Start(
            $"modules {Places.Fixtures}", "start", "at-exit detect-once-finished", "call-and-block calls_back.holding_gil", "end exit");
        await process.PrintsAsync("ready");
        process.Tell();
        await process.PrintsAsync("waits");

        process.Tell();
        ProcessOutcome outcome = await process.EndAsync();

        Assert.That(outcome.ExitCode, Is.EqualTo(3), outcome.Errors);
        Assert.That(outcome.Lines.Where(line => line is "finished" or "detected 8"), Is.EqualTo(new[] { "finished", "detected 8" }));
        Assert.That(outcome.Errors, Is.Empty);
    }

    /// <summary>The module is imported during the start, and prints a line so that the test knows.</summary>
    [Test, Platform("Linux")]
    public async Task Process_ToldToEndWhilePythonStarts_EndsAsWithoutPython(
        [Values("site/sitecustomize.py", "modules/numpy.py")] string module,
        [Values("end return", "end exit", "end wait")] string step)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.In("modules"));
        folder.Write(module, """
            import os
            if "dotnet" in os.readlink("/proc/self/exe"):  # and not in the interpreter that is asked before
                print("importing", flush=True)
                while True: pass
            """);
        Way way = Way.All.First(way => way.Step == step);
        ChildProcess child = ChildProcess.OnNumPyPython();
        child.Environment["PYTHONPATH"] = folder.In("site");
        RunningProcess process = child.Start($"modules {folder.In("modules")}", "start-elsewhere", step);

        ProcessOutcome outcome = await Endings.EndOnceReadyAsync(process, way, "ready", "importing");

        await Endings.AssertIsAsWithoutPythonAsync(outcome, way);
        Endings.AssertIsSoon(outcome);
    }
}
