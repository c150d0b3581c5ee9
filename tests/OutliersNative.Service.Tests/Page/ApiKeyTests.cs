using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace OutliersNative.Service.Tests.Page;

/// <summary>The page of a service that has API keys.</summary>
internal sealed class ApiKeyTests : PageTests
{
    private ILocator Dialog => Page.GetByRole(AriaRole.Dialog, new() { Name = "API key" });

    [Test]
    public async Task Load_WithoutKey_AsksUntilTheKeyIsRight()
    {
        await GiveAsync("wrong-key");
        await Assertions.Expect(Dialog).ToContainTextAsync("The service does not accept this key.");
        await GiveAsync(Services.Key);
        await Assertions.Expect(Dialog).ToBeHiddenAsync();
        await base.OpenedAsync();
    }

    [Test]
    public async Task CopiedCurl_WithKey_ReadsItFromTheEnvironment()
    {
        await GiveAsync(Services.Key);
        await base.OpenedAsync();
        JsonElement answer = await SampleAsync();
        string command = (await Page.Locator("#curl").TextContentAsync())!;
        var bash = new ProcessStartInfo("bash", ["-c", command + " --silent"]) { RedirectStandardOutput = true };
        bash.Environment["OUTLIERS_API_KEY"] = Services.Key;
        using Process curl = Process.Start(bash)!;
        using var printed = JsonDocument.Parse(await curl.StandardOutput.ReadToEndAsync());
        await curl.WaitForExitAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(command, Does.Not.Contain(Services.Key));
            Assert.That(JsonElement.DeepEquals(printed.RootElement, answer), Is.True, command);
        }
    }

    [Test]
    public async Task Cancel_Dialog_SaysWhatToDo()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(Problem).ToContainTextAsync("The service answers only with a key. Load the page again to give one.");
    }

    protected override async Task<Uri> AddressAsync() => (await Services.KeysAsync()).BaseAddress!;

    protected override Task OpenedAsync() => Assertions.Expect(Dialog).ToBeVisibleAsync();

    private async Task GiveAsync(string key)
    {
        await Page.GetByLabel("Key", new() { Exact = true }).FillAsync(key);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Use the key" }).ClickAsync();
    }
}
