using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OutliersNative.Tests.Child;

/// <summary>Steps that show what .NET makes of signals.</summary>
internal static class SignalSteps
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Sends this process what Ctrl-C sends; answers whether a registration still gets it.</summary>
    public static string Interrupt()
    {
        using var arrived = new ManualResetEventSlim();
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            arrived.Set();
        });
        return SendInterrupt(arrived);
    }

    /// <summary>As Interrupt, for Console.CancelKeyPress.</summary>
    public static string PressCtrlC()
    {
        using var arrived = new ManualResetEventSlim();
        ConsoleCancelEventHandler handler = (_, press) =>
        {
            press.Cancel = true;
            arrived.Set();
        };
        Console.CancelKeyPress += handler;
        string answer = SendInterrupt(arrived);
        Console.CancelKeyPress -= handler;
        return answer;
    }

    /// <summary>Which signals this process blocks, ignores and catches. What .NET takes for starting processes it has taken by then.</summary>
    public static string Masks()
    {
        Run("/bin/true");
        return string.Join(' ', File.ReadLines("/proc/self/status").Where(line => line.Split(':')[0] is "SigBlk" or "SigIgn" or "SigCgt"));
    }

    /// <summary>SIGPIPE would end the process, if anybody had given it back its default.</summary>
    public static string WriteToClosedPipe()
    {
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle).Dispose();
        writer.WriteByte(1);
        return "written";
    }

    public static string DereferenceNull()
    {
        try
        {
            return $"{LengthOf(null!)}";
        }
        catch (NullReferenceException)
        {
            return "caught";
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // else the compiler might see the null
    private static int LengthOf(string text) => text.Length;

    private static string SendInterrupt(ManualResetEventSlim arrived)
    {
        int kill = Run("/bin/kill", "-INT", $"{Environment.ProcessId}");
        return arrived.Wait(Patience) ? "interrupted" : $"nothing arrived, and kill ended with {kill}";
    }

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
