using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using static OutliersNative.Service.Tests.Azure.AzureApi;

namespace OutliersNative.Service.Tests.Azure;

/// <summary>The client libraries of the retired service.</summary>
internal sealed class ClientLibraryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Detect_PythonClientLibraries_UnderstandTheAnswers()
    {
        HttpClient client = await Services.DefaultAsync();
        string script = Path.Combine(ServiceProcess.Repository, "tests", "OutliersNative.Service.Tests", "Azure", "sdk_client.py");
        string output = await RunPythonAsync(script, client.BaseAddress!.ToString(), new string('k', 32));

        using var json = JsonDocument.Parse(output);
        JsonElement current = json.RootElement.GetProperty("new"), old = json.RootElement.GetProperty("old");
        Assert.Multiple(() =>
        {
            Assert.That(Text(current, "entire"), Is.EqualTo("[50]"));
            Assert.That(Text(current, "positive"), Is.EqualTo("[50]"));
            Assert.That(Text(current, "period"), Is.EqualTo("7"));
            Assert.That(current.GetProperty("severity").GetDouble(), Is.InRange(0.5, 1));
            Assert.That(Text(current, "last"), Does.StartWith("[false, 29, "));
            Assert.That(Text(current, "change"), Is.EqualTo("[[], 70, 7]"));
            Assert.That(Text(current, "text"), Is.EqualTo("7"));
            Assert.That(Text(current, "error"), Is.EqualTo("""[400, "InvalidSeries", "InvalidSeries"]"""));
            Assert.That(Text(old, "entire"), Is.EqualTo("[50]"));
            Assert.That(Text(old, "last"), Is.EqualTo("false"));
            Assert.That(Text(old, "error"), Is.EqualTo("""[400, "InvalidSeries"]"""));
        });

        static string Text(JsonElement element, string field) => element.GetProperty(field).GetRawText();
    }

    // What Azure.AI.AnomalyDetector 3.0.0-preview.7 for .NET sends and how it reads the answer: single precision, times with seven
    // digits, and every field that is not optional.
    [Test]
    public async Task Detect_RequestOfTheDotNetLibrary_IsAnsweredInItsTypes()
    {
        double[] values = Seasonal(48, 12);
        values[25] = 1200;
        var body = new StringBuilder("{\"series\":[");
        body.AppendJoin(',', values.Select((value, i) => string.Create(
            CultureInfo.InvariantCulture, $$"""{"timestamp":"{{FirstTime.AddMonths(i):yyyy-MM-ddTHH:mm:ss.fffffffZ}}","value":{{(float)value}}}""")));
        body.Append("""],"granularity":"monthly","maxAnomalyRatio":0.25,"sensitivity":95,"imputeMode":"auto"}""");
        HttpClient client = await Services.DefaultAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/anomalydetector/v1.1/timeseries/entire/detect");
        request.Headers.Add("Ocp-Apim-Subscription-Key", new string('k', 32));
        request.Headers.Add("Accept", "application/json");
        request.Headers.Add("x-ms-client-request-id", Guid.NewGuid().ToString());
        request.Headers.Add("x-ms-return-client-request-id", "true");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToString()));
        request.Content.Headers.ContentType = new("application/json");
        using HttpResponseMessage response = await client.SendAsync(request);
        using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        JsonElement answer = json.RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), answer.ToString());
            Assert.That(answer.GetProperty("period").GetInt32(), Is.EqualTo(12));
            foreach (string field in (string[])["expectedValues", "upperMargins", "lowerMargins", "severity"])
            {
                Assert.That(answer.GetProperty(field).EnumerateArray().Select(each => each.GetSingle()), Has.Exactly(48).Items.And.All.Not.NaN);
            }
            foreach (string field in (string[])["isAnomaly", "isPositiveAnomaly"])
            {
                Assert.That(Positions(answer, field), Is.EqualTo(new[] { 25 }), field);
            }
        });
    }

    /// <summary>Runs Python, and returns what it prints. Ignores the test if the client libraries are not installed.</summary>
    public static async Task<string> RunPythonAsync(params string[] arguments)
    {
        string python = Environment.GetEnvironmentVariable("OUTLIERS_TEST_PYTHON") is { Length: > 0 } chosen ? chosen : "python3";
        var start = new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        if ((await errors).Contains("ModuleNotFoundError: No module named 'azure", StringComparison.Ordinal))
        {
            Assert.Ignore($"The client libraries are not installed for {python}: apt-get install python3-azure.");
        }
        Assert.That(process.ExitCode, Is.Zero, await errors);
        return await output;
    }
}
