using System.Globalization;
using System.Text;

namespace OutliersNative.Orleans;

/// <summary>How series with these settings are judged: the configuration section <c>Outliers:Series:NAME</c>.</summary>
/// <remarks>All silos of a cluster should have the same.</remarks>
public sealed class OutlierSeriesOptions
{
    /// <summary>The name of the settings of series that nobody has configured.</summary>
    public const string Default = "default";

    /// <summary>The name of the grain storage that the states are kept in, as in <c>AddRedisGrainStorage("outliers")</c>.</summary>
    public const string Storage = "outliers";

    /// <summary>The Python module. Default: <c>outliers</c>, the bundled detectors.</summary>
    public string Module { get; set; } = "outliers";

    /// <summary>The name of a detector that has streams. Default: <c>ewma</c>.</summary>
    public string Function { get; set; } = "ewma";

    /// <summary>Keyword arguments of the stream, such as <c>threshold</c>. Default: none.</summary>
    /// <remarks>In configuration they are written as those of <see cref="Hosting.OutlierDetectorOptions.Keywords"/>. A series has the
    /// keywords in its state: it notices others when it is configured the next time.</remarks>
    public Dictionary<string, object?> Keywords { get; set; } = [];

    /// <summary>How long a call of Python may take, the wait in the queue of all Python calls included. Default: 10 s.</summary>
    /// <remarks>A call serves batches of many series of a bundled detector. A batch that comes while a call is made waits for it
    /// first; this wait is not counted.</remarks>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The state is stored after so many batches. Default: 1, each batch, before it is answered.</summary>
    /// <remarks>With more, an answer may leave before the storage has it. If the silo fails, the values since the last checkpoint have to
    /// be sent again, which <see cref="OutlierFeeder"/> does.</remarks>
    public int CheckpointEvery { get; set; } = 1;

    /// <summary>The most values in a batch. Default: 1,024.</summary>
    /// <remarks>The storage keeps the results of the last batch: 32 bytes for each value.</remarks>
    public int MaxBatch { get; set; } = 1024;

    /// <summary>Module, function and keywords as text, by which settings are compared.</summary>
    internal string Detector => DetectorOf(Module, Function, Keywords);

    /// <summary>Module, function and keywords as text, by which they are compared.</summary>
    internal static string DetectorOf(string module, string function, IEnumerable<KeyValuePair<string, object?>> keywords)
    {
        var text = new StringBuilder();
        Append(text, keywords);
        return $"{module}.{function}({text})";
    }

    private static void Append(StringBuilder text, IEnumerable<KeyValuePair<string, object?>> keywords)
    {
        string separator = "";
        foreach ((string name, object? value) in keywords.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            text.Append(separator).Append(name).Append('=');
            Append(text, value);
            separator = ", ";
        }
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("None");
                break;
            case string words:
                text.Append('\'').Append(words).Append('\'');
                break;
            case IEnumerable<KeyValuePair<string, object?>> keywords:
                text.Append('{');
                Append(text, keywords);
                text.Append('}');
                break;
            case System.Collections.IEnumerable list:
                text.Append('[');
                string separator = "";
                foreach (object? each in list)
                {
                    text.Append(separator);
                    Append(text, each);
                    separator = ", ";
                }
                text.Append(']');
                break;
            default:
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
