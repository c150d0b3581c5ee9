using System.Diagnostics;
using NUnit.Framework;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace OutliersNative.Tests.Metrics;

public sealed class OpenTelemetryTests
{
    private static readonly double[] Series = [.. Enumerable.Repeat(20.0, 99), 35.0];

    [Test]
    public void AddOutliersInstrumentation_ForTraces_ExportsASpanOfACall()
    {
        var spans = new Spans();
        using TracerProvider provider = Sdk.CreateTracerProviderBuilder().AddOutliersInstrumentation().AddProcessor(spans).Build();
        using var outliers = new Outliers("outliers", "detect");

        outliers.Detect(Series);

        Assert.That(spans.Names, Is.EqualTo(new[] { "detect outliers.detect" }));
    }

    [Test]
    public void AddOutliersInstrumentation_ForMetrics_ExportsTheDurationOfACall()
    {
        var exporter = new Exporter();
        using MeterProvider provider = Sdk.CreateMeterProviderBuilder().AddOutliersInstrumentation()
            .AddReader(new BaseExportingMetricReader(exporter)).Build();
        using var outliers = new Outliers("outliers", "detect");

        outliers.Detect(Series);
        provider.ForceFlush();

        Assert.That(exporter.Names, Does.Contain("outliers.call.duration").And.Contain("outliers.queue.length"));
    }

    private sealed class Spans : BaseProcessor<Activity>
    {
        public List<string> Names { get; } = [];

        public override void OnEnd(Activity data) => Names.Add(data.OperationName);
    }

    private sealed class Exporter : BaseExporter<Metric>
    {
        public List<string> Names { get; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (Metric metric in batch)
            {
                Names.Add(metric.Name);
            }
            return ExportResult.Success;
        }
    }
}
