using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Metrics;

/// <summary>The AppContext switch, which is read once in a process.</summary>
public sealed class SwitchTests
{
    [Test]
    public void Detect_WithTheSwitchAsItIs_IsRecorded()
    {
        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Run("listen", "detect outliers.detect");

        Assert.That(outcome.Lines, Does.Contain("outliers.call.duration").And.Contain("detect outliers.detect"));
    }

    [Test]
    public void Detect_WithTheSwitchOff_IsNotRecorded()
    {
        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Run("switch-off OutliersNative.Telemetry", "listen", "detect outliers.detect");

        Assert.That(outcome.Lines, Has.Count.EqualTo(1));
        Assert.That(outcome.ExitCode, Is.Zero);
    }
}
