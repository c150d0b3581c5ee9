namespace OutliersNative.Service.Tests;

internal sealed class HealthTests
{
    [TestCase("/health/ready")]
    [TestCase("/health/live")]
    public async Task Health_RunningService_IsHealthy(string path)
    {
        Answer answer = await (await Services.DefaultAsync()).GetAnswerAsync(path);
        Assert.That((answer.Status, answer.Text), Is.EqualTo((200, "Healthy")));
    }

    [Test]
    public async Task Page_AtTheRoot_IsHtml()
    {
        Answer answer = await (await Services.DefaultAsync()).GetAnswerAsync("/");
        Assert.That((answer.Status, answer.Type), Is.EqualTo((200, "text/html")));
    }
}
