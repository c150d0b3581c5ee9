using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using OutliersNative.Service.Azure;
using OutliersNative.Service.Requests;

namespace OutliersNative.Service;

internal static class Program
{
    private const string DefaultUrl = "http://127.0.0.1:8080";
    private const string Limit = "requests";

    /// <summary>A client that sends or reads a large body more slowly than this, in bytes per second, is disconnected.</summary>
    private const double SlowestRate = 16 << 10;

    private static readonly string[] AddressKeys = ["urls", "http_ports", "https_ports"];

    private static async Task<int> Main(string[] args)
    {
        try
        {
            await using WebApplication app = Build(args);
            await app.RunAsync();
            return 0;
        }
        catch (OptionsValidationException e)
        {
            return Fail([.. e.Failures]);
        }
        catch (Exception e) when (e is InvalidOperationException or OutliersException or IOException or FormatException or BadImageFormatException or DllNotFoundException)
        {
            return Fail(e.Message);
        }
    }

    private static int Fail(params string[] reasons)
    {
        foreach (string reason in reasons)
        {
            Console.Error.WriteLine($"OutliersNative.Service: {reason}");
        }
        return 1;
    }

    private static WebApplication Build(string[] args)
    {
        // Settings and page are beside the program, wherever it is started.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddServiceOptions(builder.Configuration);
        builder.Services.AddOutliers().AddDetectors(builder.Configuration).AddAzureAnomalyDetector();
        builder.Services.AddHealthChecks().AddOutliers();
        builder.Services.AddSingleton<MethodCatalog>();
        builder.Services.AddHostedService(services => services.GetRequiredService<MethodCatalog>());
        builder.Services.AddSingleton<RequestQueries>();
        builder.Services.AddSingleton<RequestReader>();
        builder.Services.AddSingleton<Endpoints>();
        builder.Services.AddApiDocument();
        builder.AddTelemetryExport();
        ConfigureServer(builder);
        ConfigureLimit(builder.Services);

        WebApplication app = builder.Build();
        ServiceOptions options = app.Services.GetRequiredService<IOptions<ServiceOptions>>().Value;
        app.UseMiddleware<ErrorMiddleware>();
        app.UseAzureAnomalyDetectorPaths();
        app.UseStatusCodePages(context => new Problem(context.HttpContext.Response.StatusCode, Explain(context.HttpContext)).WriteAsync(context.HttpContext));
        if (options.ApiKeys.Count > 0)
        {
            app.UseMiddleware<ApiKeyMiddleware>();
        }
        app.UseRateLimiter();
        app.UsePage();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") });
        app.MapApiDocument();
        RouteGroupBuilder api = app.MapGroup("").WithMetadata(NeedsApiKey.Metadata).RequireRateLimiting(Limit);
        app.Services.GetRequiredService<Endpoints>().Map(api);
        api.MapAzureAnomalyDetector();
        return app;
    }

    private static void ConfigureServer(WebApplicationBuilder builder)
    {
        bool hasAddress = AddressKeys.Any(key => !string.IsNullOrEmpty(builder.Configuration[key]))
            || builder.Configuration.GetSection("Kestrel:Endpoints").Exists();
        if (!hasAddress)
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<ServiceOptions>>((kestrel, options) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.Value.MaxBodyBytes;
            TimeSpan grace = options.Value.BodyTimeout;
            // After the grace, the largest body must have arrived at the rate that it needs; so no body takes much longer.
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(Math.Max(SlowestRate, options.Value.MaxBodyBytes / grace.TotalSeconds), grace);
            kestrel.Limits.MinResponseDataRate = new MinDataRate(SlowestRate, grace);
            bool hasKeys = options.Value.ApiKeys.Count > 0;
            kestrel.ConfigureEndpointDefaults(listen =>
            {
                if (!hasKeys && listen.IPEndPoint is { } address && !IPAddress.IsLoopback(address.Address))
                {
                    throw new InvalidOperationException(
                        $"The service has no API keys, so it listens on the loopback address only, and not on {address}. Set Service:ApiKeys:0 "
                        + "(as an environment variable, Service__ApiKeys__0) to a key of at least 16 characters, or listen on http://127.0.0.1.");
                }
            });
        });
    }

    private static void ConfigureLimit(IServiceCollection services)
    {
        services.AddRateLimiter(limiter => limiter.OnRejected = (context, _) => new ValueTask(
            new Problem(StatusCodes.Status429TooManyRequests, "Too many requests are being served, and wait to be. Try again later.") { RetryAfter = 1 }
                .WriteAsync(context.HttpContext)));
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<ServiceOptions>>((limiter, options) => limiter.AddConcurrencyLimiter(Limit, own =>
        {
            own.PermitLimit = options.Value.MaxConcurrentRequests;
            own.QueueLimit = options.Value.MaxQueuedRequests;
        }));
    }

    private static string Explain(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Path}.",
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Path} does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}.",
        _ => $"The request was answered with {context.Response.StatusCode.ToString(CultureInfo.InvariantCulture)}.",
    };
}
