using System.Collections.Concurrent;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Ending;

/// <summary>Ends child processes and compares how they ended with the same program without Python.</summary>
internal static class Endings
{
    /// <summary>The promise is one second. The short form allows for a busy machine.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(Length.Of(5, 1));

    private static readonly ConcurrentDictionary<(string Step, int? Signal), Lazy<Task<ProcessOutcome>>> WithoutPython = new();

    /// <summary>Brings a process into the situation, then ends it.</summary>
    public static Task<ProcessOutcome> EndAsync(Situation situation, Way way) =>
        EndAsync(way, ["start", .. Handler(way), .. situation.Steps, way.Step]);

    /// <summary>Runs the steps, the last of which prints ready, then ends the process.</summary>
    public static Task<ProcessOutcome> EndAsync(Way way, IEnumerable<string> steps) =>
        EndOnceReadyAsync(Start([$"modules {Places.Fixtures}", .. steps]), way, "ready");

    /// <summary>Ends a process once it has printed these lines.</summary>
    public static async Task<ProcessOutcome> EndOnceReadyAsync(RunningProcess process, Way way, params string[] announced)
    {
        using (process)
        {
            await process.PrintsAsync(announced);
            Tell(process, way);
            return await process.EndAsync();
        }
    }

    public static RunningProcess Start(params string[] steps) => ChildProcess.OnNumPyPython().Start(steps);

    public static async Task AssertIsAsWithoutPythonAsync(ProcessOutcome outcome, Way way)
    {
        ProcessOutcome expected = await WithoutPythonAsync(way);

        TestContext.Out.WriteLine($"ended after {outcome.TimeToEnd.TotalMilliseconds:F0} ms; without Python {expected.TimeToEnd.TotalMilliseconds:F0} ms");
        Assert.That(outcome.ExitCode, Is.EqualTo(expected.ExitCode), outcome.Errors);
        Assert.That(outcome.Errors, Is.EqualTo(expected.Errors));
    }

    public static void AssertIsSoon(ProcessOutcome outcome, TimeSpan wait = default) =>
        Assert.That(outcome.TimeToEnd, Is.LessThan(Bound + wait));

    /// <summary>How .NET alone ends in this way. Each way is run once.</summary>
    private static Task<ProcessOutcome> WithoutPythonAsync(Way way) =>
        WithoutPython.GetOrAdd((way.Step, way.Signal), _ => new Lazy<Task<ProcessOutcome>>(() => EndAsync(way, [way.Step]))).Value;

    private static string[] Handler(Way way) => way.Handler is null ? [] : [way.Handler];

    private static void Tell(RunningProcess process, Way way)
    {
        if (way.Signal is { } signal)
        {
            process.Signal(signal);
        }
        else
        {
            process.Tell();
        }
    }
}
