using System.Globalization;
using System.Text.Json;

namespace OutliersNative.Service.Azure;

/// <summary>What stands in for missing points.</summary>
internal enum ImputeMode
{
    /// <summary>NaN: the detector leaves them out, and the season goes on.</summary>
    Auto,
    Previous,
    Linear,
    Fixed,
    Zero,

    /// <summary>The points count as consecutive.</summary>
    NotFill,
}

/// <summary>A series of a request: its values for the detector, and where its points are in them.</summary>
/// <param name="Points">The values of the points.</param>
/// <param name="Values">The same, and one for each missing point; NaN where the detector is to leave it out.</param>
/// <param name="Positions">For each point, its position in <paramref name="Values"/>.</param>
internal sealed record Series(double[] Points, double[] Values, int[] Positions)
{
    private const int FewestPoints = 12;
    private const int MostPoints = 8640;
    private const int MostValues = 2 * MostPoints; // with missing points; beyond it, none is filled in
    private const double LargestValue = 1e100;

    public static Series Read(RequestFields fields, Granularity granularity, int interval, ImputeMode mode, double fixedValue)
    {
        JsonElement series = fields.Find("series")!.Value;
        if (series.ValueKind != JsonValueKind.Array)
        {
            throw new InvalidRequestException(
                ErrorCodes.BadArgument, $"The field 'series' is {RequestFields.Describe(series)}; expected an array of points.");
        }
        int count = series.GetArrayLength();
        if (count is < FewestPoints or > MostPoints)
        {
            throw new InvalidRequestException(
                ErrorCodes.InvalidSeries, $"The field 'series' has {count} points; expected {FewestPoints} to {MostPoints}.");
        }
        bool hasTimes = granularity != Granularity.None;
        var points = new double[count];
        var times = new DateTime[hasTimes ? count : 0];
        int i = 0;
        foreach (JsonElement point in series.EnumerateArray())
        {
            (JsonElement value, JsonElement timestamp) = Split(point, i);
            points[i] = Value(value, i);
            if (hasTimes)
            {
                times[i] = Time(timestamp, i);
            }
            i++;
        }
        int[] consecutive = [.. Enumerable.Range(0, count)];
        if (!hasTimes)
        {
            return new Series(points, points, consecutive);
        }
        long[] slots = TimeGrid.Slots(times, granularity, interval);
        bool isComplete = slots[^1] == count - 1;
        return isComplete || mode == ImputeMode.NotFill || slots[^1] >= MostValues
            ? new Series(points, points, consecutive)
            : Fill(points, [.. slots.Select(slot => (int)slot)], mode, fixedValue);
    }

    private static (JsonElement Value, JsonElement Timestamp) Split(JsonElement point, int index)
    {
        if (point.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidRequestException(
                ErrorCodes.BadArgument,
                $"series[{index}] is {RequestFields.Describe(point)}; expected an object with the fields 'timestamp' and 'value'.");
        }
        JsonElement value = default, timestamp = default;
        foreach (JsonProperty field in point.EnumerateObject())
        {
            if (field.NameEquals("value"u8) || field.Name.Equals("value", StringComparison.OrdinalIgnoreCase))
            {
                value = field.Value;
            }
            else if (field.NameEquals("timestamp"u8) || field.Name.Equals("timestamp", StringComparison.OrdinalIgnoreCase))
            {
                timestamp = field.Value;
            }
        }
        return (value, timestamp);
    }

    // The retired service took numbers as text too, which its Python client sends if it is given text.
    private static double Value(JsonElement value, int index)
    {
        double number = double.NaN;
        if (value.ValueKind == JsonValueKind.Number)
        {
            number = value.GetDouble();
        }
        else if (value.ValueKind == JsonValueKind.String
            && double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed))
        {
            number = parsed;
        }
        if (double.IsNaN(number))
        {
            throw new InvalidRequestException(
                ErrorCodes.BadArgument, $"The value of series[{index}] is {RequestFields.Describe(value)}; expected a number.");
        }
        return Math.Abs(number) <= LargestValue ? number : throw new InvalidRequestException(
            ErrorCodes.InvalidSeries, $"The value of series[{index}] is {RequestFields.Describe(value)}; expected one from -1e100 to 1e100.");
    }

    private static DateTime Time(JsonElement timestamp, int index)
    {
        // The year first: dates such as 03/04/2018 are read in two ways.
        if (timestamp.ValueKind == JsonValueKind.String
            && timestamp.GetString() is [>= '0' and <= '9', _, _, _, '-', ..] text
            && DateTime.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time))
        {
            return time;
        }
        throw new InvalidRequestException(
            ErrorCodes.BadArgument,
            $"The timestamp of series[{index}] is {RequestFields.Describe(timestamp)}; expected ISO 8601, such as \"2018-03-01T00:00:00Z\". "
            + "Without the field 'granularity', or with 'none', points need no timestamp.");
    }

    private static Series Fill(double[] points, int[] positions, ImputeMode mode, double fixedValue)
    {
        var values = new double[positions[^1] + 1];
        for (int i = 0; i < points.Length; i++)
        {
            values[positions[i]] = points[i];
            int before = i == 0 ? positions[i] : positions[i - 1], gap = positions[i] - before;
            for (int missing = 1; missing < gap; missing++)
            {
                values[before + missing] = mode switch
                {
                    ImputeMode.Previous => points[i - 1],
                    ImputeMode.Linear => points[i - 1] + ((points[i] - points[i - 1]) * missing / gap),
                    ImputeMode.Fixed => fixedValue,
                    ImputeMode.Zero => 0,
                    _ => double.NaN,
                };
            }
        }
        return new Series(points, values, positions);
    }
}
