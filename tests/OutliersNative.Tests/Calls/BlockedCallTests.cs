using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Calls;

/// <summary>A call that blocks, holding the GIL or not, does not hold up what does not depend on it.</summary>
public sealed class BlockedCallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private const int EnoughStackForPython = 16 << 20; // with less, the call would run on a thread of the native library

    [Test]
    public void Detect_WhileAnotherCallBlocksInIO_Continues()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        double[] data = [((IPEndPoint)listener.LocalEndpoint).Port, 0, 0, 0];
        using var waits = new Outliers("uses", "waits_for_socket");
        using var outliers = new Outliers("good_results", "positions");
        long[] blocked = [];
        var first = new Thread(() => blocked = waits.Detect(data));

        first.Start();
        using TcpClient connection = listener.AcceptTcpClient();
        long[][] others = Threads.Run(4, _ => outliers.Detect(Five.Values()));
        bool wasBlocked = first.IsAlive;
        connection.GetStream().WriteByte(3);
        bool ended = first.Join(Patience);

        Assert.That(others, Is.All.EqualTo(new long[] { 1, 3 }));
        Assert.That((wasBlocked, ended), Is.EqualTo((true, true)));
        Assert.That(blocked, Is.EqualTo(new long[] { 3 }));
    }

    [Test]
    public void Dispose_WhileAnotherThreadHoldsTheGil_DoesNotWait()
    {
        var outliers = new Outliers("good_results", "positions");

        bool ended = RunsWhileGilIsHeld(outliers.Dispose);

        Assert.That(ended, Is.True);
    }

    [Test]
    public void Finalizers_WhileAnotherThreadHoldsTheGil_DoNotWait()
    {
        bool ended = RunsWhileGilIsHeld(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }, () => Forget(100));

        Assert.That(ended, Is.True);
    }

    [Test, Platform("Linux")]
    public void Thread_ThatHasCalledPython_EndsWhileAnotherThreadHoldsTheGil()
    {
        using var outliers = new Outliers("good_results", "positions");
        using var mayEnd = new ManualResetEventSlim();
        using var hasCalled = new ManualResetEventSlim();
        string? nativeThread = null;
        var thread = new Thread(() =>
        {
            outliers.Detect(Five.Values());
            nativeThread = new FileInfo("/proc/thread-self").LinkTarget; // "process/task/thread"
            hasCalled.Set();
            mayEnd.Wait(Patience);
        }, EnoughStackForPython);
        thread.Start();
        hasCalled.Wait(Patience);

        bool ended = RunsWhileGilIsHeld(() =>
        {
            mayEnd.Set();
            SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{nativeThread}"), Patience);
        });

        Assert.That(nativeThread, Does.Contain("/task/"));
        Assert.That(ended, Is.True);
    }

    /// <summary>Returns whether the action completes on another thread while this one holds the GIL.</summary>
    private static bool RunsWhileGilIsHeld(Action action, Action? before = null)
    {
        bool ended = false;
        var thread = new Thread(() => action());
        before?.Invoke();
        Callback.Run(Callback.HoldingGil, () =>
        {
            thread.Start();
            ended = thread.Join(Patience);
        });
        return ended;
    }

    private static void Forget(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _ = new Outliers("good_results", "positions");
        }
    }
}
