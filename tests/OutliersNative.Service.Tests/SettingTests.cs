namespace OutliersNative.Service.Tests;

/// <summary>Settings that stop the start, and what the service says about them.</summary>
internal sealed class SettingTests
{
    [Test]
    public async Task Start_BadSettings_NamesEachWithItsPath()
    {
        using ServiceProcess service = ServiceProcess.Begin(
        [
            "--urls=http://127.0.0.1:0", "--Service:DefaultMethod=made", "--Service:MaxValues=0", "--Service:Timeout=0", "--Service:ApiKeys:0=short", "--Service:Color=red",
        ]);
        int exitCode = await service.EndAsync();
        string[] expected =
        [
            "OutliersNative.Service: Service:DefaultMethod is 'made': expected one of the detectors of Outliers:Detectors: adaptive, esd, ",
            "OutliersNative.Service: Service:MaxValues is '0': expected 1 to 100,000,000",
            "OutliersNative.Service: Service:Timeout is '0': expected 1 ms to 1 day, such as 00:00:30",
            "OutliersNative.Service: Service:ApiKeys:0: expected at least 16 ASCII characters without spaces",
            "OutliersNative.Service: Service:Color: there is no such setting; expected one of DefaultMethod, ",
        ];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(exitCode, Is.EqualTo(1));
            foreach (string line in expected)
            {
                Assert.That(service.Output, Does.Contain(line));
            }
            Assert.That(service.Output, Does.Not.Contain("   at "));
        }
    }

    [TestCase("--Outliers:Detectors:mad:Function=made", "Outliers:Detectors:mad: outliers.made cannot be used")]
    [TestCase("--Service:MaxValues=many", "Service:MaxValues")]
    [TestCase("--Service:ApiKeys=0123456789abcdef", "Service:ApiKeys: expected a list; set Service:ApiKeys:0")]
    [TestCase("--urls=nonsense", "nonsense")]
    public async Task Start_BadSetting_IsNamed(string setting, string expected)
    {
        using ServiceProcess service = ServiceProcess.Begin(["--urls=http://127.0.0.1:0", setting]);
        int exitCode = await service.EndAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(exitCode, Is.EqualTo(1), service.Output);
            Assert.That(service.Output, Does.Contain(expected).And.Not.Contain("   at "));
            Assert.That(service.Output, Does.Not.Contain("0123456789abcdef"), "a key is a secret");
        }
    }

    [Test]
    public async Task Start_KeywordInConfiguration_IsTheDefault()
    {
        using ServiceProcess service = await ServiceProcess.StartAsync("Outliers:Detectors:strict:Function=mad", "Outliers:Detectors:strict:Keywords:threshold=1000");
        Answer strict = await service.Client.PostAsync("/v1/detect?method=strict", "[1,2,3,2,1,2,3,50]");
        Answer lenient = await service.Client.PostAsync("/v1/detect?method=strict&threshold=3&direction=up", "[1,2,3,2,1,2,3,50]");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(strict.Outliers, Is.Empty);
            Assert.That(lenient.Outliers, Is.EqualTo(new long[] { 7 }));
        }
    }
}
