using System.Diagnostics;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using OutliersNative.Hosting;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Hosting;

public sealed class LoggingTests
{
    [Test]
    public async Task Record_OfPython_HasCategoryLevelAndMessage()
    {
        await using TestHost host = await TestHost.WithAsync("logs", "logs");

        host["logs"].Detect(new double[3]);

        Assert.That(
            host.Records.WaitForPython(1).Select(each => (each.Category, each.Level, each.Message)),
            Is.EqualTo(new[] { ("Python.fixtures.logs", LogLevel.Warning, "3 values") }));
    }

    [Test]
    public async Task Records_OfAllLevels_HaveThose()
    {
        await using TestHost host = await TestHost.WithAsync("logs", "logs_all_levels", ("Outliers:Logging:Level", "Debug"));

        host["logs_all_levels"].Detect(new double[1]);

        Assert.That(
            host.Records.WaitForPython(5).Select(each => each.Level),
            Is.EqualTo(new[] { LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error, LogLevel.Critical }));
    }

    [Test]
    public async Task Record_WithAnException_HasTypeMessageAndTraceback()
    {
        await using TestHost host = await TestHost.WithAsync("logs", "logs_an_exception");

        host["logs_an_exception"].Detect(new double[1]);

        Record record = host.Records.WaitForPython(1)[0];
        var error = record.Exception as LoggedPythonException;
        Assert.That((record.Message, error?.PythonType, error?.Message), Is.EqualTo(("it failed", "ValueError", "no such season")));
        Assert.That(error!.ToString(), Does.StartWith("Traceback (most recent call last):").And.EndsWith("ValueError: no such season"));
    }

    [Test]
    public async Task Message_WithALoneSurrogate_HasAQuestionMark()
    {
        await using TestHost host = await TestHost.WithAsync("logs", "logs_surrogates");

        host["logs_surrogates"].Detect(new double[1]);

        Assert.That(host.Records.WaitForPython(1)[0].Message, Is.EqualTo("file ?, \U0001f40d"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Record_OfACallInATrace_HasItsTrace(bool isAsync)
    {
        await using TestHost host = await TestHost.WithAsync("logs", "logs");

        ActivityTraceId trace = await TracedCallAsync(host, isAsync);

        Assert.That(host.Records.WaitForPython(1)[0].Trace, Is.EqualTo(trace));
    }

    /// <summary>While another call is in Python, a call that can be cancelled is made on a thread of the native side.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public async Task Record_OfACallBesideAnother_HasItsTrace(bool isAsync)
    {
        await using TestHost host = await TestHost.WithAsync("logs", "logs");
        ActivityTraceId trace = default;

        Callback.Run(Callback.WithoutGil, () => trace = Task.Run(() => TracedCallAsync(host, isAsync)).Result);

        Assert.That(host.Records.WaitForPython(1)[0].Trace, Is.EqualTo(trace));
    }

    [Test]
    public async Task Record_OfACallWithoutTrace_HasNone()
    {
        await using TestHost host = await TestHost.WithAsync("logs", "logs");

        await host["logs"].DetectAsync(new double[3]);

        Assert.That(host.Records.WaitForPython(1)[0].Trace, Is.EqualTo(default(ActivityTraceId)));
    }

    [Test]
    public async Task Record_OfAPythonThread_Arrives()
    {
        await using TestHost host = await TestHost.WithAsync("logs", "logs_in_a_thread");

        host["logs_in_a_thread"].Detect(new double[3]);

        Assert.That(host.Records.WaitForPython(1)[0].Message, Is.EqualTo("of a thread"));
    }

    [Test]
    public async Task Output_WhenChosen_ArrivesLineByLine()
    {
        await using TestHost host = await TestHost.WithAsync("logs", "prints", ("Outliers:Logging:Output", "true"));

        host["prints"].Detect(new double[1]);

        Assert.That(
            host.Records.WaitForPython(3).Select(each => (each.Category, each.Level, each.Message)),
            Is.EqualTo(new[]
            {
                ("Python.stdout", LogLevel.Information, "a line"),
                ("Python.stdout", LogLevel.Information, "unfinished"),
                ("Python.stderr", LogLevel.Warning, "to stderr"),
            }));
    }

    [Test]
    public async Task Warnings_OfPython_Arrive()
    {
        await using TestHost host = await TestHost.WithAsync("logs", "warns");

        host["warns"].Detect(new double[1]);

        Assert.That(host.Records.WaitForPython(1).Select(each => (each.Category, each.Level)), Has.All.EqualTo(("Python.py.warnings", LogLevel.Warning)));
        Assert.That(host.Records.OfPython.Select(each => each.Message), Has.Some.Contains("RuntimeWarning: a bad value"));
    }

    [Test]
    public async Task BlockedSink_DelaysNoCallAndDropsAreCounted()
    {
        await using TestHost host = await TestHost.WithAsync("logs", "logs_often", ("Outliers:Logging:Capacity", "100"));
        host.Records.IsOpen.Reset();

        host["logs_often"].Detect(new double[20_000]); // returns although the sink blocks

        Assert.That(host.Records.OfPython, Is.Empty);
        host.Records.IsOpen.Set();
        Assert.That(Counters.WaitUntil(() => host.Records.All.Any(each => each.Message.Contains("were dropped", StringComparison.Ordinal))));
        await host.StopAsync();
        long dropped = host.Records.All.Where(each => each.Message.Contains("were dropped", StringComparison.Ordinal))
            .Sum(each => long.Parse(each.Message.Split(' ')[0], null));
        Assert.That(dropped + host.Records.OfPython.Count, Is.EqualTo(20_000));
        Assert.That(host.Records.OfPython[0].Message, Is.EqualTo("record 0"));
    }

    [Test]
    public async Task Stop_OfTheHost_DeliversTheLastRecordsAndLetsPythonsLoggingGo()
    {
        TestHost host = await TestHost.WithAsync("logs", "logs_often");
        host["logs_often"].Detect(new double[3000]);

        await host.DisposeAsync();

        Assert.That(host.Records.OfPython.Count, Is.EqualTo(3000));
        await using TestHost next = await TestHost.WithAsync("logs", "logs", ("Outliers:Logging:Level", "None"));
        next["logs"].Detect(new double[1]);
        Assert.That(host.Records.OfPython.Count, Is.EqualTo(3000));
    }

    private static async Task<ActivityTraceId> TracedCallAsync(TestHost host, bool isAsync)
    {
        using Activity request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        _ = isAsync ? await host["logs"].DetectAsync(new double[3]) : host["logs"].Detect(new double[3]);
        return request.TraceId;
    }
}
