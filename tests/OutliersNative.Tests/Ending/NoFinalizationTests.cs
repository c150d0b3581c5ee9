using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Ending;

/// <summary>Python is never finalized: its exit handlers do not run when the process ends.</summary>
public sealed class NoFinalizationTests
{
    private static readonly Way Return = Way.All[0];

    [Test]
    public async Task Process_WithAtexitHandlers_EndsWithoutRunningThem()
    {
        ProcessOutcome outcome = await Endings.EndAsync(Return, ["start", "detect unfinished.prints_at_exit", "end return"]);

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "", "ready" }), outcome.Errors);
        Assert.That(outcome.ExitCode, Is.Zero);
    }

    [Test]
    public async Task Process_WhosePythonPrintedWithoutFlushing_HasPrintedAll()
    {
        ProcessOutcome outcome = await Endings.EndAsync(Return, ["start", "detect unfinished.prints", "end exit"]);

        Assert.That(outcome.Lines, Is.EqualTo(new[] { "started", "printed by Python", "", "ready" }), outcome.Errors);
    }
}
