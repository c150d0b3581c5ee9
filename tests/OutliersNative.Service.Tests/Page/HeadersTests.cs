namespace OutliersNative.Service.Tests.Page;

internal sealed class HeadersTests
{
    [Test]
    public async Task Get_Page_AllowsOnlyWhatTheServiceServes()
    {
        using HttpResponseMessage answer = await (await Services.DefaultAsync()).GetAsync(new Uri("/", UriKind.Relative));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                string.Join(' ', answer.Headers.GetValues("Content-Security-Policy")),
                Is.EqualTo("default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"));
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("<script>").And.Not.Contain("style="));
        }
    }
}
