using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace OutliersNative.Load;

/// <summary>A series, the bodies that carry it, and the positions that each answer must have.</summary>
internal sealed class Series
{
    /// <summary>So many differ that an answer to another request is noticed.</summary>
    private const int Different = 8;

    private Series(int count, int seed)
    {
        var random = new Random(seed);
        Values = new double[count];
        for (int at = 0; at < count; at++)
        {
            // Readings of a sensor, with three decimals.
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            Values[at] = Math.Round(20 + normal, 3);
        }
        double mean = Values.Average();
        double limit = 2 * Math.Sqrt(Values.Sum(value => (value - mean) * (value - mean)) / count);
        Expected = [.. Enumerable.Range(0, count).Where(at => Math.Abs(Values[at] - mean) > limit).Select(at => (long)at)];
        Json = Encoding.ASCII.GetBytes($"{{\"values\":[{string.Join(',', Values.Select(value => value.ToString(CultureInfo.InvariantCulture)))}]}}");
        Raw = MemoryMarshal.AsBytes<double>(Values).ToArray();
    }

    public double[] Values { get; }

    /// <summary>What the bundled detector sigma finds by default: values more than two standard deviations from the mean.</summary>
    public long[] Expected { get; }

    public byte[] Json { get; }

    /// <summary>Little-endian float64.</summary>
    public byte[] Raw { get; }

    public static Series[] Make(int count) => [.. Enumerable.Range(1, Different).Select(seed => new Series(count, seed))];
}
