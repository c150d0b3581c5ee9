using System.Globalization;
using NUnit.Framework;
using Orleans.Hosting;
using Orleans.TestingHost;
using OutliersNative.Orleans.Passes;
using OutliersNative.Tables;
using OutliersNative.Tables.Detection;

namespace OutliersNative.Orleans.Tests;

/// <summary>Files that are split, in a cluster of two silos in this process.</summary>
[Category(Length.Category)]
public sealed class SplitFileTests
{
    private static readonly int Rows = Length.Of(20_000, 100_000);

    private InProcessTestCluster _cluster = null!;
    private string _folder = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("outliers-split-").FullName;
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) => silo
            .AddMemoryGrainStorage(OutlierSeriesOptions.Storage)
            .AddOutlierFiles(options => options.PartSize = 100_000));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The last argument is how far scores and bounds may be from those of the whole file, relative to them.</summary>
    [TestCase("sigma", 1e-12)]
    [TestCase("mad", 0.01)]
    [TestCase("iqr", 0.01)]
    [TestCase("shift", 0.02)]
    [TestCase("ewma", 1e-9)]
    public async Task ReadAllAsync_AFileOfManyParts_HasTheOutliersOfTheWhole(string detector, double tolerance)
    {
        OutlierPassOptions options = new() { Files = [Write("times.csv", withTimes: true)], Function = detector, OmitMissing = true, Columns = ["a", "b"] };
        (FileOutlier[] expected, List<string> notes) = JudgeWhole(options);

        (FileResult result, FileOutlier[] rows, int parts) = await PassAsync(options);

        Assert.That(parts, Is.GreaterThan(1));
        Assert.That(rows.Select(Place), Is.EqualTo(expected.OrderBy(each => each.Column).ThenBy(each => each.Position).Select(Place)));
        foreach ((FileOutlier actual, FileOutlier whole) in rows.Zip(expected.OrderBy(each => each.Column).ThenBy(each => each.Position)))
        {
            double[] differences = [actual.Score - whole.Score, actual.Expected - whole.Expected, actual.Lower - whole.Lower, actual.Upper - whole.Upper];
            Assert.That(differences.Zip([whole.Score, whole.Upper - whole.Lower, whole.Upper - whole.Lower, whole.Upper - whole.Lower], (difference, scale) => Math.Abs(difference / scale)), Is.All.LessThan(tolerance));
        }
        Assert.That(result.Notes, Is.EqualTo(notes));
        Assert.That((result.Values, result.Outliers, result.HasTimes), Is.EqualTo((2L * Rows, rows.LongLength, true)));
        Assert.That(rows.Length, Is.GreaterThan(10));
    }

    [Test]
    public async Task ReadAllAsync_ABadRowInALaterPart_IsTheErrorOfTheWhole()
    {
        string path = Write("bad.csv", withTimes: false);
        OutlierPassOptions options = new() { Files = [path], Columns = ["a", "b"] };
        Assert.That((await PassAsync(options)).Parts, Is.GreaterThan(1)); // a file with an error does not say
        await File.AppendAllTextAsync(path, "1;many\n1;2;3\n");

        (FileResult result, _, _) = await PassAsync(options);

        UserError? whole = Assert.Throws<UserError>(() => JudgeWhole(options));
        Assert.That(result.Error, Is.EqualTo(whole!.Message));
    }

    [TestCase("seasonal")]
    [TestCase("esd")]
    public async Task ReadAllAsync_ADetectorThatNeedsTheWhole_IsThatOfTheWholeToTheBit(string detector)
    {
        OutlierPassOptions options = new() { Files = [Write("whole.csv", withTimes: false, rows: 9000)], Function = detector, OmitMissing = true, Columns = ["b"] };

        (_, FileOutlier[] rows, int parts) = await PassAsync(options);

        Assert.That(parts, Is.Zero);
        Assert.That(rows, Is.EqualTo(JudgeWhole(options).Rows));
    }

    private static (string, long, string?, double) Place(FileOutlier each) => (each.Column, each.Position, each.Time, each.Value);

    /// <returns>Also the number of parts: 0 if the file was judged whole, or could not be judged.</returns>
    private async Task<(FileResult Result, FileOutlier[] Rows, int Parts)> PassAsync(OutlierPassOptions options)
    {
        OutlierPass pass = await OutlierPass.StartAsync(_cluster.Client, options);
        FileResult result = await pass.ReadAllAsync().SingleAsync();
        FileOutlier[] rows = await result.ReadOutliersAsync().ToArrayAsync();
        PassView view = await _cluster.Client.GetGrain<IFilePass>(pass.Id).GetResultsAsync(0, 1);
        await pass.EndAsync();
        return (result, rows, view.Done[0].Results.Skip(1).Count()); // the first one is that of the whole file
    }

    /// <summary>Two columns with spikes and steps, gaps, comments, blank lines and quotes.</summary>
    private string Write(string name, bool withTimes, int? rows = null)
    {
        string path = Path.Combine(_folder, name);
        var random = new Random(1);
        using var to = new StreamWriter(path);
        to.WriteLine(withTimes ? "time;a;b" : "a;b");
        for (int row = 0; row < (rows ?? Rows); row++)
        {
            double level = row / 1000 % 2 == 0 ? 0 : 50, spike = row % 777 == 5 ? 500 : 0;
            string a = withTimes && row % 991 == 7 ? "" : Text(100 + level + spike + Noise()), b = $"\"{Text(Noise() + (spike / 50))}\"";
            to.WriteLine(withTimes ? $"2024-01-{1 + (row % 28):D2} {row % 24:D2}:00;{a};{b}" : $"{a};{b}");
            if (row % 5000 == 4000)
            {
                to.WriteLine("# a comment\n");
            }
        }
        return path;

        double Noise() => random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5;

        static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>What outliers detect finds in this process.</summary>
    private static (FileOutlier[] Rows, List<string> Notes) JudgeWhole(OutlierPassOptions options)
    {
        var notes = new List<string>();
        var found = new List<FileOutlier>();
        ReadOptions read = options.ToReadOptions(notes.Add);
        Detector detector = Detector.Find(options.Module, options.Function, options.Keywords);
        using OpenInput input = OpenInput.Open(options.Files[0], read);
        if (detector.IsStream(read))
        {
            using var stream = new StreamJudge(detector, input.Table, input.Selection, null, []);
            var rows = new Rows(input.Selection);
            while (stream.Step(rows, all: false, Add))
            {
            }
            return ([.. found], notes);
        }
        using var judge = new Judge(detector, read, all: false, Wanted.Analysis, notes.Add, default);
        foreach (SeriesResult series in judge.Run(input.Table, input.Selection))
        {
            Array.ForEach(series.Positions, position => Add(series.Name, series.At(position, isOutlier: true)));
        }
        return ([.. found], notes);

        void Add(SeriesName name, ResultRow row) => found.Add(
            new(name.Column, name.Group, row.Position, row.Time, row.Value, row.Score, row.Expected, row.Lower, row.Upper));
    }
}
