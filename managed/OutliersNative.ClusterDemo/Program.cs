// Feeds many series of a cluster on this machine, kills, adds and stops silos meanwhile, and checks that no answer is lost, given twice
// or other than in one process. Exit code: 0 if all of it holds.
using System.CommandLine;
using Orleans.Runtime;
using OutliersNative;
using OutliersNative.ClusterDemo;

const int broken = 1, interrupted = 128 + 2;

var series = new Option<int>("--series") { Description = "The number of series.", HelpName = "N", DefaultValueFactory = _ => 100_000 };
var seconds = new Option<int>("--seconds") { Description = "How long they are fed, at least.", HelpName = "S", DefaultValueFactory = _ => 45 };
var memory = new Option<bool>("--memory") { Description = "Run one silo, in this process, without Redis. Default: if redis-server is not on the PATH." };
foreach (Option<int> each in new[] { series, seconds })
{
    each.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is < 1 or > 1_000_000)
        {
            result.AddError($"{each.Name} is {result.GetValueOrDefault<int>()}; expected 1 to 1,000,000.");
        }
    });
}
var root = new RootCommand("Shows that a cluster of silos keeps its promises while silos are killed, join and are stopped.") { series, seconds, memory };
root.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(series), parsed.GetValue(seconds), parsed.GetValue(memory), cancellation));
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10), EnableDefaultExceptionHandler = false }).ConfigureAwait(false);

static async Task<int> RunAsync(int series, int seconds, bool isInMemory, CancellationToken cancellationToken)
{
    try
    {
        PythonRuntime.Start();
        bool hasSilos = !isInMemory && RedisServer.IsInstalled;
        Console.WriteLine(hasSilos
            ? "Redis and three silos (outliers silo) are started on this machine ..."
            : $"{(isInMemory ? "" : "redis-server is not installed. ")}One silo is started in this process, with its states in memory ...");
        DemoCluster cluster = hasSilos
            ? await DemoCluster.StartAsync(silos: 3, cancellationToken).ConfigureAwait(false)
            : await DemoCluster.StartInMemoryAsync(cancellationToken).ConfigureAwait(false);
        await using (cluster.ConfigureAwait(false))
        {
            var load = new Load(cluster.Grains, series);
            await using (load.ConfigureAwait(false))
            {
                bool isKept = await new Demo(cluster, load, TimeSpan.FromSeconds(seconds)).RunAsync(cancellationToken).ConfigureAwait(false);
                if (!hasSilos)
                {
                    Console.WriteLine("Not shown, since there is one silo and no store on disk: a silo that is killed, joins or is stopped. Install redis-server for that.");
                }
                return isKept ? 0 : broken;
            }
        }
    }
    catch (Exception) when (cancellationToken.IsCancellationRequested)
    {
        return interrupted;
    }
    catch (Exception e) when (e is DemoException or OutliersException or OrleansException or TimeoutException or AggregateException)
    {
        await Console.Error.WriteLineAsync($"cluster-demo: {e.Message}").ConfigureAwait(false);
        return broken;
    }
}
