using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;

namespace OutliersNative.Service.Tests.Soak;

/// <summary>A series whose outliers are known: values of 1,000 among values from 0 to 1.</summary>
internal sealed record Sample(double[] Values, long[] Outliers)
{
    public const string Json = "application/json", Csv = "text/csv", Bytes = "application/octet-stream";

    public static Sample Random(Random random, int count)
    {
        double[] values = new double[count];
        for (int at = 0; at < count; at++) values[at] = random.NextDouble();
        // So few that all detectors find them; and somewhere else in each series, so that an answer to another request is noticed.
        long[] outliers = [.. Enumerable.Range(0, count / 25).Select(_ => random.NextInt64(count)).Distinct().Order()];
        foreach (long at in outliers) values[at] = 1000;
        return new Sample(values, outliers);
    }

    public byte[] Body(string mediaType) => mediaType switch
    {
        Json => Encoding.ASCII.GetBytes($"[{string.Join(',', Values.Select(Text))}]"),
        Csv => Encoding.ASCII.GetBytes($"time,value\n{string.Join('\n', Values.Select((value, at) => $"{at},{Text(value)}"))}\n"),
        _ => MemoryMarshal.AsBytes<double>(Values).ToArray(),
    };

    public HttpContent Content(string mediaType) => new ByteArrayContent(Body(mediaType)) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
