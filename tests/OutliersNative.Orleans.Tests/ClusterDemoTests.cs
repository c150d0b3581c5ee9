using NUnit.Framework;
using OutliersNative.Orleans.Tests.Cluster;

namespace OutliersNative.Orleans.Tests;

/// <summary>The program of <c>./build.sh cluster-demo</c>, in short runs.</summary>
[Platform("Linux")]
public sealed class ClusterDemoTests
{
    [Test]
    public async Task ClusterDemo_SilosAreKilledJoinAndAreStopped_KeepsItsPromises()
    {
        RedisServer.IgnoreIfMissing();
        using var demo = new DemoProcess("--series", "1000", "--seconds", "4");

        Assert.That(await demo.EndAsync(Feeding.Patience), Is.Zero, demo.Output);

        Assert.That(Promises(demo), Has.Length.EqualTo(5).And.All.StartsWith("  kept    "), demo.Output);
        Assert.That(demo.Output, Does.Match(" silo [123] is killed with its ").And.Contain(" silo 4 has joined.").And.Match(" silo [123] has handed over its series."));
    }

    [Test]
    public async Task ClusterDemo_InMemory_KeepsItsPromisesAndSaysWhatItCannotShow()
    {
        using var demo = new DemoProcess("--series", "500", "--seconds", "1", "--memory");

        Assert.That(await demo.EndAsync(Feeding.Patience), Is.Zero, demo.Output);

        Assert.That(Promises(demo), Has.Length.EqualTo(4).And.All.StartsWith("  kept    "), demo.Output);
        Assert.That(demo.Output, Does.Contain("Not shown, since there is one silo and no store on disk: a silo that is killed, joins or is stopped."));
    }

    [Test]
    public async Task ClusterDemo_Interrupted_EndsWith130AndLeavesNoProcess()
    {
        RedisServer.IgnoreIfMissing();
        using var demo = new DemoProcess("--series", "1000", "--seconds", "60");
        await demo.PrintsAsync(" answered, ");
        Assert.That(demo.Children, Has.Length.EqualTo(4)); // Redis and three silos

        string[] children = demo.Children;
        demo.Interrupt();

        Assert.That(await demo.EndAsync(), Is.EqualTo(130), demo.Output);
        Assert.That(children.Where(id => Directory.Exists($"/proc/{id}")), Is.Empty);
    }

    private static string[] Promises(DemoProcess demo) =>
        [.. demo.Output.Split('\n').SkipWhile(line => !line.EndsWith("what was promised:", StringComparison.Ordinal)).Where(line => line.StartsWith("  ", StringComparison.Ordinal))];

    /// <summary>A process of OutliersNative.ClusterDemo.</summary>
    private sealed class DemoProcess(params string[] arguments)
        : Program("env", [$"OUTLIERS_PYTHON={PythonRuntime.Current!.Executable}", Places.DotNet, Path.Combine(Places.ClusterDemo, "OutliersNative.ClusterDemo.dll"), .. arguments])
    {
        /// <summary>The ids of the processes that it has started.</summary>
        public string[] Children => [.. Directory.GetDirectories($"/proc/{Id}/task")
            .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))];

        public void Interrupt() => Signal(SigInt);
    }
}
