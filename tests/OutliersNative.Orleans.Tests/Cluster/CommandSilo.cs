namespace OutliersNative.Orleans.Tests.Cluster;

/// <summary>A process of <c>outliers silo</c>.</summary>
internal sealed class CommandSilo : Program
{
    private CommandSilo(params string[] arguments)
        : base(Places.DotNet, [Path.Combine(Places.Cli, "OutliersNative.Cli.dll"), "silo", "--python", PythonRuntime.Current!.Executable, .. arguments])
    {
    }

    /// <summary>Starts a silo of the cluster <c>tests</c>, and waits until it is active.</summary>
    public static async Task<CommandSilo> StartAsync(RedisServer redis, params string[] arguments)
    {
        var silo = new CommandSilo(["--cluster", $"redis://{redis.Address}?cluster=tests&service=tests", .. arguments]);
        try
        {
            await silo.PrintsAsync("is ready, for clients at port");
            return silo;
        }
        catch
        {
            silo.Dispose();
            throw;
        }
    }

    /// <summary>Starts a silo that does not become active.</summary>
    public static CommandSilo Start(params string[] arguments) => new(arguments);

    /// <summary>As <c>kill</c>.</summary>
    public void Terminate() => Signal(SigTerm);
}
