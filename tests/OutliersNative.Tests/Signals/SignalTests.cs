using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Signals;

/// <summary>Signals stay as .NET has set them up, whatever Python and its modules do.</summary>
[Platform("Unix")]
public sealed class SignalTests
{
    [Test]
    public void CancelKeyPress_AfterPythonImportedSignal_GetsCtrlC()
    {
        ProcessOutcome outcome = Run("start", "tell imports_signal", "press-ctrl-c", "detect outliers.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "signal", "interrupted", "7" }), outcome.Errors);
    }

    [TestCase("calls_back.without_gil")]
    [TestCase("calls_back.holding_gil")]
    public void CancelKeyPress_DuringACall_GetsCtrlCAndTheCallGivesItsResult(string function)
    {
        ProcessOutcome outcome = Run("start", $"call-and-block {function}", "press-ctrl-c", "finish-call", "detect outliers.detect");

        Assert.That(
            outcome.Lines, Is.EqualTo(new[] { "started", "interrupted", "finished", $"{function} returned ", "7" }), outcome.Errors);
    }

    [Test]
    public void CancelKeyPress_DuringAPythonLoop_GetsCtrlC()
    {
        ProcessOutcome outcome = Run("start", "call unfinished.loops", "press-ctrl-c", "detect outliers.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "interrupted", "7" }), outcome.Errors);
    }

    [Test, Platform("Linux")]
    public void Start_WithFaultHandler_ChangesNoSignal()
    {
        ProcessOutcome outcome = Run("signals", "start", "tell imports_signal", "detect outliers.detect", "signals");

        Assert.That(outcome.Lines[0], Does.StartWith("SigBlk:").And.Contains("SigCgt:"), outcome.Errors);
        Assert.That(outcome.Lines[^1], Is.EqualTo(outcome.Lines[0]));
    }

    [Test]
    public void Start_WithFaultHandler_LeavesBrokenPipesToDotNet()
    {
        ProcessOutcome outcome = Run("start", "write-to-closed-pipe", "detect outliers.detect");

        Assert.That(outcome.Lines, Has.Count.EqualTo(3), outcome.Errors);
        Assert.That(outcome.Lines[1], Does.StartWith("IOException: "));
        Assert.That(outcome.Lines[2], Is.EqualTo("7"));
    }

    [Test]
    public void Start_WithFaultHandler_LeavesNullReferencesToDotNet()
    {
        ProcessOutcome outcome = Run("start", "call unfinished.loops", "dereference-null", "detect outliers.detect");

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "caught", "7" }), outcome.Errors);
    }

    private static ProcessOutcome Run(params string[] steps)
    {
        ChildProcess child = ChildProcess.OnNumPyPython();
        child.Environment["PYTHONFAULTHANDLER"] = "1";
        return child.Run([$"modules {Places.Fixtures}", .. steps]);
    }
}
