using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OutliersNative.Tests.Child;

/// <summary>Steps that run a host until a signal ends it.</summary>
internal static class HostSteps
{
    /// <summary>Runs a host whose only worker calls a detector: folder, module and function. Prints "calls" when it does.</summary>
    public static string Run(string argument)
    {
        string[] words = argument.Split(' ');
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Outliers:ModulePaths:0"] = words[0],
            ["Outliers:Detectors:worker:Module"] = words[1],
            ["Outliers:Detectors:worker:Function"] = words[2],
            ["Outliers:Detectors:worker:WarmUpValues"] = "0",
        });
        builder.Logging.ClearProviders();
        builder.Services.AddOutliers().AddDetectors(builder.Configuration);
        builder.Services.AddHostedService<Worker>();
        builder.Build().Run();
        return "stopped";
    }

    private sealed class Worker([FromKeyedServices("worker")] IOutlierDetector detector, IHostApplicationLifetime lifetime)
        : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var started = new TaskCompletionSource();
            lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task;
            Task<long[]> call = detector.DetectAsync([1.0], cancellationToken: CancellationToken.None);
            Console.WriteLine("calls");
            await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Console.WriteLine(call.Status);
        }
    }
}
