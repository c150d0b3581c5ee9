using Microsoft.Playwright;

namespace OutliersNative.Service.Tests.Page;

/// <summary>The reference of the API, as a browser shows it.</summary>
internal sealed class ReferenceTests : PageTests
{
    [Test]
    public async Task Link_Followed_ShowsTheReferenceWithoutAnotherHost()
    {
        await Page.GetByRole(AriaRole.Link, new() { Name = "API reference" }).ClickAsync();
        await Assertions.Expect(Page.GetByText("/v1/analyze").First).ToBeVisibleAsync(new() { Timeout = 30_000 }); // it is a large program
    }
}
