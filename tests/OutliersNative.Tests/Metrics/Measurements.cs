using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OutliersNative.Tests.Metrics;

/// <summary>One measurement, as a listener gets it.</summary>
internal sealed record Measurement(string Instrument, double Value, IReadOnlyDictionary<string, object?> Tags)
{
    public object? Function => Tags.GetValueOrDefault("outliers.function");

    public object? ErrorType => Tags.GetValueOrDefault("error.type");
}

/// <summary>Listens to the meter OutliersNative until it is disposed.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly ConcurrentQueue<Measurement> _all = [];
    private readonly MeterListener _listener = new();

    /// <param name="only">The instruments to listen to; none for all.</param>
    public Measurements(params string[] only)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "OutliersNative" && (only.Length == 0 || only.Contains(instrument.Name)))
            {
                Instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public List<Instrument> Instruments { get; } = [];

    public Measurement[] All => [.. _all];

    /// <summary>The values of one instrument, in their order.</summary>
    public double[] Of(string instrument) => [.. _all.Where(one => one.Instrument == instrument).Select(one => one.Value)];

    public Measurement Single(string instrument) => _all.Single(one => one.Instrument == instrument);

    /// <summary>What an instrument says that is asked for its value.</summary>
    public double Observe(string instrument)
    {
        _listener.RecordObservableInstruments();
        return Of(instrument)[^1];
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _all.Enqueue(new Measurement(instrument.Name, value, tags.ToArray().ToDictionary()));
}
