using System.Globalization;
using System.Text.Json;

namespace OutliersNative.Service.Azure;

/// <summary>The distance between the points of a series, times the custom interval.</summary>
internal enum Granularity
{
    Yearly,
    Monthly,
    Weekly,
    Daily,
    Hourly,
    Minutely,
    Secondly,
    Microsecond,
    None,
}

/// <summary>Where the points of a series lie on the grid of times that begins with the first one.</summary>
internal static class TimeGrid
{
    /// <summary>Returns the number of intervals from the first time to each, in ascending order.</summary>
    /// <exception cref="InvalidRequestException">The times do not ascend, or are not on the grid.</exception>
    public static long[] Slots(ReadOnlySpan<DateTime> times, Granularity granularity, int interval)
    {
        var slots = new long[times.Length];
        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] <= times[i - 1])
            {
                throw new InvalidRequestException(ErrorCodes.InvalidSeries, times[i] == times[i - 1]
                    ? $"series[{i}] has the same timestamp as the point before it, {Text(times[i])}; expected each timestamp once."
                    : $"series[{i}] is earlier than the point before it ({Text(times[i])}, {Text(times[i - 1])}); expected ascending timestamps.");
            }
            slots[i] = Slot(times[0], times[i], granularity, interval) ?? throw new InvalidRequestException(
                ErrorCodes.InvalidSeries,
                $"The timestamp of series[{i}], {Text(times[i])}, is not a whole number of intervals after the first one, {Text(times[0])}; "
                + $"expected intervals of {interval} with granularity '{JsonNamingPolicy.CamelCase.ConvertName(granularity.ToString())}'.");
        }
        return slots;
    }

    private static long? Slot(DateTime first, DateTime time, Granularity granularity, int interval)
    {
        if (granularity is Granularity.Monthly or Granularity.Yearly)
        {
            long months = (12L * (time.Year - first.Year)) + time.Month - first.Month;
            long step = granularity == Granularity.Yearly ? 12L * interval : interval;
            return months % step == 0 && SameDay(first, time) && time.TimeOfDay == first.TimeOfDay ? months / step : null;
        }
        Int128 ticks = (Int128)UnitTicks(granularity) * interval, distance = time.Ticks - first.Ticks;
        return distance % ticks == 0 ? (long)(distance / ticks) : null;
    }

    /// <summary>Whether both are the same day of their months. The last days are; so are 30 January and 28 February.</summary>
    private static bool SameDay(DateTime first, DateTime time)
    {
        int last = DateTime.DaysInMonth(time.Year, time.Month);
        return time.Day == Math.Min(first.Day, last)
            || (time.Day == last && first.Day == DateTime.DaysInMonth(first.Year, first.Month));
    }

    private static long UnitTicks(Granularity granularity) => granularity switch
    {
        Granularity.Weekly => 7 * TimeSpan.TicksPerDay,
        Granularity.Daily => TimeSpan.TicksPerDay,
        Granularity.Hourly => TimeSpan.TicksPerHour,
        Granularity.Minutely => TimeSpan.TicksPerMinute,
        Granularity.Secondly => TimeSpan.TicksPerSecond,
        Granularity.Microsecond => TimeSpan.TicksPerMicrosecond,
        _ => throw new ArgumentOutOfRangeException(nameof(granularity), granularity, "This granularity has no fixed length."),
    };

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
