using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OutliersNative.Service.Tests;

/// <summary>The export of metrics and traces.</summary>
internal sealed class TelemetryTests
{
    [Test]
    public async Task Service_WithOtlpEndpoint_SendsItsSpans()
    {
        using HttpListener collector = Listen(out int port);
        using ServiceProcess service = ServiceProcess.Begin(
            ["--urls=http://127.0.0.1:0"],
            ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{port}"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_BSP_SCHEDULE_DELAY", "50"));
        await service.ListensAsync();
        await service.Client.PostAsync("/v1/detect", "[1,2,3,2,1,2,50]");
        Assert.That(await SpansAsync(collector).WaitAsync(TimeSpan.FromSeconds(50)), Does.Contain("outliers-service").And.Contain("/v1/detect").And.Contain("outliers.mad"));
    }

    private static HttpListener Listen(out int port)
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        return listener;
    }

    /// <summary>What the collector is sent, until a request to /v1/detect and the call of its detector are there.</summary>
    private static async Task<string> SpansAsync(HttpListener collector)
    {
        var spans = new StringBuilder();
        while (!spans.ToString().Contains("/v1/detect", StringComparison.Ordinal) || !spans.ToString().Contains("outliers.mad", StringComparison.Ordinal))
        {
            HttpListenerContext context = await collector.GetContextAsync();
            using var reader = new StreamReader(context.Request.InputStream, Encoding.Latin1);
            string body = await reader.ReadToEndAsync();
            if (context.Request.Url!.AbsolutePath == "/v1/traces")
            {
                spans.Append(body);
            }
            context.Response.Close();
        }
        return spans.ToString();
    }
}
