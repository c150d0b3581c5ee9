using System.Runtime.InteropServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Hosting;

public sealed class StopTests
{
    private const int Sigterm = 15;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int NativeFunction();

    [TestCase(false)]
    [TestCase(true)]
    public async Task Stop_WhileALoopRuns_CancelsIt(bool isAsync)
    {
        await using TestHost host = await TestHost.WithAsync("endless", "loops");
        Task<long[]> call = isAsync ? host["loops"].DetectAsync(new double[1]) : Task.Run(() => host["loops"].Detect(new double[1]));

        await host.StopAsync();

        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(host.Records.All.Select(each => each.Message), Has.None.Contains("still in Python"));
    }

    [Test]
    public async Task Call_AfterTheGrace_IsCancelled()
    {
        await using TestHost host = await TestHost.WithAsync("logs", "logs", ("Outliers:StopGrace", "00:00:00"));
        await host.StopAsync();

        Assert.That(() => host["logs"].Detect(new double[1]), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Stop_WhileCodeCannotBeInterrupted_LogsWhatIsAbandoned()
    {
        using var isIn = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        NativeFunction function = () =>
        {
            isIn.Set();
            mayEnd.Wait();
            return 0;
        };
        await using TestHost host = await TestHost.WithAsync("calls_back", "holding_gil", ("Outliers:LiveTimeout", "00:00:00.1"));
        Task<long[]> call = Task.Run(() => host["holding_gil"].Detect([Marshal.GetFunctionPointerForDelegate(function)]));
        isIn.Wait();

        Assert.That((await host.CheckAsync("python-live")).Status, Is.EqualTo(HealthStatus.Unhealthy));
        await host.StopAsync();
        mayEnd.Set();

        Assert.That(host.Records.All.Select(each => each.Message), Has.Some.Contains("Callers still wait for: holding_gil (1)."));
        await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // with a result, if it ended before its interruption
        GC.KeepAlive(function);
    }

    [TestCase("loops")]
    [TestCase("catches_exceptions")]
    [Platform(Exclude = "Win", Reason = "There is no SIGTERM.")]
    public async Task Sigterm_WhileALoopRuns_CancelsItAndEndsTheProcess(string function)
    {
        using RunningProcess process = ChildProcess.OnNumPyPython().Start($"host {Places.Fixtures} endless {function}");
        await process.PrintsAsync("calls");

        process.Signal(Sigterm);
        ProcessOutcome outcome = await process.EndAsync();

        TestContext.Out.WriteLine($"ended after {outcome.TimeToEnd.TotalMilliseconds} ms");
        Assert.That((outcome.Output, outcome.ExitCode), Is.EqualTo(("calls\nCanceled\nstopped", 0)), outcome.Errors);
    }
}
