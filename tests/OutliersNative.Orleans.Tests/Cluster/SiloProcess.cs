namespace OutliersNative.Orleans.Tests.Cluster;

/// <summary>A process of OutliersNative.Orleans.Silo.</summary>
internal sealed class SiloProcess : Program
{
    private SiloProcess(int port, string[] arguments)
        : base(Places.DotNet, [Path.Combine(Places.Silo, "OutliersNative.Orleans.Silo.dll"), .. arguments])
    {
        Port = port;
    }

    /// <summary>The port of its address in the cluster.</summary>
    public int Port { get; }

    /// <summary>Starts a silo, and waits until it is active.</summary>
    /// <param name="redis">The address of the server of the cluster.</param>
    /// <param name="settings">More of its configuration, as NAME=VALUE.</param>
    public static async Task<SiloProcess> StartAsync(string redis, params string[] settings)
    {
        int port = FreePort();
        var silo = new SiloProcess(
            port,
            [
                $"--Redis={redis}", $"--Port={port}", $"--Gateway={FreePort()}", $"--Outliers:Python={PythonRuntime.Current!.Executable}",
                $"--Outliers:ModulePaths:0={Path.Combine(AppContext.BaseDirectory, "Fixtures")}", .. settings.Select(each => $"--{each}"),
            ]);
        try
        {
            await silo.PrintsAsync("ready");
            return silo;
        }
        catch
        {
            silo.Dispose();
            throw;
        }
    }
}
