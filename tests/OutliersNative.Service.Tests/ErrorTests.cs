namespace OutliersNative.Service.Tests;

/// <summary>What clients are told about requests that cannot be answered.</summary>
internal sealed class ErrorTests
{
    [TestCase("", "The body is not valid JSON: line 1, byte 1: The input does not contain any JSON tokens.")]
    [TestCase("[1,2", "The body is not valid JSON: line 1, byte 5: '2' is an invalid end of a number. Expected a delimiter.")]
    [TestCase("[1,\n2,,3]", "The body is not valid JSON: line 2, byte 3: ',' is an invalid start of a value.")]
    [TestCase("[1,NaN]", "The body is not valid JSON: line 1, byte 4: 'N' is an invalid start of a value.")]
    [TestCase("[1] [2]", "The body is not valid JSON: line 1, byte 5: '[' is invalid after a single JSON value. Expected end of data.")]
    [TestCase("[1,\"2\"]", "Value 1 (counted from 0) is a string; expected a number, or null for a value that is missing.")]
    [TestCase("[1,[2]]", "Value 1 (counted from 0) is a list; expected a number, or null for a value that is missing.")]
    [TestCase("[[1,2],[3,true]]", "Value 1 of series 1 (counted from 0) is a boolean; expected a number, or null for a value that is missing.")]
    [TestCase("[1,1e999]", "Value 1 (counted from 0) is out of the range of float64; expected a number of at most 1.8e308.")]
    [TestCase("[[1],2]", "The body has a number in the wrong place; expected ")]
    [TestCase("{\"data\":[1]}", "The body has the property 'data'; expected ")]
    [TestCase("{\"values\":[1],\"series\":[[2]]}", "The body has a second property, 'series'; expected ")]
    [TestCase("{\"values\":{}}", "The body has an object in the wrong place; expected ")]
    [TestCase("{}", "The body has an end in the wrong place; expected ")]
    [TestCase("{\"\\ud800\":1}", "The body has a property whose name is not valid Unicode; expected ")]
    [TestCase("{\"values\":[1],\"\\ud800\":1}", "The body has a property whose name is not valid Unicode; expected ")]
    [TestCase("[\"\\ud800\"]", "Value 0 (counted from 0) is a string; expected ")]
    [TestCase("3", "The body has a number in the wrong place; expected ")]
    [TestCase("null", "The body has null in the wrong place; expected ")]
    public async Task Detect_BadJson_SaysWhatAndWhere(string body, string detail)
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync("/v1/detect", body);
        AssertProblem(answer, 400, "Bad Request", detail);
    }

    [Test]
    public async Task Detect_PropertyThatIsNotUtf8_Is400()
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync("/v1/detect", [.. "{\""u8, 0xFF, .. "\":1}"u8], ClientExtensions.Json);
        AssertProblem(answer, 400, "Bad Request", "The body ");
    }

    [Test]
    public async Task Detect_LongJsonString_IsRefusedBeforeItEnds()
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync("/v1/detect", $"[\"{new string('a', 10_000_000)}\"]");
        AssertProblem(answer, 400, "Bad Request", "The body has more than 65536 bytes that are no list of numbers; expected ");
    }

    [TestCase("a,b\n1,2\n3,x\n", "Line 3, column 'b': 'x' is no number; expected a number, or nothing for a value that is missing.")]
    [TestCase("a,b\n1,2\n3\n", "Line 3 has 1 fields, and the table has 2 columns. Correct the line.")]
    [TestCase("a,b\n", "The body has no row of numbers; expected CSV with at least one.")]
    [TestCase("", "The body has no row of numbers; expected CSV with at least one.")]
    [TestCase("a\n1\n1e999\n", "Line 3, column 'a': '1e999' is out of the range of float64; ")]
    [TestCase("a,b\n\"1,2\n", "The body is not valid CSV: line 2: ")]
    [TestCase("1,5;2,5\n3,5;4,5\n", "The first line has numbers, commas and semicolons; expected one separator, and decimal points. ")]
    [TestCase("time;value\n1;2\n2;2,5\n", "Line 3, column 'value': '2,5' is no number; ")]
    public async Task Detect_BadCsv_SaysWhatAndWhere(string body, string detail)
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync("/v1/detect", body, ClientExtensions.Csv);
        AssertProblem(answer, 400, "Bad Request", detail);
    }

    [TestCase("column=c", "There is no column 'c'. The columns are 'a', 'b'.")]
    [TestCase("column=3", "There is no column '3'. The columns are 'a', 'b'.")]
    public async Task Detect_UnknownColumn_NamesTheColumns(string query, string detail)
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync($"/v1/detect?{query}", "a,b\n1,2\n3,4\n", ClientExtensions.Csv);
        AssertProblem(answer, 400, "Bad Request", detail);
        Assert.That(answer.Json.GetProperty("parameter").GetString(), Is.EqualTo("column"));
    }

    [TestCase("?rows=2", 24, "The body has 3 values, which cannot be 2 rows of the same length (the parameter rows).")]
    [TestCase("", 13, "The body has 13 bytes; expected a multiple of 8: float64 values, little-endian.")]
    public async Task Detect_BadBinary_SaysWhat(string query, int bytes, string detail)
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync($"/v1/detect{query}", new byte[bytes], ClientExtensions.Binary);
        AssertProblem(answer, 400, "Bad Request", detail);
    }

    [TestCase(null, "The request has no Content-Type; expected Content-Type application/json, text/csv or application/octet-stream.")]
    [TestCase("text/plain", "The Content-Type is 'text/plain'; expected ")]
    [TestCase("no type", "The Content-Type is 'no type'; expected ")]
    [TestCase("application/json; charset=utf-16", "The body has the charset utf-16; expected UTF-8.")]
    public async Task Detect_OtherMediaType_Is415(string? type, string detail)
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync("/v1/detect", "[1]", type);
        AssertProblem(answer, 415, "Unsupported Media Type", detail);
    }

    [TestCase("method=made", "method", "There is no detector 'made'; expected one of adaptive, esd, ewma, iqr, mad, seasonal, shift, sigma, spectral.")]
    [TestCase("method=os.system", "method", "There is no detector 'os.system'; expected ")]
    [TestCase("method=mad&module=os", "module", "There is no parameter 'module'. The detector mad has threshold, ")]
    [TestCase("thresold=3", "thresold", "There is no parameter 'thresold'. The detector mad has threshold, ")]
    [TestCase("threshold=3&threshold=4", "threshold", "The parameter threshold occurs 2 times; expected once.")]
    [TestCase("threshold=", "threshold", "The parameter threshold has no value.")]
    [TestCase("rows=0", "rows", "The parameter rows is '0'; expected the number of series, 1 or more.")]
    public async Task Detect_BadQuery_NamesTheParameter(string query, string parameter, string detail)
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync($"/v1/detect?{query}", "[1,2]");
        AssertProblem(answer, 400, "Bad Request", detail);
        Assert.That(answer.Json.GetProperty("parameter").GetString(), Is.EqualTo(parameter));
    }

    [TestCase("rows=2", "The parameter rows is for application/octet-stream; ")]
    [TestCase("column=a", "The parameter column is for text/csv; ")]
    public async Task Detect_ParameterOfAnotherMediaType_IsRefused(string query, string detail)
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync($"/v1/detect?{query}", "[1,2]");
        AssertProblem(answer, 400, "Bad Request", detail);
    }

    [TestCase("threshold=-1", "threshold is -1; expected ")]
    [TestCase("threshold=high", "threshold is 'high'; expected ")]
    [TestCase("direction=left", "direction is 'left'; expected ")]
    public async Task Detect_BadKeywordValue_IsThePythonMessage(string query, string detail)
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync($"/v1/detect?{query}", "[1,2]");
        AssertProblem(answer, 422, "Unprocessable Entity", detail);
    }

    [TestCase("above", "[1,2]", null)]
    [TestCase("above", "[[1,2]]", 0)]
    [TestCase("adds", "[1,2]", null)]
    [TestCase("adds", "[[1,2]]", 0)]
    public async Task Detect_KeywordOfTheWrongType_Is422(string method, string body, int? series)
    {
        HttpClient client = (await Services.SmallAsync()).Client;
        Answer answer = await client.PostAsync($"/v1/detect?method={method}&limit=high", body);
        AssertProblem(answer, 422, "Unprocessable Entity", method == "above" ? "'>' not supported" : "ufunc 'add' did not contain a loop");
        Assert.That(answer.Json.TryGetProperty("series", out var index) ? index.GetInt32() : (int?)null, Is.EqualTo(series));
    }

    [Test]
    public async Task Detect_NullInSeries_IsThePythonMessage()
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync("/v1/detect", "[1,2,null]");
        AssertProblem(answer, 422, "Unprocessable Entity", "data[2] is nan; expected finite values");
    }

    [Test]
    public async Task Detect_NullInOneOfSeveralSeries_NamesTheSeries()
    {
        Answer answer = await (await Services.DefaultAsync()).PostAsync("/v1/detect", "[[1,2],[3,null]]");
        AssertProblem(answer, 422, "Unprocessable Entity", "data[1] is nan; expected finite values");
        Assert.That(answer.Json.GetProperty("series").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task Detect_DetectorWithABug_Is500WithoutTraceback()
    {
        ServiceProcess service = await Services.SmallAsync();
        Answer answer = await service.Client.PostAsync("/v1/detect?method=raises", "[1,2]");
        AssertProblem(answer, 500, "Internal Server Error", "The detector failed: KeyError: 'no such key'");
        Assert.That(answer.Text, Does.Not.Contain("Traceback").And.Not.Contain(".py").And.Not.Contain("   at "));
        await service.PrintsAsync("service_detectors.py"); // the log has the traceback
    }

    [TestCase("/v1/score", "The detector above has no scores. Use another one, or /v1/detect.")]
    [TestCase("/v1/analyze", "The detector above has no expected values and bounds. Use another one, or /v1/detect.")]
    public async Task Answer_DetectorWithoutIt_SaysSo(string path, string detail)
    {
        Answer answer = await (await Services.SmallAsync()).Client.PostAsync($"{path}?method=above&limit=3", "[1,5]");
        AssertProblem(answer, 400, "Bad Request", detail);
    }

    [Test]
    public async Task Detect_RequiredKeywordIsMissing_IsSaid()
    {
        HttpClient client = (await Services.SmallAsync()).Client;
        Answer answer = await client.PostAsync("/v1/detect?method=above", "[1,5]");
        AssertProblem(answer, 400, "Bad Request", "The detector above needs the parameter limit.");
    }

    [Test]
    public async Task Get_UnknownPath_Is404()
    {
        Answer answer = await (await Services.DefaultAsync()).GetAnswerAsync("/v2/detect");
        AssertProblem(answer, 404, "Not Found", "There is nothing at /v2/detect.");
    }

    [Test]
    public async Task Get_Detect_Is405()
    {
        Answer answer = await (await Services.DefaultAsync()).GetAnswerAsync("/v1/detect");
        AssertProblem(answer, 405, "Method Not Allowed", "/v1/detect does not take GET; it takes POST.");
    }

    private static void AssertProblem(Answer answer, int status, string title, string detail)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(status), answer.Text);
            Assert.That(answer.Type, Is.EqualTo("application/problem+json"));
            Assert.That(answer.Json.GetProperty("status").GetInt32(), Is.EqualTo(status));
            Assert.That(answer.Json.GetProperty("title").GetString(), Is.EqualTo(title));
            Assert.That(answer.Detail, Does.StartWith(detail));
        }
    }
}
