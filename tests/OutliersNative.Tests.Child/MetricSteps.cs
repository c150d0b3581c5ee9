using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OutliersNative.Tests.Child;

/// <summary>Steps for metrics and spans.</summary>
internal static class MetricSteps
{
    private static readonly MeterListener Meters = new();

    /// <summary>Sets an AppContext switch to false.</summary>
    public static string? SwitchOff(string name)
    {
        AppContext.SetSwitch(name, false);
        return null;
    }

    /// <summary>Tells the duration of each call, as a name only, and each span.</summary>
    public static string? Listen()
    {
        Meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "outliers.call.duration")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        Meters.SetMeasurementEventCallback<double>((instrument, _, _, _) => Console.WriteLine(instrument.Name));
        Meters.Start();
        ActivitySource.AddActivityListener(new ActivityListener
        {
            ShouldListenTo = source => source.Name == "OutliersNative",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span => Console.WriteLine(span.OperationName),
        });
        return null;
    }
}
