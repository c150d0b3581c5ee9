using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace OutliersNative.Service;

internal static class Program
{
    private const string DefaultUrl = "http://127.0.0.1:8080";

    private static readonly string[] AddressKeys = ["urls", "http_ports", "https_ports"];

    private static async Task<int> Main(string[] args)
    {
        try
        {
            await using WebApplication app = Build(args);
            await app.RunAsync();
            return 0;
        }
        catch (Exception e) when (e is OptionsValidationException or InvalidOperationException or OutliersException or IOException)
        {
            await Console.Error.WriteLineAsync($"OutliersNative.Service: {e.Message}");
            return 1;
        }
    }

    private static WebApplication Build(string[] args)
    {
        // Settings and page are beside the program, wherever it is started.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        bool hasAddress = AddressKeys.Any(key => !string.IsNullOrEmpty(builder.Configuration[key]))
            || builder.Configuration.GetSection("Kestrel:Endpoints").Exists();
        if (!hasAddress)
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }
        builder.Services.AddOutliers().AddDetectors(builder.Configuration);
        builder.Services.AddHealthChecks().AddOutliers();
        builder.Services.AddSingleton<MethodCatalog>();
        builder.Services.AddHostedService(services => services.GetRequiredService<MethodCatalog>());

        WebApplication app = builder.Build();
        app.UseDefaultFiles();
        app.UseStaticFiles();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") });
        app.MapOutliers();
        return app;
    }
}
