namespace OutliersNative.Service.Azure;

/// <summary>A request for anomalies, of a whole series or of its last point.</summary>
/// <param name="Series">The series.</param>
/// <param name="Granularity">As in the request.</param>
/// <param name="Period">The length of the season in values, or null to find it.</param>
/// <param name="MaxAnomalyRatio">The largest share of the points that are anomalies.</param>
/// <param name="Sensitivity">From 0 to 99.</param>
internal sealed record DetectRequest(Series Series, Granularity Granularity, int? Period, double MaxAnomalyRatio, int Sensitivity)
{
    public static DetectRequest Read(RequestFields fields)
    {
        SeriesFields.RequireSeries(fields);
        Granularity granularity = fields.Choice<Granularity>("granularity", ErrorCodes.InvalidGranularity) ?? Granularity.None;
        int interval = SeriesFields.Interval(fields);
        int? period = SeriesFields.Period(fields);
        double ratio = fields.Number(
            "maxAnomalyRatio", each => each is > 0 and < 0.5, "a number above 0 and below 0.5", ErrorCodes.InvalidModelArgument) ?? 0.25;
        int sensitivity = fields.Integer("sensitivity", 0, 99, ErrorCodes.InvalidModelArgument) ?? 99;
        ImputeMode mode = fields.Choice<ImputeMode>("imputeMode", ErrorCodes.InvalidImputeMode) ?? ImputeMode.Auto;
        double? fixedValue = fields.Number(
            "imputeFixedValue", each => Math.Abs(each) <= 1e100, "a number from -1e100 to 1e100", ErrorCodes.InvalidImputeFixedValue);
        if (mode == ImputeMode.Fixed && fixedValue is null)
        {
            throw new InvalidRequestException(
                ErrorCodes.InvalidImputeFixedValue, "The field 'imputeFixedValue' is missing; expected a number, since 'imputeMode' is 'fixed'.");
        }
        Series series = Series.Read(fields, granularity, interval, mode, fixedValue ?? 0);
        SeriesFields.CheckPeriod(period, series);
        return new DetectRequest(series, granularity, period, ratio, sensitivity);
    }
}

/// <summary>A request for change points.</summary>
/// <param name="Series">The series; missing points are interpolated.</param>
/// <param name="Period">The length of the season in values, or null to find it.</param>
/// <param name="StableTrendWindow">The number of values before and after a point that are compared.</param>
/// <param name="Threshold">From 0 to 1: the higher, the more change points.</param>
internal sealed record ChangePointRequest(Series Series, int? Period, int StableTrendWindow, double Threshold)
{
    public static ChangePointRequest Read(RequestFields fields)
    {
        SeriesFields.RequireSeries(fields);
        Granularity granularity = fields.Choice<Granularity>("granularity", ErrorCodes.InvalidGranularity) ?? throw new InvalidRequestException(
            ErrorCodes.RequiredGranularity, "The field 'granularity' is missing; change points need it, such as \"daily\".");
        if (granularity is Granularity.None or Granularity.Microsecond)
        {
            throw new InvalidRequestException(
                ErrorCodes.InvalidGranularity,
                $"The field 'granularity' is {RequestFields.Describe(fields.Find("granularity")!.Value)}; "
                + "for change points, expected one of yearly, monthly, weekly, daily, hourly, minutely, secondly.");
        }
        int interval = SeriesFields.Interval(fields);
        int? period = SeriesFields.Period(fields);
        int window = fields.Integer("stableTrendWindow", 1, int.MaxValue, ErrorCodes.InvalidModelArgument) ?? DefaultWindow(granularity);
        double threshold = fields.Number(
            "threshold", each => each is >= 0 and <= 1, "a number from 0 to 1", ErrorCodes.InvalidModelArgument) ?? 0.9;
        Series series = Series.Read(fields, granularity, interval, ImputeMode.Linear, 0);
        SeriesFields.CheckPeriod(period, series);
        // A step makes up to 2 * window - 1 differences large. If they were half of them, they would be the usual ones.
        return new ChangePointRequest(series, period, Math.Min(window, series.Values.Length / 6), threshold);
    }

    // Those of the retired service, as far as they are known.
    private static int DefaultWindow(Granularity granularity) => granularity switch
    {
        Granularity.Yearly or Granularity.Weekly => 3,
        Granularity.Monthly => 6,
        Granularity.Daily => 5,
        Granularity.Hourly => 24,
        _ => 72,
    };
}

/// <summary>The fields that all requests have.</summary>
internal static class SeriesFields
{
    public static void RequireSeries(RequestFields fields)
    {
        if (fields.Find("series") is null)
        {
            throw new InvalidRequestException(ErrorCodes.RequiredSeries, "The field 'series' is missing; expected an array of points.");
        }
    }

    public static int Interval(RequestFields fields) =>
        fields.Integer("customInterval", 1, int.MaxValue, ErrorCodes.InvalidCustomInterval) ?? 1;

    /// <summary>The length of the season; 0 for none, as 1 is too; null to find it.</summary>
    public static int? Period(RequestFields fields)
    {
        int? period = fields.Integer("period", 0, int.MaxValue, ErrorCodes.InvalidPeriod);
        return period == 1 ? 0 : period;
    }

    public static void CheckPeriod(int? period, Series series)
    {
        if (period > (series.Values.Length - 1) / 2)
        {
            throw new InvalidRequestException(
                ErrorCodes.InvalidModelArgument,
                $"The field 'period' is {period} and the series spans {series.Values.Length} points; expected more than two periods.");
        }
    }
}
