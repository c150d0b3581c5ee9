using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace OutliersNative.Service.Tests.Soak;

/// <summary>Requests of every kind. Each method makes one, and throws if the service does not answer as it must.</summary>
internal sealed class SoakRequests(Uri address) : IDisposable
{
    private static readonly string[] MediaTypes = [Sample.Json, Sample.Csv, Sample.Bytes];
    private static readonly string[] GoodDetectors = ["sigma", "mad", "above", "retains", "cycles", "allocates"];
    private static readonly string[] ScoringDetectors = ["sigma", "mad", "iqr"];

    private static readonly (string Path, string MediaType, string Body, HttpStatusCode Status)[] BadRequests =
    [
        ("/v1/detect", "application/xml", "<values/>", HttpStatusCode.UnsupportedMediaType),
        ("/v1/detect", Sample.Json, "[1,2,", HttpStatusCode.BadRequest),
        ("/v1/detect", Sample.Json, "[1,\"2\"]", HttpStatusCode.BadRequest),
        ("/v1/detect", Sample.Json, "", HttpStatusCode.BadRequest),
        ("/v1/detect", Sample.Bytes, "seven..", HttpStatusCode.BadRequest),
        ("/v1/detect?rows=3", Sample.Bytes, "sixteen bytes...", HttpStatusCode.BadRequest),
        ("/v1/detect?rows=-1", Sample.Bytes, "sixteen bytes...", HttpStatusCode.BadRequest),
        ("/v1/detect?column=none", Sample.Csv, "a,b\n1,2\n", HttpStatusCode.BadRequest),
        ("/v1/detect?method=os.system", Sample.Json, "[1,2,3]", HttpStatusCode.BadRequest),
        ("/v1/detect?method=mad&treshold=3", Sample.Json, "[1,2,3]", HttpStatusCode.BadRequest),
        ("/v1/detect?method=mad&threshold=wide", Sample.Json, "[1,2,3]", HttpStatusCode.UnprocessableEntity),
        ("/v1/detect?method=mad", Sample.Json, "[1,null,3]", HttpStatusCode.UnprocessableEntity),
        ("/v1/nothing", Sample.Json, "[1,2,3]", HttpStatusCode.NotFound),
    ];

    private readonly HttpClient _client = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    public void Dispose() => _client.Dispose();

    public async Task<Outcome> Detect(Random random)
    {
        Sample sample = Sample.Random(random, random.Next(50, 3000));
        string mediaType = Any(random, MediaTypes), detector = Any(random, GoodDetectors);
        JsonElement answer = await AnswerAsync($"/v1/detect?method={detector}{ColumnOf(mediaType)}", sample.Content(mediaType));
        CheckPositions(sample, answer);
        return Outcome.Answered;
    }

    public async Task<Outcome> DetectMany(Random random)
    {
        Sample[] samples = [.. Enumerable.Range(0, 4).Select(_ => Sample.Random(random, 200))];
        JsonElement answer = await AnswerAsync("/v1/detect?method=mad&rows=4", new ByteArrayContent([.. samples.SelectMany(each => each.Body(Sample.Bytes))])
        {
            Headers = { ContentType = new MediaTypeHeaderValue(Sample.Bytes) },
        });
        foreach ((Sample sample, JsonElement each) in samples.Zip(answer.GetProperty("series").EnumerateArray())) CheckPositions(sample, each);
        return Outcome.Answered;
    }

    public async Task<Outcome> Score(Random random)
    {
        Sample sample = Sample.Random(random, random.Next(50, 3000));
        string mediaType = Any(random, MediaTypes);
        JsonElement answer = await AnswerAsync($"/v1/score?method={Any(random, ScoringDetectors)}{ColumnOf(mediaType)}", sample.Content(mediaType));
        CheckScores(sample, answer);
        return Outcome.Answered;
    }

    public async Task<Outcome> Analyze(Random random)
    {
        Sample sample = Sample.Random(random, random.Next(50, 3000));
        string mediaType = Any(random, MediaTypes);
        JsonElement answer = await AnswerAsync($"/v1/analyze?method={Any(random, ScoringDetectors)}{ColumnOf(mediaType)}", sample.Content(mediaType));
        CheckPositions(sample, answer);
        CheckScores(sample, answer);
        double[] upper = [.. answer.GetProperty("upper").EnumerateArray().Select(each => each.GetDouble())];
        Check(upper.Length == sample.Values.Length, $"{upper.Length} upper bounds of {sample.Values.Length} values");
        Check(Enumerable.Range(0, upper.Length).All(at => sample.Values[at] > upper[at] == sample.Outliers.Contains(at)), "the bounds contradict the outliers");
        return Outcome.Answered;
    }

    public async Task<Outcome> Bad(Random random)
    {
        (string path, string mediaType, string body, HttpStatusCode status) = Any(random, BadRequests);
        using HttpContent content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
        return await ProblemAsync(path, content, status);
    }

    /// <summary>More values than the setting Service:MaxValues of the test.</summary>
    public async Task<Outcome> TooLong(Random random)
    {
        using HttpContent content = Sample.Random(random, SoakTests.MaxValues + 1).Content(Sample.Bytes);
        return await ProblemAsync("/v1/detect", content, HttpStatusCode.RequestEntityTooLarge);
    }

    /// <summary>Not HTTP at all.</summary>
    public async Task<Outcome> Nonsense(Random random)
    {
        using RawClient client = await RawClient.ConnectAsync(address);
        await client.SendAsync("outliers, please\r\n\r\n"u8.ToArray());
        string answer = await client.ReadToEndAsync();
        Check(answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal), $"the answer is {Quote(answer)}");
        return Outcome.Answered;
    }

    public async Task<Outcome> Raises(Random random) => await DetectorFails(random, "raises", HttpStatusCode.InternalServerError);

    public async Task<Outcome> Rejects(Random random) => await DetectorFails(random, "rejects", HttpStatusCode.UnprocessableEntity);

    /// <summary>A loop in Python, which the timeout ends.</summary>
    public async Task<Outcome> Hangs(Random random) => await DetectorFails(random, "hangs", HttpStatusCode.GatewayTimeout);

    /// <summary>The timeout abandons the call, which goes on reading its input.</summary>
    public async Task<Outcome> Sleeps(Random random) => await DetectorFails(random, "sleeps", HttpStatusCode.GatewayTimeout);

    /// <summary>Sends a good request a little at a time.</summary>
    public async Task<Outcome> SlowSender(Random random)
    {
        Sample sample = Sample.Random(random, 100);
        using RawClient client = await RawClient.ConnectAsync(address);
        foreach (byte[] part in Request("/v1/detect?method=mad", sample).Chunk(120))
        {
            await client.SendAsync(part);
            await Task.Delay(random.Next(100));
        }
        CheckPositions(sample, Body(await client.ReadToEndAsync()));
        return Outcome.Answered;
    }

    /// <summary>Sends the head, and then a byte now and then until the service has had enough.</summary>
    public async Task<Outcome> EndlessSender(Random random)
    {
        byte[] request = Request("/v1/detect?method=mad", Sample.Random(random, 100));
        using RawClient client = await RawClient.ConnectAsync(address);
        await client.SendAsync(request.AsMemory(0, 300));
        Task<string> answer = client.ReadToEndAsync();
        for (int at = 300; !answer.IsCompleted; at++)
        {
            await client.SendAsync(request.AsMemory(at, 1));
            await Task.WhenAny(answer, Task.Delay(500));
        }
        Check((await answer).StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal), $"the answer is {Quote(await answer)}");
        return Outcome.Answered;
    }

    /// <summary>Reads a long answer a little at a time.</summary>
    public async Task<Outcome> SlowReader(Random random)
    {
        Sample sample = Sample.Random(random, 5000);
        using RawClient client = await RawClient.ConnectAsync(address);
        await client.SendAsync(Request("/v1/analyze?method=mad", sample));
        JsonElement answer = Body(await client.ReadToEndAsync(pause: TimeSpan.FromMilliseconds(10)));
        CheckPositions(sample, answer);
        CheckScores(sample, answer);
        return Outcome.Answered;
    }

    /// <summary>Goes away in the middle of the body, with or without a reset.</summary>
    public async Task<Outcome> LeavesInBody(Random random)
    {
        byte[] request = Request("/v1/detect?method=mad", Sample.Random(random, 1000));
        using RawClient client = await RawClient.ConnectAsync(address);
        await client.SendAsync(request.AsMemory(0, random.Next(1, request.Length)));
        if (random.Next(2) == 0) client.Reset();
        return Outcome.Aborted;
    }

    /// <summary>Goes away while a detector loops: the disconnect must end the loop.</summary>
    public async Task<Outcome> LeavesInCall(Random random)
    {
        using RawClient client = await RawClient.ConnectAsync(address);
        await client.SendAsync(Request("/v1/detect?method=hangs", Sample.Random(random, 100)));
        await Task.Delay(random.Next(50));
        client.Reset();
        return Outcome.Aborted;
    }

    /// <summary>Goes away in the middle of the answer.</summary>
    public async Task<Outcome> LeavesInAnswer(Random random)
    {
        using RawClient client = await RawClient.ConnectAsync(address);
        await client.SendAsync(Request("/v1/analyze?method=mad", Sample.Random(random, 20_000)));
        await client.ReadSomeAsync();
        client.Reset();
        return Outcome.Aborted;
    }

    /// <summary>Cancelled after a moment. An answer that is faster must be right.</summary>
    public async Task<Outcome> Cancelled(Random random)
    {
        Sample sample = Sample.Random(random, random.Next(50, 20_000));
        using var soon = new CancellationTokenSource(random.Next(20));
        try
        {
            string detector = random.Next(10) == 0 ? "hangs" : Any(random, GoodDetectors);
            CheckPositions(sample, await AnswerAsync($"/v1/detect?method={detector}", sample.Content(Sample.Bytes), soon.Token));
            return Outcome.Answered;
        }
        catch (OperationCanceledException) when (soon.IsCancellationRequested)
        {
            return Outcome.Aborted;
        }
    }

    public async Task<Outcome> Health(string kind)
    {
        using HttpResponseMessage answer = await _client.GetAsync($"/health/{kind}");
        string text = await answer.Content.ReadAsStringAsync();
        Check(answer.StatusCode == HttpStatusCode.OK && text == "Healthy", $"the answer is {(int)answer.StatusCode} {text}");
        return Outcome.Answered;
    }

    /// <summary>Lets the detector write what it knows to the log of the service.</summary>
    public async Task TellAsync() => await AnswerAsync("/v1/detect?method=tells", new Sample([1, 2, 3], []).Content(Sample.Json));

    private async Task<Outcome> DetectorFails(Random random, string detector, HttpStatusCode status)
    {
        using HttpContent content = Sample.Random(random, 1000).Content(Any(random, MediaTypes[0], MediaTypes[2]));
        return await ProblemAsync($"/v1/detect?method={detector}", content, status);
    }

    private async Task<JsonElement> AnswerAsync(string path, HttpContent content, CancellationToken cancelled = default)
    {
        using HttpResponseMessage answer = await _client.PostAsync(path, content, cancelled);
        string text = await answer.Content.ReadAsStringAsync(cancelled);
        Check(answer.StatusCode == HttpStatusCode.OK, $"{path}: the answer is {(int)answer.StatusCode} {Quote(text)}");
        return JsonElement.Parse(text);
    }

    private async Task<Outcome> ProblemAsync(string path, HttpContent content, HttpStatusCode status)
    {
        using HttpResponseMessage answer = await _client.PostAsync(path, content);
        string text = await answer.Content.ReadAsStringAsync();
        Check(answer.StatusCode == status, $"{path}: expected {(int)status}, the answer is {(int)answer.StatusCode} {Quote(text)}");
        Check(answer.Content.Headers.ContentType?.MediaType == "application/problem+json", $"{path}: the error is {answer.Content.Headers.ContentType}");
        JsonElement problem = JsonElement.Parse(text);
        Check(problem.GetProperty("status").GetInt32() == (int)status, $"{path}: the problem is {Quote(text)}");
        return Outcome.Answered;
    }

    private static byte[] Request(string path, Sample sample)
    {
        byte[] body = sample.Body(Sample.Json);
        return [.. RawClient.Head(path, Sample.Json, body.Length), .. body];
    }

    /// <summary>The JSON of a raw answer, whose body may be chunked.</summary>
    private static JsonElement Body(string answer)
    {
        Check(answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal), $"the answer is {Quote(answer)}");
        int head = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        if (!answer[..head].Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase)) return JsonElement.Parse(answer[head..]);
        var body = new StringBuilder();
        for (int at = head, length = -1; length != 0; at += length + 2)
        {
            int end = answer.IndexOf("\r\n", at, StringComparison.Ordinal);
            length = Convert.ToInt32(answer[at..end], 16);
            at = end + 2;
            body.Append(answer, at, length);
        }
        return JsonElement.Parse(body.ToString());
    }

    private static void CheckPositions(Sample sample, JsonElement answer)
    {
        Check(answer.GetProperty("count").GetInt32() == sample.Values.Length, "the count is wrong");
        Check(answer.GetProperty("outliers").EnumerateArray().Select(each => each.GetInt64()).SequenceEqual(sample.Outliers), "the outliers are wrong");
    }

    private static void CheckScores(Sample sample, JsonElement answer)
    {
        double[] scores = [.. answer.GetProperty("scores").EnumerateArray().Select(each => each.GetDouble())];
        Check(scores.Length == sample.Values.Length, $"{scores.Length} scores of {sample.Values.Length} values");
        double least = sample.Outliers.Min(at => scores[at]);
        Check(Enumerable.Range(0, scores.Length).All(at => scores[at] < least || sample.Outliers.Contains(at)), "the scores contradict the outliers");
    }

    private static string ColumnOf(string mediaType) => mediaType == Sample.Csv ? "&column=value" : "";

    private static T Any<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];

    private static string Quote(string text) => text.Length <= 300 ? text : text[..300];

    private static void Check(bool condition, string failure)
    {
        if (!condition) throw new InvalidDataException(failure);
    }
}
