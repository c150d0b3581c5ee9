using System.Globalization;
using System.Text.Json;

namespace OutliersNative.Nab;

/// <summary>A series of the benchmark: its values, their times, and the windows in which something was wrong.</summary>
/// <param name="Name">Its category and file, such as <c>realKnownCause/nyc_taxi.csv</c>.</param>
/// <param name="Times">When each value was measured, in UTC.</param>
/// <param name="Values">The values.</param>
/// <param name="Windows">The first and the last position of each window, in ascending order.</param>
internal sealed record NabSeries(string Name, DateTimeOffset[] Times, double[] Values, (int First, int Last)[] Windows)
{
    public string Category => Name[..Name.IndexOf('/')];

    /// <summary>Reads every series of <c>windows.json</c> whose file is in <c>data</c>, in the order of their names.</summary>
    /// <exception cref="InvalidDataException">There is no series, or a file is not as expected.</exception>
    public static NabSeries[] ReadAll(string folder)
    {
        string windows = Path.Combine(folder, "windows.json");
        if (!File.Exists(windows))
        {
            throw new InvalidDataException(
                $"There is no {windows}. Set OUTLIERS_NAB to the folder that holds the benchmark's data/ and, as windows.json, its labels/combined_windows.json.");
        }
        Dictionary<string, string[][]> labels = JsonSerializer.Deserialize<Dictionary<string, string[][]>>(File.ReadAllText(windows))!;
        NabSeries[] all = [.. labels.Keys.Order(StringComparer.Ordinal)
            .Where(name => File.Exists(PathOf(folder, name)))
            .Select(name => Read(name, PathOf(folder, name), labels[name]))];
        return all.Length > 0 ? all : throw new InvalidDataException($"{Path.Combine(folder, "data")} has none of the files that {windows} names.");
    }

    private static string PathOf(string folder, string name) => Path.Combine(folder, "data", name);

    private static NabSeries Read(string name, string path, string[][] labels)
    {
        var times = new List<DateTimeOffset>();
        var values = new List<double>();
        foreach (string line in File.ReadLines(path).Skip(1).Where(line => line.Length > 0))
        {
            if (line.Split(',') is not [string time, string value])
            {
                throw new InvalidDataException($"{path} has the line '{line}'; expected a time and a value.");
            }
            times.Add(Time(time));
            values.Add(double.Parse(value, CultureInfo.InvariantCulture));
        }
        return new NabSeries(name, [.. times], [.. values], [.. labels.Select(window => (Position(window[0]), Position(window[1])))]);

        int Position(string time)
        {
            int position = times.IndexOf(Time(time));
            return position >= 0 ? position : throw new InvalidDataException($"{path} has no value of {time}, where a window begins or ends.");
        }
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
