using NUnit.Framework;
using OutliersNative.Orleans.Tests.Cluster;

namespace OutliersNative.Orleans.Tests;

/// <summary>Silos as processes that are killed, frozen and stopped while a feeder feeds them: the answers are those of one process, to
/// the bit.</summary>
[Platform("Linux")]
public sealed class ClusterTests
{
    private const string Lazy = "Outliers:Series:default:CheckpointEvery=5";

    [TestCase]
    [TestCase(Lazy)]
    public async Task Feeder_ASiloIsKilled_GetsEachAnswerOnce(params string[] settings)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(3, settings);
        await using var feeding = new Feeding(cluster.Client, series: 60, values: 300);

        await feeding.HasAsync(answers: 3000);
        cluster.Silos[1].Kill();

        await feeding.AssertGoldenAsync();
    }
}
