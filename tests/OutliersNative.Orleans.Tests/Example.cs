using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;

namespace OutliersNative.Orleans.Tests;

/// <summary>The examples of docs/ORLEANS.md, so that they compile. ExampleTests compares the texts.</summary>
internal static class Example
{
    public static async Task SiloAsync(string[] args)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
        builder.UseOrleans(silo => silo
            .UseRedisClustering("localhost:6379")
            .AddRedisGrainStorage(OutlierSeriesOptions.Storage, options => options.ConfigurationOptions = new() { EndPoints = { "localhost:6379" } })
            .AddOutlierSeries()                                                                       // ewma
            .AddOutlierSeries("metrics", settings => settings.Function = "adaptive"));
        await builder.Build().RunAsync();
    }

    public static async Task ClientAsync(string[] args)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
        builder.UseOrleansClient(client => client
            .UseRedisClustering("localhost:6379")
            .Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5))        // Orleans: 30 s
            .Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5)));     // Orleans: 1 minute
        using IHost host = builder.Build();
        await host.StartAsync();

        await using var feeder = new OutlierFeeder(host.Services.GetRequiredService<IClusterClient>());
        Task reading = Task.Run(async () =>
        {
            await foreach (FedPoint each in feeder.ReadAllAsync())
            {
                if (each.Point.IsOutlier)
                {
                    Console.WriteLine($"{each.Series}, value {each.Number}: {each.Value}, expected {each.Point.Expected}");
                }
            }
        });
        for (int i = 0; i < 1000; i++)
        {
            await feeder.PushAsync($"pump-{i % 10}", i == 777 ? 99 : 20 + i % 3);
        }
        feeder.Complete();
        await reading;
    }

    public static async Task FilesSiloAsync(string[] args)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
        builder.UseOrleans(silo => silo
            .UseRedisClustering("localhost:6379")
            .AddRedisGrainStorage(OutlierSeriesOptions.Storage, options =>
            {
                options.ConfigurationOptions = new() { EndPoints = { "localhost:6379" } };
                options.DeleteStateOnClear = true;
            })
            .AddOutlierFiles());
        await builder.Build().RunAsync();
    }

    public static async Task FilesClientAsync(IClusterClient client)
    {
        OutlierPass pass = await OutlierPass.StartAsync(client, new OutlierPassOptions
        {
            Files = Directory.GetFiles("/data/pumps", "*.csv"),
            Function = "mad",
            Columns = ["pressure"],
        });
        await foreach (FileResult file in pass.ReadAllAsync())
        {
            Console.WriteLine(file.Error ?? $"{file.File}: {file.Outliers} outliers among {file.Values} values");
            await foreach (FileOutlier each in file.ReadOutliersAsync())
            {
                Console.WriteLine($"  row {each.Position}: {each.Value}, expected {each.Expected}");
            }
        }
        await pass.EndAsync();
    }
}
