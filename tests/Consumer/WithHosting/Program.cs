using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OutliersNative;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
{
    ["Outliers:Detectors:flow:Function"] = "sigma",
    ["Outliers:Detectors:flow:Keywords:direction"] = "up",
});
builder.Logging.ClearProviders();
builder.Services.AddOutliers().AddDetectors(builder.Configuration);
using IHost host = builder.Build();
await host.StartAsync();
double[] readings = [0, 1, 0, 1, 0, 1, 0, 100, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1];
Console.WriteLine(host.Services.GetRequiredKeyedService<IOutlierDetector>("flow").Detect(readings)[0]);
await host.StopAsync();
