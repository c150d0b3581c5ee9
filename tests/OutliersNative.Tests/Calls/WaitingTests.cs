using System.Diagnostics;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>Callers that wait for each other: none starves. Waiting times are checked in the long form only.</summary>
[Category(Length.Category)]
public sealed class WaitingTests
{
    [TestCase("uses", "python_loop")]
    [TestCase("outliers", "detect")]
    public void Detect_WhileAnotherThreadNeverPauses_IsServed(string module, string function)
    {
        using var outliers = new Outliers(module, function);
        using var isBusy = new ManualResetEventSlim();
        bool enough = false;
        double[] data = new double[1000];
        var busy = new Thread(() =>
        {
            while (!Volatile.Read(ref enough))
            {
                outliers.Detect(data);
                isBusy.Set();
            }
        });

        busy.Start();
        isBusy.Wait();
        double[] milliseconds = Calls(outliers, data, Length.Of(50, 5_000));
        Volatile.Write(ref enough, true);
        bool ended = busy.Join(TimeSpan.FromSeconds(10));

        Report(milliseconds);
        Assert.That(ended, Is.True);
        Assert.That(Percentile99(milliseconds), Is.LessThan(Length.Of(5_000, 10)));
    }

    [TestCase(8)]
    public void Detect_FromManyThreadsThatNeverPause_ServesAllAlike(int callers)
    {
        using var outliers = new Outliers("uses", "python_loop");
        using var together = new Barrier(callers);
        double[] data = new double[1000];
        int calls = Length.Of(300, 10_000);
        double[][] milliseconds = new double[callers][];
        Thread[] threads = [.. Enumerable.Range(0, callers).Select(index => new Thread(() =>
        {
            together.SignalAndWait();
            milliseconds[index] = Calls(outliers, data, calls);
        }))];

        Array.ForEach(threads, thread => thread.Start());
        bool ended = threads.All(thread => thread.Join(TimeSpan.FromMinutes(5)));

        Assert.That(ended, Is.True);
        double[] all = [.. milliseconds.SelectMany(own => own)];
        Report(all);
        Assert.That(Percentile99(all), Is.LessThan(Length.Of(5_000, 50)));
        double[] sums = [.. milliseconds.Select(own => own.Sum())];
        Assert.That(sums.Max(), Is.LessThan(4 * sums.Min()), "one caller waited for the others to end");
    }

    private static double[] Calls(Outliers outliers, double[] data, int count)
    {
        double[] milliseconds = new double[count];
        for (int call = 0; call < count; call++)
        {
            long began = Stopwatch.GetTimestamp();
            outliers.Detect(data);
            milliseconds[call] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }
        return milliseconds;
    }

    private static void Report(double[] milliseconds)
    {
        Array.Sort(milliseconds);
        TestContext.Out.WriteLine(
            $"{milliseconds.Length:N0} calls: median {milliseconds[milliseconds.Length / 2]:F2} ms, "
            + $"99th percentile {Percentile99(milliseconds):F2} ms, largest {milliseconds[^1]:F2} ms");
    }

    private static double Percentile99(double[] milliseconds)
    {
        Array.Sort(milliseconds);
        return milliseconds[milliseconds.Length * 99 / 100];
    }
}
