using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OutliersNative.Service;

/// <summary>Sends metrics, traces and logs to an OpenTelemetry collector, if <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one.</summary>
internal static class TelemetryExport
{
    private const string DefaultName = "outliers-service";

    public static void AddTelemetryExport(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(builder.Configuration["OTEL_SERVICE_NAME"] ?? DefaultName))
            .WithMetrics(metrics => metrics.AddOutliersInstrumentation().AddAspNetCoreInstrumentation().AddMeter("System.Runtime"))
            .WithTracing(traces => traces.AddOutliersInstrumentation().AddAspNetCoreInstrumentation())
            .UseOtlpExporter();
    }
}
