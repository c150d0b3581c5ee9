using System.Net.Http.Json;
using System.Text.Json;

namespace OutliersNative.Service.Tests;

internal sealed class StartTests
{
    [Test]
    public async Task Analyze_Series_FindsItsOutlier()
    {
        HttpClient client = await Services.DefaultAsync();
        using HttpResponseMessage answer = await client.PostAsJsonAsync("/v1/analyze?method=mad", new[] { 1.0, 2, 3, 2, 1, 2, 50 });
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.That(json.RootElement.GetProperty("outliers").EnumerateArray().Select(each => each.GetInt64()), Is.EqualTo(new long[] { 6 }));
    }

    [Test]
    public async Task Stop_Sigterm_EndsWithZero()
    {
        using ServiceProcess service = await ServiceProcess.StartAsync();
        (int exitCode, TimeSpan _) = await service.StopAsync();
        Assert.That(exitCode, Is.Zero, service.Output);
    }
}
