using System.Globalization;
using NUnit.Framework;

namespace OutliersNative.Orleans.Tests;

/// <summary>A folder of files for a pass, and what one process finds in them. Dispose deletes it.</summary>
internal sealed class PassFolder : IDisposable
{
    /// <summary>First values by which file_detectors.py raises, never returns, kills the process, or waits for <see cref="OpenGate"/>.</summary>
    public const double Raises = -1, Spins = -2, Kills = -3, Waits = -4;

    private readonly string _folder = Directory.CreateTempSubdirectory("outliers-pass-").FullName;
    private readonly Dictionary<string, double[]> _values = [];

    /// <summary>The files in the order in which they were added.</summary>
    public List<string> Files { get; } = [];

    /// <summary>How often file_detectors.py was called for each file, by the number of the file.</summary>
    public Dictionary<int, int> Calls => File.Exists(In("log"))
        ? File.ReadAllLines(In("log")).GroupBy(line => int.Parse(line, CultureInfo.InvariantCulture)).ToDictionary(each => each.Key, each => each.Count())
        : [];

    public string In(string name) => Path.Combine(_folder, name);

    /// <summary>Adds a file of golden values.</summary>
    /// <param name="first">The first value.</param>
    /// <param name="count">The number of values.</param>
    public void Add(double first = 0, int count = 300)
    {
        string path = In($"{Files.Count:D5}.csv");
        double[] values = [first, Files.Count, .. Golden.Values(path[^9..], count).Where(double.IsFinite)];
        File.WriteAllLines(path, ["value", .. values.Select(value => value.ToString("R", CultureInfo.InvariantCulture))]);
        _values[path] = values;
        Files.Add(path);
    }

    public void AddText(string text)
    {
        string path = In($"{Files.Count:D5}.csv");
        File.WriteAllText(path, text);
        Files.Add(path);
    }

    /// <summary>Lets the files go on that wait.</summary>
    public void OpenGate() => File.WriteAllText(In("gate"), "");

    /// <summary>A pass of file_detectors.py over all files.</summary>
    public OutlierPassOptions Options() => new()
    {
        Files = [.. Files],
        Module = "file_detectors",
        Function = "detect",
        Keywords = new Dictionary<string, object?> { ["log"] = In("log"), ["gate"] = In("gate") },
    };

    /// <summary>Fails unless the result is what mad finds in this process, to the bit.</summary>
    public async Task AssertGoldenAsync(FileResult result)
    {
        Assert.That(result.Error, Is.Null, result.File);
        double[] values = _values[result.File];
        using var mad = new Outliers("outliers", "mad");
        OutlierAnalysis analysis = mad.Analyze(values);
        FileOutlier[] expected = [.. analysis.Positions.Select(at => new FileOutlier(
            "value", null, at, null, values[at], analysis.Scores[at], analysis.Expected[at], analysis.Lower[at], analysis.Upper[at]))];
        Assert.That(await result.ReadOutliersAsync().ToArrayAsync(), Is.EqualTo(expected), result.File);
        Assert.That((result.Values, result.Outliers, result.Series), Is.EqualTo(((long)values.Length, expected.LongLength, 1)), result.File);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
