using System.Text.Json;

namespace OutliersNative.Service.Tests;

/// <summary>The OpenAPI document and the page that shows it.</summary>
internal sealed class ApiDocumentTests
{
    [TestCase("/v1/detectors", "get")]
    [TestCase("/v1/detect", "post")]
    [TestCase("/v1/score", "post")]
    [TestCase("/v1/analyze", "post")]
    public async Task Document_Always_DescribesTheEndpoint(string path, string method)
    {
        JsonElement operation = (await DocumentAsync()).GetProperty("paths").GetProperty(path).GetProperty(method);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(operation.GetProperty("summary").GetString(), Is.Not.Empty);
            Assert.That(operation.GetProperty("responses").EnumerateObject().Select(each => each.Name), Is.EqualTo(new[] { "200", "default" }));
        }
    }

    [Test]
    public async Task Document_OfDetect_NamesMediaTypesAndDetectors()
    {
        JsonElement detect = (await DocumentAsync()).GetProperty("paths").GetProperty("/v1/detect").GetProperty("post");
        JsonElement method = detect.GetProperty("parameters").EnumerateArray().Single(each => each.GetProperty("name").GetString() == "method");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                detect.GetProperty("requestBody").GetProperty("content").EnumerateObject().Select(each => each.Name),
                Is.EqualTo(new[] { ClientExtensions.Json, ClientExtensions.Csv, ClientExtensions.Binary }));
            Assert.That(method.GetProperty("schema").GetProperty("enum").EnumerateArray().Select(each => each.GetString()), Does.Contain("mad"));
        }
    }

    [Test]
    public async Task Reference_Always_AllowsThisHostOnly()
    {
        Answer page = await (await Services.DefaultAsync()).GetAnswerAsync("/reference/");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.Type, Is.EqualTo("text/html"));
            Assert.That(page.Text, Does.Not.Contain("//"), "no other host");
            Assert.That(page.Message.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'self';"));
        }
    }

    private static async Task<JsonElement> DocumentAsync() => (await (await Services.DefaultAsync()).GetAnswerAsync("/openapi/v1.json")).Json;
}
