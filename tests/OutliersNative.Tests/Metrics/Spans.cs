using System.Collections.Concurrent;
using System.Diagnostics;

namespace OutliersNative.Tests.Metrics;

/// <summary>Listens to the activity source OutliersNative, and has one of its own, until it is disposed.</summary>
internal sealed class Spans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = [];
    private readonly ActivitySource _own = new("OutliersNative.Tests");
    private readonly ActivityListener _listener;

    public Spans()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "OutliersNative" || source == _own,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.Source != _own)
                {
                    _ended.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The library's spans that have ended, in that order.</summary>
    public Activity[] Ended => [.. _ended];

    public Activity Single => _ended.Single();

    /// <summary>Starts a span of the caller, which is the current one until it is disposed.</summary>
    public Activity StartOwn(string name) => _own.StartActivity(name)!;

    public void Dispose()
    {
        _listener.Dispose();
        _own.Dispose();
    }
}
