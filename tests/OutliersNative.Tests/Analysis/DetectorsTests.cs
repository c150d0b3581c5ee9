using System.Globalization;
using System.Reflection;
using NUnit.Framework;

namespace OutliersNative.Tests.Analysis;

/// <summary>The factories of the bundled detectors, and their list.</summary>
public sealed class DetectorsTests
{
    private static readonly double[] Data = [.. Enumerable.Range(0, 200).Select(i => Math.Sin(i * Math.PI / 12) + 0.01 * (i * 7919 % 13)), 50];

    private static readonly MethodInfo[] Factories =
        [.. typeof(Detectors).GetMethods().Where(method => method.ReturnType == typeof(Outliers))];

    [Test]
    public void List_OfTheBundledModule_HasAFactoryForEach()
    {
        IReadOnlyList<DetectorDescription> listed = Detectors.List();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(listed.Select(each => each.Name), Is.EquivalentTo(Factories.Select(NameOf)));
            Assert.That(listed.Select(each => each.Summary), Is.All.Not.Empty);
            Assert.That(listed.All(each => each.HasScore && each.HasAnalyze), Is.True);
            Assert.That(listed.Where(each => each.HasStream).Select(each => each.Name), Is.EquivalentTo(new[] { "ewma", "adaptive" }));
        }
    }

    [Test]
    public void List_OfAUsersModule_HasItsFunctionsOfOneArray()
    {
        IReadOnlyList<DetectorDescription> listed = Detectors.List("analyzes");

        DetectorDescription above = listed.Single(each => each.Name == "above");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(above.Signature, Is.EqualTo("above(data, limit=100)"));
            Assert.That((above.HasScore, above.HasAnalyze, above.HasStream), Is.EqualTo((true, true, false)));
            Assert.That(listed.Select(each => each.Name), Does.Contain("changes").And.Not.Contain("Changes").And.Not.Contain("_analyze"));
        }
    }

    [Test]
    public void List_OfTheBundledModule_HasTheirParameters()
    {
        DetectorDescription seasonal = Detectors.List().Single(each => each.Name == "seasonal");

        Assert.That(seasonal.Parameters, Is.EqualTo(new DetectorParameter[]
        {
            new("threshold", 4.0, false), new("direction", "both", false), new("period", "auto", false), new("window", null, false),
            new("max_outliers", null, false), new("nan", "raise", false), new("low", null, false), new("high", null, false),
        }));
    }

    [Test]
    public void List_OfAFunctionWithUnusualDefaults_NamesThemAsPythonDoes()
    {
        DetectorDescription unusual = Detectors.List("analyzes").Single(each => each.Name == "with_unusual_defaults");

        Assert.That(unusual.Parameters, Is.EqualTo(new DetectorParameter[]
        {
            new("needed", null, true), new("count", 3L, false), new("flag", true, false), new("most", "inf", false), new("pair", "(1, 2)", false),
        }));
    }

    [Test]
    public void List_OfAModuleThatIsMissing_Throws() =>
        Assert.That(() => Detectors.List("no_such_module"), Throws.TypeOf<PythonException>().With.Message.Contains("no_such_module"));

    [TestCaseSource(nameof(Factories))]
    public void Factory_WithDefaults_HasThoseOfPython(MethodInfo factory)
    {
        string signature = Detectors.List().Single(each => each.Name == NameOf(factory)).Signature;

        foreach (ParameterInfo parameter in factory.GetParameters().Where(parameter => parameter.ParameterType != typeof(DetectorOptions)))
        {
            Assert.That(signature, Does.Contain($"{parameter.Name}={PythonText(parameter)}"));
        }
    }

    [TestCaseSource(nameof(Factories))]
    public void Factory_WithDefaults_FindsThePlantedOutlier(MethodInfo factory)
    {
        using var outliers = (Outliers)factory.Invoke(null, [.. factory.GetParameters().Select(parameter => parameter.DefaultValue)])!;
        OutlierAnalysis analysis = outliers.Analyze(Data);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(outliers.Detect(Data), Is.EqualTo(analysis.Positions));
            Assert.That(outliers.Score(Data), Is.EqualTo(analysis.Scores));
            Assert.That(
                Enumerable.Range(0, Data.Length).Where(i => Data[i] < analysis.Lower[i] || Data[i] > analysis.Upper[i]),
                Is.EqualTo(analysis.Positions));
            if (NameOf(factory) != "shift")
            {
                Assert.That(analysis.Positions, Does.Contain(Data.Length - 1));
            }
        }
    }

    [Test]
    public void Seasonal_OfAPeriod_SaysIt()
    {
        using Outliers seasonal = Detectors.Seasonal(period: 24);

        Assert.That(seasonal.Analyze(Data).Period, Is.EqualTo(24));
    }

    [Test]
    public void Options_OfADetector_ReachPython()
    {
        double[] data = [.. Enumerable.Repeat(1.0, 10), .. Enumerable.Repeat(2.0, 10), 50, -50, double.NaN];
        using Outliers up = Detectors.Mad(options: new() { Direction = OutlierDirection.Up, OmitNonFinite = true });
        using Outliers down = Detectors.Mad(options: new() { Direction = OutlierDirection.Down, OmitNonFinite = true, Low = -60 });
        using Outliers one = Detectors.Mad(options: new() { MaxOutliers = 1, OmitNonFinite = true });
        using Outliers share = Detectors.Mad(options: new() { MaxOutlierShare = 0.5, OmitNonFinite = true, High = 49 });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(up.Detect(data), Is.EqualTo(new long[] { 20 }));
            Assert.That(down.Detect(data), Is.EqualTo(new long[] { 21 }));
            Assert.That(one.Detect(data), Has.Length.EqualTo(1));
            Assert.That(share.Analyze(data).Upper.Max(), Is.LessThanOrEqualTo(double.PositiveInfinity));
        }
    }

    [Test]
    public void Options_WithANumberAndAShare_AreRejected() => Assert.That(
        () => Detectors.Mad(options: new() { MaxOutliers = 1, MaxOutlierShare = 0.5 }), Throws.ArgumentException.With.Message.Contains("at most one"));

    [Test]
    public void Options_WithADirectionThatIsNone_AreRejected() => Assert.That(
        () => Detectors.Mad(options: new() { Direction = (OutlierDirection)7 }), Throws.ArgumentException.With.Message.Contains("Direction is 7"));

    [Test]
    public void EwmaStream_OfAGroup_ContinuesFromItsState()
    {
        using OutlierStream stream = Detectors.EwmaStream(threshold: 4, series: 2);
        double[] scores = new double[400], later = new double[2];
        _ = stream.Push([.. Enumerable.Range(0, 400).Select(i => i % 7 + 0.5 * (i % 3))], scores);
        using OutlierStream loaded = OutlierStream.Load("outliers", "ewma", stream.Save(), series: 2);

        int count = loaded.Push([1000, 3], later);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(count, Is.EqualTo(1));
            Assert.That(later[0], Is.GreaterThan(4));
            Assert.That(stream.Push([1000, 3], scores), Is.EqualTo(1));
            Assert.That(scores[..2], Is.EqualTo(later));
        }
    }

    [Test]
    public void AdaptiveStream_OfTimedValues_FindsThePlantedOutlier()
    {
        using OutlierStream stream = Detectors.AdaptiveStream();
        DateTimeOffset start = DateTimeOffset.UnixEpoch;
        DateTimeOffset[] times = [.. Enumerable.Range(0, 3000).Select(i => start.AddMinutes(5 * i))];
        double[] values = [.. Enumerable.Range(0, 3000).Select(i => Math.Sin(i * Math.PI / 144) + 0.01 * (i * 7919 % 13))];
        values[2900] += 5;
        bool[] flags = new bool[3000];

        _ = stream.Push(values, times, new StreamDestination { IsOutlier = flags });

        Assert.That(flags[2900], Is.True);
        Assert.That(flags.Count(each => each), Is.LessThan(5));
    }

    private static string NameOf(MethodInfo factory) => factory.Name.ToLowerInvariant();

    private static string PythonText(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        double number => number.ToString("0.0###", CultureInfo.InvariantCulture),
        int number => number.ToString(CultureInfo.InvariantCulture),
        null when parameter.Name == "period" => "'auto'",
        null => "None",
        var other => throw new NotSupportedException($"{other}"),
    };
}
