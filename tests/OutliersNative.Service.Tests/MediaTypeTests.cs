using System.Globalization;
using System.Text;
using System.Text.Json;
using OutliersNative.Service.Tests.Soak;

namespace OutliersNative.Service.Tests;

/// <summary>The bodies that requests may have, and the answers to them.</summary>
internal sealed class MediaTypeTests
{
    private static readonly double[] Series = [1, 2, 3, 2, 1, 2, 3, 50];

    [TestCase("[1,2,3,2,1,2,3,50]", "application/json")]
    [TestCase("\uFEFF[1,2,3,2,1,2,3,50]", "application/json; charset=utf-8")]
    [TestCase("""{"values": [1, 2, 3, 2, 1, 2, 3, 5e1]}""", "Application/JSON")]
    public async Task Detect_JsonOfOneSeries_AnswersItsOutliers(string body, string type)
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync("/v1/detect?method=mad", body, type);
        Assert.That(answer.Text, Is.EqualTo("""{"method":"mad","count":8,"outliers":[7]}"""));
    }

    [TestCase("[[1,2,3,2,1,2,3,50],[],[5,1,1,2,1]]")]
    [TestCase("""{"series":[[1,2,3,2,1,2,3,50],[],[5,1,1,2,1]]}""")]
    public async Task Detect_JsonOfSeveralSeries_AnswersAList(string body)
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync("/v1/detect?method=iqr", body);
        Assert.That(answer.Text, Is.EqualTo(
            """{"method":"iqr","series":[{"count":8,"outliers":[7]},{"count":0,"outliers":[]},{"count":5,"outliers":[0]}]}"""));
    }

    [Test]
    public async Task Detect_Binary_AnswersItsOutliers()
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync("/v1/detect", Series);
        Assert.That(answer.Text, Is.EqualTo("""{"method":"mad","count":8,"outliers":[7]}"""));
    }

    [Test]
    public async Task Detect_BinaryRows_AnswersAList()
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync("/v1/detect?rows=2", [.. Series, .. Series.Reverse()]);
        Assert.That(answer.Text, Is.EqualTo("""{"method":"mad","series":[{"count":8,"outliers":[7]},{"count":8,"outliers":[0]}]}"""));
    }

    [TestCase("time,a,b\nmon,1,9\ntue,2,9\nwed,1,9\nthu,2,1\nfri,1,9\nsat,90,9\n", """{"method":"iqr","series":[{"name":"a","count":6,"outliers":[5]},{"name":"b","count":6,"outliers":[3]}]}""")]
    [TestCase("1\n2\n1\n2\n1\n90", """{"method":"iqr","series":[{"name":"column 1","count":6,"outliers":[5]}]}""")]
    [TestCase("\uFEFFa;b\r\n1;\"x\"\r\n2;y\r\n1;z\r\n2;\r\n1;z\r\n90;z\r\n", """{"method":"iqr","series":[{"name":"a","count":6,"outliers":[5]}]}""")]
    [TestCase("1;\"2,5\"\n2;x\n1;x\n2;x\n1;x\n90;x", """{"method":"iqr","series":[{"name":"column 1","count":6,"outliers":[5]}]}""")]
    public async Task Detect_Csv_AnswersEachNumericColumn(string body, string expected)
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync("/v1/detect?method=iqr", body, "text/csv; charset=utf-8");
        Assert.That(answer.Text, Is.EqualTo(expected));
    }

    [TestCase("b")]
    [TestCase("3")]
    public async Task Detect_CsvWithColumn_AnswersThatColumn(string column)
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync(
            $"/v1/detect?method=iqr&column={column}", "time,a,b\nmon,1,9\ntue,2,9\nwed,1,9\nthu,2,1\nfri,1,9\nsat,90,9\n", "text/csv");
        Assert.That(answer.Text, Is.EqualTo("""{"method":"iqr","count":6,"outliers":[3]}"""));
    }

    [TestCase("a\n1\n\n2\nNA\n1\n2\n1\n90\n\n", """{"name":"a","count":8,"outliers":[7]}""")]
    [TestCase("a\n\n1\n2\n1\n2\n1\n90\n", """{"name":"a","count":7,"outliers":[6]}""")]
    [TestCase("NaN\n1\n2\n1\n2\n1\n90\n", """{"name":"column 1","count":7,"outliers":[6]}""")]
    public async Task Detect_CsvWithGaps_KeepsPositions(string body, string expected)
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync("/v1/detect?method=iqr&nan=omit", body, "text/csv");
        Assert.That(answer.Json.GetProperty("series")[0].GetRawText(), Is.EqualTo(expected));
    }

    [Test]
    public async Task Detect_CsvWhoseFirstLineComesInParts_HasTheSeparatorOfTheLine()
    {
        byte[] body = "1;x\n2;x\n1;x\n2;x\n1;x\n90;x\n"u8.ToArray();
        using RawClient client = await RawClient.ConnectAsync((await Services.DefaultAsync()).BaseAddress!);
        await client.SendAsync(Encoding.ASCII.GetBytes(
            "POST /v1/detect?method=iqr HTTP/1.1\r\nHost: test\r\nConnection: close\r\nExpect: 100-continue\r\n"
            + $"Content-Type: text/csv\r\nContent-Length: {body.Length}\r\n\r\n"));
        await client.ReadSomeAsync(); // 100 Continue: the service waits for the body
        await client.SendAsync(body.AsMemory(0, 1));
        await client.SendAsync(body.AsMemory(1));
        string answer = await client.ReadToEndAsync();
        Assert.That(answer, Does.EndWith("""{"method":"iqr","series":[{"name":"column 1","count":6,"outliers":[5]}]}"""));
    }

    [Test]
    public async Task Detect_NullWithNanOmit_IsLeftOut()
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync("/v1/detect?nan=omit", "[1,null,2,1,2,1,50]");
        Assert.That(answer.Text, Is.EqualTo("""{"method":"mad","count":7,"outliers":[6]}"""));
    }

    [Test]
    public async Task Score_Series_AnswersAScoreForEachValue()
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync("/v1/score?method=iqr&nan=omit", "[1,2,3,2,1,null,3,50]");
        double?[] scores = answer.Numbers("scores");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Outliers, Is.EqualTo(new long[] { 7 }));
            Assert.That(scores, Has.Length.EqualTo(8));
            Assert.That(scores[5], Is.Null);
            Assert.That(scores[7], Is.GreaterThan(1.5));
            Assert.That(answer.Json.TryGetProperty("expected", out _), Is.False);
        }
    }

    [Test]
    public async Task Analyze_SeasonalSeries_AnswersPeriodAndBounds()
    {
        double[] series = [.. Enumerable.Range(0, 240).Select(i => 10 + 3 * Math.Sin(i * Math.PI / 12) + 0.01 * (i * 7919 % 13))];
        series[100] = 40;
        Answer answer = await (await Services.DefaultAsync()).PostAsync("/v1/analyze?method=seasonal&period=24", series);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Outliers, Does.Contain(100));
            Assert.That(answer.Json.GetProperty("period").GetInt32(), Is.EqualTo(24));
            Assert.That(answer.Numbers("expected")[100], Is.EqualTo(series[100 - 24]).Within(0.2));
            Assert.That(answer.Numbers("lower")[100], Is.LessThan(answer.Numbers("expected")[100]!.Value));
            Assert.That(answer.Numbers("upper")[100], Is.LessThan(40));
        }
    }

    [Test]
    public async Task Analyze_ManyValues_AnswersAllOfThemExactly()
    {
        var random = new Random(4);
        double[] series = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextDouble())];
        Answer answer = await (await Services.DefaultAsync()).PostAsync("/v1/analyze?method=mad", series);
        double median = (series.Order().ElementAt(49_999) + series.Order().ElementAt(50_000)) / 2;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Numbers("scores"), Has.Length.EqualTo(100_000));
            Assert.That(answer.Numbers("expected"), Is.All.EqualTo(median));
            Assert.That(answer.Type, Is.EqualTo("application/json"));
        }
    }

    /// <summary>The median of a series of one value is that value.</summary>
    [Test]
    public async Task Analyze_JsonNumbers_AreTheNearestFloat64()
    {
        var random = new Random(5);
        string[] texts =
        [
            "0", "0.1", "-0.1", "0.001", "20.137", "1e3", "1.5E-3", "9007199254740992", "9007199254740993", "900719925474099.3", "-9007199254740991",
            "999999999999999999", "0.0000000000000001", "0.30000000000000004", "123456789.123456789", "1e23", "5e-324", "1.7976931348623157e308",
            .. Enumerable.Range(0, 5000).Select(_ => Text(random)),
        ];
        Answer answer = await (await Services.DefaultAsync()).PostAsync("/v1/analyze?method=mad", $"[[{string.Join("],[", texts)}]]");
        double[] read = [.. answer.Json.GetProperty("series").EnumerateArray().Select(each => each.GetProperty("expected")[0].GetDouble())];
        Assert.That(read, Is.EqualTo(texts.Select(text => double.Parse(text, CultureInfo.InvariantCulture))));

        static string Text(Random random)
        {
            string digits = random.NextInt64((long)Math.Pow(10, random.Next(1, 19))).ToString("D2", CultureInfo.InvariantCulture);
            int point = random.Next(1, digits.Length);
            return $"{(random.Next(2) == 0 ? "-" : "")}{digits[..point].TrimStart('0').PadLeft(1, '0')}.{digits[point..]}";
        }
    }

    [Test]
    public async Task Detect_JsonInParts_ReadsThemAll()
    {
        string body = $"[{string.Join(",\n", Enumerable.Range(0, 50_000).Select(i => (i % 7 + i * 1e-9).ToString("R", CultureInfo.InvariantCulture)))},1e6]";
        Answer answer = await (await Services.DefaultAsync()).PostAsync("/v1/detect?method=iqr", body);
        Assert.That(answer.Text, Is.EqualTo("""{"method":"iqr","count":50001,"outliers":[50000]}"""));
    }

    [Test]
    public async Task Detectors_Always_AreThoseOfTheConfiguration()
    {
        Answer answer = await (await Services.DefaultAsync()).GetAnswerAsync("/v1/detectors");
        JsonElement[] detectors = [.. answer.Json.GetProperty("detectors").EnumerateArray()];
        JsonElement mad = detectors.Single(each => each.GetProperty("name").GetString() == "mad");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(detectors, Has.Length.EqualTo(9));
            Assert.That(mad.GetProperty("summary").GetString(), Does.Contain("median"));
            Assert.That(mad.GetProperty("parameters")[0].GetRawText(), Is.EqualTo("""{"name":"threshold","default":3.5,"required":false,"configured":false}"""));
            Assert.That(mad.GetProperty("stream").GetBoolean(), Is.False);
        }
    }
}
