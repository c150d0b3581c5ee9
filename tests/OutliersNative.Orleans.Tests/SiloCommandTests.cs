using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NUnit.Framework;
using OutliersNative.Orleans.Tests.Cluster;

namespace OutliersNative.Orleans.Tests;

/// <summary>The command <c>outliers silo</c>, as a process.</summary>
[Platform("Linux")]
public sealed class SiloCommandTests
{
    [Test]
    public async Task Silo_ThatIsTerminated_StoresWhatItHasAnsweredAndExitsWith0()
    {
        using RedisServer redis = await RedisServer.StartAsync();
        IHost? client = null;
        try
        {
            using (CommandSilo silo = await CommandSilo.StartAsync(redis, "--Outliers:Series:default:CheckpointEvery=100", "--Outliers:Series:default:Keywords:window", "2"))
            {
                client = await TestCluster.ConnectAsync(redis);
                SeriesAnswer answer = await Series(client).PushAsync(new SeriesBatch { First = 0, Values = [1, 2, 1, 50] });
                Assert.That(answer.Outliers, Is.EqualTo(new[] { 3 })); // with the default window of 30 it has no bounds yet
                Assert.That(answer.Checkpoint, Is.Zero);

                silo.Terminate();

                Assert.That(await silo.EndAsync(), Is.Zero, silo.Output);
                Assert.That(silo.Output, Does.Not.Contain(" fail: ")); // a busy machine may give warnings
            }
            using CommandSilo next = await CommandSilo.StartAsync(redis);
            await TestCluster.DisconnectAsync(client);
            client = await TestCluster.ConnectAsync(redis);
            SeriesState state = await Series(client).GetStateAsync();
            Assert.That((state.Next, state.Checkpoint), Is.EqualTo((4, 4)));
        }
        finally
        {
            if (client is not null)
            {
                await TestCluster.DisconnectAsync(client);
            }
        }

        static IOutlierSeries Series(IHost client) => client.Services.GetRequiredService<IClusterClient>().GetGrain<IOutlierSeries>("drained");
    }

    [Test]
    public async Task Silo_OfAPass_JudgesItsFile()
    {
        using RedisServer redis = await RedisServer.StartAsync();
        using CommandSilo silo = await CommandSilo.StartAsync(redis);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("outliers-silo-");
        IHost client = await TestCluster.ConnectAsync(redis);
        try
        {
            string file = Path.Combine(folder.FullName, "readings.csv");
            await File.WriteAllTextAsync(file, "value\n1\n2\n1\n2\n1\n2\n50\n");

            OutlierPass pass = await OutlierPass.StartAsync(client.Services.GetRequiredService<IClusterClient>(), new OutlierPassOptions { Files = [file] });

            FileResult[] results = await pass.ReadAllAsync().ToArrayAsync();
            Assert.That(results.Select(result => (result.Error, result.Outliers, result.Values)), Is.EqualTo(new[] { ((string?)null, 1L, 7L) }));
        }
        finally
        {
            await TestCluster.DisconnectAsync(client);
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task Silo_WhosePortIsInUse_SaysSoInOneLine()
    {
        using RedisServer redis = await RedisServer.StartAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;

        using CommandSilo silo = CommandSilo.Start("--cluster", $"redis://{redis.Address}", "--gateway", $"{port}");

        Assert.That(await silo.EndAsync(), Is.EqualTo(2));
        Assert.That(silo.Output, Is.EqualTo($"outliers: --gateway {port} cannot be used: Address already in use. Pass another port, or none to have a free one chosen."));
    }

    [TestCase("--Outliers:Series:default:Function=nope", "outliers: Outliers:Series:default: module 'outliers' has no attribute 'nope'")]
    [TestCase("--Outliers:Files:Workers=0", "outliers: Outliers:Files:Workers is '0': expected 1 to 1024")]
    public async Task Silo_WithASettingThatIsNotValid_NamesItInOneLine(string setting, string line)
    {
        using RedisServer redis = await RedisServer.StartAsync();

        using CommandSilo silo = CommandSilo.Start("--cluster", $"redis://{redis.Address}", setting);

        Assert.That(await silo.EndAsync(), Is.EqualTo(2));
        Assert.That(silo.Output, Is.EqualTo(line));
    }

    [TestCase(
        "outliers: The Redis server of the cluster, redis://127.0.0.1:1, is not reached: Connection refused. Start it (redis-server), or correct the address.",
        "--cluster", "redis://127.0.0.1:1")]
    [TestCase(
        "outliers: --cluster is 'http://***@host'; expected redis://[user:password@]host[:port][/database][?cluster=ID&service=ID], or rediss:// for TLS.",
        "--cluster", "http://me:secret@host")]
    [TestCase(
        "outliers: silo has no option --prot; 'outliers silo --help' lists them. A setting has colons, such as --Outliers:Series:default:Function=adaptive.",
        "--cluster", "redis://127.0.0.1:1", "--prot", "1")]
    [TestCase("outliers: --port is 65536; expected 1 to 65535.", "--cluster", "redis://127.0.0.1:1", "--port", "65536")]
    [TestCase("outliers: --address is 'here'; expected an IP address of this machine.", "--cluster", "redis://127.0.0.1:1", "--address", "here")]
    public async Task Silo_StartedWrongly_SaysSoInOneLine(string line, params string[] arguments)
    {
        using CommandSilo silo = CommandSilo.Start(arguments);

        Assert.That(await silo.EndAsync(), Is.EqualTo(2));
        Assert.That(silo.Output, Is.EqualTo(line));
    }
}
