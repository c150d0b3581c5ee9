using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace OutliersNative.Tests.Hosting;

public sealed class StartTests
{
    [TestCase("Outliers:QueueCapacity", "0", "Outliers:QueueCapacity is '0': expected 1 or more")]
    [TestCase("Outliers:StopGrace", "-00:00:01", "Outliers:StopGrace is '-00:00:01': expected 0 to 1 day, such as 00:00:00.5")]
    [TestCase("Outliers:WhenQueueIsFull", "7", "Outliers:WhenQueueIsFull is '7': expected Wait or Reject")]
    [TestCase("Outliers:Modules", "x", "Outliers:Modules: there is no such setting; expected one of Python, ModulePaths, ")]
    [TestCase("Outliers:Python", "/nowhere/python3", "Outliers:Python: /nowhere/python3 does not exist")]
    [TestCase("Outliers:ModulePaths:0", "/nowhere", "Outliers:ModulePaths:0: /nowhere does not exist")]
    [TestCase("Outliers:Logging:Capacity", "0", "Outliers:Logging:Capacity is '0': expected 1 to 1,000,000")]
    [TestCase("Outliers:Detectors:flow:Function", "", "Outliers:Detectors:flow:Function is '': expected the name of a function")]
    [TestCase("Outliers:Detectors:flow:Timeout", "0", "Outliers:Detectors:flow:Timeout is '0': expected 1 ms to 1 day")]
    [TestCase("Outliers:Detectors:flow:Keyword:threshold", "3", "Outliers:Detectors:flow:Keyword: there is no such setting")]
    [TestCase("Outliers:Detectors:flwo:Function", "mad", "Outliers:Detectors:flwo: the program has no such detector; expected one of flow")]
    public async Task Start_WithABadSetting_NamesItsPath(string key, string value, string message)
    {
        await using TestHost host = TestHost.Make(outliers => outliers.AddDetector("flow", options => options.Function ??= "mad"), (key, value));

        Exception? error = await Assert.CatchAsync(host.StartAsync);

        Assert.That(error, Is.InstanceOf<OptionsValidationException>());
        Assert.That(error!.Message, Does.Contain(message));
    }

    [TestCase("Outliers:LiveTimeout", "soon")]
    [TestCase("Outliers:Detectors:flow:Timeout", "soon")]
    [TestCase("Outliers:Logging:Level", "loud")]
    public async Task Start_WithATextOfTheWrongType_NamesItsPath(string key, string value)
    {
        await using TestHost host = TestHost.Make(outliers => outliers.AddDetector("flow", options => options.Function = "mad"), (key, value));

        Assert.That((await Assert.CatchAsync(host.StartAsync))!.Message, Does.Contain(key).And.Contain(value));
    }

    [TestCase("no_such_module", "mad", "Outliers:Detectors:flow: no_such_module.mad cannot be used: No module named 'no_such_module'")]
    [TestCase("outliers", "nad", "Outliers:Detectors:flow: outliers.nad cannot be used: ")]
    public async Task Start_WithADetectorThatIsNotThere_NamesItsPath(string module, string function, string message)
    {
        await using TestHost host = TestHost.Make(
            outliers => outliers.AddDetector("flow"),
            ("Outliers:Detectors:flow:Module", module),
            ("Outliers:Detectors:flow:Function", function));

        Assert.That((await Assert.CatchAsync(host.StartAsync))!.Message, Does.StartWith(message));
    }

    [Test]
    public async Task Start_WithAKeywordThatTheDetectorRejects_NamesItsPath()
    {
        await using TestHost host = TestHost.Make(
            outliers => outliers.AddDetector("flow"),
            ("Outliers:Detectors:flow:Function", "mad"),
            ("Outliers:Detectors:flow:Keywords:threshold", "high"));

        Assert.That(
            (await Assert.CatchAsync(host.StartAsync))!.Message,
            Does.StartWith("Outliers:Detectors:flow: the first call, with 256 values, failed: ").And.Contain("Outliers:Detectors:flow:WarmUpValues"));
    }

    [Test]
    public async Task Start_OfAHost_LogsPythonAndDetectors()
    {
        await using TestHost host = await TestHost.StartAsync(outliers => outliers.AddDetector("flow", options => options.Function = "mad"));

        string[] messages = [.. host.Records.All.Where(each => each.Category == "OutliersNative.Hosting").Select(each => each.Message)];
        Assert.That(messages, Has.Some.Contains($"Python {PythonRuntime.Current!.Version} with NumPy").And.Some.Contains(
            "The detector flow (outliers.mad) is ready"));
    }

    [Test]
    public async Task AddDetector_WithAColon_IsAnError()
    {
        await using TestHost host = TestHost.Make(outliers =>
            Assert.That(() => outliers.AddDetector("a:b"), Throws.ArgumentException.With.Message.Contains("without a colon")));
    }
}
