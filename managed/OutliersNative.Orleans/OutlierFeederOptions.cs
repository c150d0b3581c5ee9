using System.Runtime.CompilerServices;

namespace OutliersNative.Orleans;

/// <summary>Options of an <see cref="OutlierFeeder"/>.</summary>
public sealed class OutlierFeederOptions
{
    /// <summary>The most values that are held. Default: 100,000. At least 1.</summary>
    public int Capacity
    {
        get;
        init => field = AtLeast1(value);
    } = 100_000;

    /// <summary>The most values in a batch. Default: 256. At least 1, and not above <see cref="OutlierSeriesOptions.MaxBatch"/> of the
    /// silos.</summary>
    public int MaxBatch
    {
        get;
        init => field = AtLeast1(value);
    } = 256;

    /// <summary>The most calls of grains at a time; a series has one at most. Default: 512. At least 1.</summary>
    public int CallsAtOnce
    {
        get;
        init => field = AtLeast1(value);
    } = 512;

    /// <summary>The settings that each series is configured with before its first value. Default: null, as they are.</summary>
    public string? Settings { get; init; }

    /// <summary>How long a call is made again after failures that may pass; then its series fails. Default: 5 minutes. 0 or more.</summary>
    public TimeSpan RetryFor
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(RetryFor));
            field = value;
        }
    } = TimeSpan.FromMinutes(5);

    /// <summary>The wait before the first repetition, doubled for each further one, and varied by half of it. Default: 50 ms. 1 ms to 1
    /// day.</summary>
    public TimeSpan RetryDelay
    {
        get;
        init => field = Delay(value);
    } = TimeSpan.FromMilliseconds(50);

    /// <summary>Upper bound of that wait. Default: 2 s. 1 ms to 1 day.</summary>
    public TimeSpan MaxRetryDelay
    {
        get;
        init => field = Delay(value);
    } = TimeSpan.FromSeconds(2);

    private static TimeSpan Delay(TimeSpan value, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromMilliseconds(1), name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1), name);
        return value;
    }

    private static int AtLeast1(int value, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
