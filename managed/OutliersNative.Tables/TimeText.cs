using System.Globalization;

namespace OutliersNative.Tables;

/// <summary>The order of the day and the month in dates such as 01/02/2024.</summary>
internal enum DateOrder
{
    /// <summary>There are no such dates, or not in one order.</summary>
    Any,

    DayFirst,
    MonthFirst,

    /// <summary>Each date may be read in both orders.</summary>
    Undecided,
}

/// <summary>Recognizes timestamps.</summary>
internal static class TimeText
{
    private static readonly string[] Formats =
    [
        "dd.MM.yyyy", "dd.MM.yyyy HH:mm", "dd.MM.yyyy HH:mm:ss", "d.M.yyyy", "d.M.yyyy H:mm", "d.M.yyyy H:mm:ss",
        "yyyy-MM", "yyyy/MM", "yyyy-MM-dd HH:mm:ss,fff",
    ];

    private static readonly CultureInfo MonthFirst = CultureInfo.InvariantCulture, DayFirst = MakeDayFirst();

    private static readonly string[] Names =
        ["time", "timestamp", "date", "datetime", "ts", "epoch", "unixtime", "unix_time", "year", "month", "day", "hour", "minute", "seconds"];

    public static bool IsName(string name) =>
        Names.Any(each => each.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))
        || name.EndsWith("_time", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_at", StringComparison.OrdinalIgnoreCase)
        || name.Contains("timestamp", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a date, a time of a day or both, or a number of seconds (of milliseconds, microseconds or nanoseconds) since
    /// 1970.</summary>
    public static bool TryRead(string text, DateOrder dates, out DateTimeOffset time)
    {
        text = text.Trim();
        if (NumberText.Point.Read(text, out double number) == NumberKind.Number)
        {
            return TryFromNumber(number, out time);
        }
        return dates switch
        {
            DateOrder.MonthFirst => TryReadDate(text, MonthFirst, out time),
            DateOrder.DayFirst or DateOrder.Undecided => TryReadDate(text, DayFirst, out time),
            _ => TryReadDate(text, DayFirst, out time) || TryReadDate(text, MonthFirst, out time),
        };
    }

    /// <summary>Whether it is a date, a time of a day or both. A plain number is none.</summary>
    public static bool IsDate(string text) => TryReadDate(text, DayFirst, out _) || TryReadDate(text, MonthFirst, out _);

    /// <summary>The order in which all of these dates can be read.</summary>
    public static DateOrder OrderOf(IReadOnlyCollection<string> dates)
    {
        bool isDayFirst = true, isMonthFirst = true, isSame = true;
        foreach (string date in dates)
        {
            bool hasDayFirst = TryReadDate(date, DayFirst, out DateTimeOffset dayFirst), hasMonthFirst = TryReadDate(date, MonthFirst, out DateTimeOffset monthFirst);
            isDayFirst &= hasDayFirst || !hasMonthFirst;
            isMonthFirst &= hasMonthFirst || !hasDayFirst;
            isSame &= dayFirst == monthFirst;
        }
        return (isDayFirst, isMonthFirst) switch
        {
            (true, true) => isSame ? DateOrder.Any : DateOrder.Undecided,
            (true, false) => DateOrder.DayFirst,
            (false, true) => DateOrder.MonthFirst,
            _ => DateOrder.Any,
        };
    }

    private static CultureInfo MakeDayFirst()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.DateTimeFormat.ShortDatePattern = "dd/MM/yyyy";
        return CultureInfo.ReadOnly(culture);
    }

    private static bool TryReadDate(string text, CultureInfo culture, out DateTimeOffset time)
    {
        text = text.Trim();
        time = default;
        bool isLikely = text.Length is >= 5 and <= 40 && text.Count(char.IsAsciiDigit) >= 3 && text.AsSpan(1).IndexOfAny("-/:.") >= 0
            && NumberText.Point.Read(text, out _) != NumberKind.Number && (text.AsSpan(1).IndexOfAny("-/:") >= 0 || NumberText.Ways([text]).Length == 0);
        if (!isLikely)
        {
            return false;
        }
        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;
        return DateTimeOffset.TryParseExact(text, Formats, culture, styles, out time) || DateTimeOffset.TryParse(text, culture, styles, out time);
    }

    /// <summary>The number of steps of a day, a week or a year, for times that are as far from each other as these.</summary>
    /// <returns>The season; 0 if the steps are not regular or have no usual one.</returns>
    public static int Season(IReadOnlyList<DateTimeOffset> times, out TimeSpan step)
    {
        step = default;
        if (times.Count < 3)
        {
            return 0;
        }
        TimeSpan[] steps = [.. times.Zip(times.Skip(1), (before, after) => after - before).Order()];
        TimeSpan median = step = steps[steps.Length / 2];
        if (median <= TimeSpan.Zero)
        {
            return 0;
        }
        bool isRegular = steps.Count(each => (each - median).Duration() <= median / 4) >= steps.Length * 0.9;
        if (!isRegular)
        {
            return 0;
        }
        double days = median.TotalDays;
        if (days is > 27 and < 32)
        {
            return 12;
        }
        if (days is > 0.99 and < 1.01)
        {
            return 7;
        }
        double perDay = 1 / days;
        return days < 0.6 && Math.Abs(perDay - Math.Round(perDay)) < 0.01 * perDay ? (int)Math.Round(perDay) : 0;
    }

    private static bool TryFromNumber(double number, out DateTimeOffset time)
    {
        time = default;
        double seconds = Math.Abs(number) switch
        {
            < 1e11 => number,
            < 1e14 => number / 1e3,
            < 1e17 => number / 1e6,
            _ => number / 1e9,
        };
        if (Math.Abs(seconds) > 1e11)
        {
            return false;
        }
        time = DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return true;
    }
}
