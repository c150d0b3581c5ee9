namespace OutliersNative.Tests.Child;

/// <summary>Steps that have Python called, or what is held of it given back, while the process ends.</summary>
internal static class HandlerSteps
{
    public static string? AtExit(string what)
    {
        Action act = Handler(what);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => act();
        return null;
    }

    public static string? WhenUnhandled(string what)
    {
        Action act = Handler(what);
        AppDomain.CurrentDomain.UnhandledException += (_, _) => act();
        return null;
    }

    private static Action Handler(string what)
    {
        Outliers outliers = PythonSteps.Load("outliers.detect");
        return what switch
        {
            "detect" => () => Detect(outliers),
            "detect-once-finished" => () => DetectOnceFinished(outliers),
            "dispose" => () => Dispose(outliers),
            _ => throw new ArgumentException($"There is no handler '{what}'.", nameof(what)),
        };
    }

    private static void Detect(Outliers outliers) =>
        Console.WriteLine($"detected {outliers.Detect([0, 1, 0, 1, 0, 1, 0, 1, 100]).Single()}");

    /// <summary>While a blocked call holds the GIL, which goes on when the test says so.</summary>
    private static void DetectOnceFinished(Outliers outliers)
    {
        Console.WriteLine("waits");
        var thread = new Thread(() => ExitSteps.WhenTold(CallSteps.AskToFinish)()) { IsBackground = true };
        thread.Start();
        Detect(outliers);
    }

    private static void Dispose(Outliers outliers)
    {
        outliers.Dispose();
        Console.WriteLine("disposed");
    }
}
