namespace OutliersNative.Service.Tests;

/// <summary>Values of a request are in pooled memory: no other request may change them while Python has them.</summary>
internal sealed class BufferTests
{
    [Test]
    public async Task Detect_DetectorRetainsItsData_TheyStayAsTheyWere()
    {
        HttpClient client = (await Services.SmallAsync()).Client;
        for (int i = 0; i < 20; i++)
        {
            Answer answer = await client.PostAsync("/v1/detect?method=keeps", [.. Enumerable.Repeat((double)i, 50)]);
            Assert.That(answer.Text, Is.EqualTo("""{"method":"keeps","count":50,"outliers":[]}"""));
        }
    }

    [Test]
    public async Task Detect_ClientLeavesDuringAnOperation_TheDataStayAsTheyWere()
    {
        ServiceProcess service = await Services.SmallAsync();
        string gate = Path.Combine(Path.GetTempPath(), $"outliers-gate-{Guid.NewGuid():N}");
        using var cancellation = new CancellationTokenSource();
        using var content = new ByteArrayContent(new byte[8 * 50]);
        content.Headers.ContentType = new(ClientExtensions.Binary);
        Task<HttpResponseMessage> request = service.Client.PostAsync(new Uri($"/v1/detect?method=slow&gate={Uri.EscapeDataString(gate)}", UriKind.Relative), content, cancellation.Token);
        await service.PrintsAsync("slow begins");
        await cancellation.CancelAsync();
        Assert.That(async () => await request, Throws.InstanceOf<OperationCanceledException>());
        for (int i = 0; i < 50; i++)
        {
            await service.Client.PostAsync("/v1/detect?method=above&limit=100", [.. Enumerable.Repeat(1.0, 50)]);
        }
        await using (new FileStream(gate, FileMode.Open, FileAccess.Write))
        {
            File.Delete(gate); // and closing it ends the wait
        }
        await service.PrintsAsync("slow ended with the same data");
    }
}
