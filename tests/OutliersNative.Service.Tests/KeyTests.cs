namespace OutliersNative.Service.Tests;

/// <summary>API keys, and the addresses of a service without them.</summary>
internal sealed class KeyTests
{
    [TestCase("X-Api-Key", Services.Key)]
    [TestCase("Ocp-Apim-Subscription-Key", Services.OtherKey)]
    [TestCase("Authorization", $"Bearer {Services.Key}")]
    public async Task Request_WithKey_IsAnswered(string header, string value) =>
        Assert.That((await GetAsync("/v1/detectors", header, value)).Status, Is.EqualTo(200));

    [TestCase("X-Api-Key", "")]
    [TestCase("X-Api-Key", "0123456789abcdef")]
    [TestCase("X-Api-Key", "0123456789abcdef-test1")]
    [TestCase("Authorization", Services.Key)]
    [TestCase("X-Other", Services.Key)]
    public async Task Request_WithoutKey_Is401(string header, string value)
    {
        Answer answer = await GetAsync("/v1/detectors", header, value);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(401));
            Assert.That(answer.Detail, Does.StartWith("The request has no valid API key."));
            Assert.That(answer.Message.Headers.WwwAuthenticate.ToString(), Is.EqualTo("Bearer"));
        }
    }

    [TestCase("/")]
    [TestCase("/health/ready")]
    [TestCase("/health/live")]
    public async Task Request_ForWhatIsPublic_NeedsNoKey(string path) =>
        Assert.That((await (await Services.KeysAsync()).GetAnswerAsync(path)).Status, Is.EqualTo(200));

    [TestCase("http://0.0.0.0:0")]
    [TestCase("http://*:0")]
    public async Task Start_OnAnotherAddressWithoutKeys_IsRefused(string url)
    {
        using ServiceProcess service = ServiceProcess.Begin([$"--urls={url}"]);
        int exitCode = await service.EndAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(exitCode, Is.EqualTo(1));
            Assert.That(service.Output, Does.Contain("The service has no API keys, so it listens on the loopback address only").And.Contain("Service__ApiKeys__0"));
            Assert.That(service.Output, Does.Not.Contain("   at ").And.Not.Contain("Now listening"));
        }
    }

    [Test]
    public async Task Start_OnAnotherAddressWithKeys_IsAllowed()
    {
        using ServiceProcess service = ServiceProcess.Begin(["--urls=http://0.0.0.0:0"], ("Service__ApiKeys__0", Services.Key));
        await service.PrintsAsync("Now listening on: http://0.0.0.0:");
    }

    private static async Task<Answer> GetAsync(string path, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(header, value);
        return await ClientExtensions.ReadAsync(await (await Services.KeysAsync()).SendAsync(request));
    }
}
