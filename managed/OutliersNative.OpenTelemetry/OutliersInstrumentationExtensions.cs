using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace OpenTelemetry;

/// <summary>Adds what OutliersNative measures to OpenTelemetry.</summary>
public static class OutliersInstrumentationExtensions
{
    /// <summary>Adds the metrics of OutliersNative and of OutliersNative.Hosting: durations, queue, abandoned calls.</summary>
    /// <param name="builder">The builder of the meter provider.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static MeterProviderBuilder AddOutliersInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter("OutliersNative", "OutliersNative.Hosting");
    }

    /// <summary>Adds a span for each call of OutliersNative.</summary>
    /// <param name="builder">The builder of the tracer provider.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static TracerProviderBuilder AddOutliersInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource("OutliersNative");
    }
}
