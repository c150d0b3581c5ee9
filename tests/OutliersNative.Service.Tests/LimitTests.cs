using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OutliersNative.Service.Tests;

/// <summary>The limits of size, time and concurrency.</summary>
internal sealed class LimitTests
{
    [Test]
    public async Task Detect_LongBody_Is413()
    {
        Answer answer = await (await Services.SmallAsync()).Client.PostAsync("/v1/detect", new string(' ', 5000) + "[1]");
        AssertIs(answer, 413, "The body is longer than 4000 bytes, the limit (Service:MaxBodyBytes).");
    }

    [TestCase("application/json")]
    [TestCase("text/csv")]
    [TestCase("application/octet-stream")]
    public async Task Detect_ManyValues_Is413(string type)
    {
        byte[] body = type switch
        {
            "application/json" => Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat(1, 101))}]"),
            "text/csv" => Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Repeat(1, 101))),
            _ => new byte[8 * 101],
        };
        Answer answer = await (await Services.SmallAsync()).Client.PostAsync("/v1/detect", body, type);
        AssertIs(answer, 413, "The request has more than 100 values, the limit (Service:MaxValues).");
    }

    [TestCase("/v1/detect", "[[],[],[],[]]", "application/json")]
    [TestCase("/v1/detect", "1,2,3,4", "text/csv")]
    [TestCase("/v1/detect?rows=4", "12345678123456781234567812345678", "application/octet-stream")]
    public async Task Detect_ManySeries_Is413(string path, string body, string type)
    {
        Answer answer = await (await Services.SmallAsync()).Client.PostAsync(path, body, type);
        AssertIs(answer, 413, "The request has more than 3 series, the limit (Service:MaxSeries).");
    }

    [Test]
    public async Task Detect_AsManyValuesAsAllowed_IsAnswered()
    {
        Answer answer = await (await Services.SmallAsync()).Client.PostAsync("/v1/detect?rows=2", new double[100]);
        Assert.That(answer.Text, Does.StartWith("""{"method":"mad","series":[{"count":50,"""));
    }

    [Test]
    public async Task Detect_LongCall_Is504()
    {
        ServiceProcess service = await Services.SmallAsync();
        Answer answer = await service.Client.PostAsync("/v1/detect?method=loop", new double[11]);
        AssertIs(answer, 504, "The detector did not answer within 00:00:00.2000000.");
        await service.PrintsAsync("ended with 11");
    }

    [Test]
    public async Task Detect_ManySeriesThatTakeLong_Is504()
    {
        using ServiceProcess service = await ServiceProcess.StartAsync(["Service:Timeout=00:00:03", .. ServiceProcess.TestDetectors]);
        string body = $"[{string.Join(',', Enumerable.Repeat("[1]", 1000))}]"; // 10 ms each
        Answer answer = await service.Client.PostAsync("/v1/detect?method=queues", body);
        AssertIs(answer, 504, "The detector did not finish the 1000 series within 00:00:03, the limit of a request.");
    }

    [Test]
    public async Task Detect_BodyThatStops_Is408()
    {
        ServiceProcess service = await Services.SmallAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, service.Client.BaseAddress!.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /v1/detect HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[1,"));
        using var reader = new StreamReader(stream);
        Assert.That(await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)), Is.EqualTo("HTTP/1.1 408 Request Timeout"));
    }

    [Test]
    public async Task Detect_ClientDisconnects_EndsItsCall()
    {
        ServiceProcess service = await ServiceProcess.StartAsync(ServiceProcess.TestDetectors);
        using (service)
        {
            using var cancellation = new CancellationTokenSource();
            using var content = new ByteArrayContent(new byte[8 * 5]);
            content.Headers.ContentType = new("application/octet-stream");
            Task<HttpResponseMessage> request = service.Client.PostAsync(new Uri("/v1/detect?method=loop", UriKind.Relative), content, cancellation.Token);
            await service.PrintsAsync("begins with 5");
            await cancellation.CancelAsync();
            Assert.That(async () => await request, Throws.InstanceOf<OperationCanceledException>());
            await service.PrintsAsync("ended with 5");
        }
    }

    [Test]
    public async Task Detect_MoreRequestsThanMayWait_Is429()
    {
        ServiceProcess service = await ServiceProcess.StartAsync(
            ["Service:MaxConcurrentRequests=1", "Service:MaxQueuedRequests=0", "Service:Timeout=00:01:00", .. ServiceProcess.TestDetectors]);
        using (service)
        {
            Task<Answer> running = service.Client.PostAsync("/v1/detect?method=loop", new double[5]);
            await service.PrintsAsync("begins with 5");
            Answer answer = await service.Client.PostAsync("/v1/detect", new double[5]);
            AssertIs(answer, 429, "Too many requests");
            Assert.That(answer.Message.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
            Answer health = await service.Client.GetAnswerAsync("/health/live");
            Assert.That(health.Text, Is.EqualTo("Healthy"), "the health checks do not count");

            (int exitCode, TimeSpan took) = await service.StopAsync();
            using (Assert.EnterMultipleScope())
            {
                AssertIs(await running, 503, "The service is stopping.");
                Assert.That(exitCode, Is.Zero, service.Output);
                Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(10)), "a loop in Python does not delay the stop");
            }
        }
    }

    private static void AssertIs(Answer answer, int status, string detail)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(status), answer.Text);
            Assert.That(answer.Type, Is.EqualTo("application/problem+json"));
            Assert.That(answer.Detail, Does.StartWith(detail));
        }
    }
}
