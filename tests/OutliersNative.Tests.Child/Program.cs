// A process of its own, for tests that need a fresh Python or the end of a process. Each argument is a step,
// "verb argument"; each prints what it gave, or the exception that it threw, and the next step runs.
using OutliersNative.Tests.Child;

foreach (string step in args)
{
    string[] words = step.Split(' ', 2);
    try
    {
        if (Run(words[0], words[^1]) is { } answer)
        {
            Console.WriteLine(answer);
        }
    }
    catch (Exception e) when (e is not EndException)
    {
        Console.WriteLine($"{e.GetType().Name}: {e.Message}");
    }
}

static string? Run(string verb, string argument) => verb switch
{
    "python" => PythonSteps.Choose(argument),
    "modules" => PythonSteps.AddModules(argument),
    "without-system" => PythonSteps.WithoutSystem(),
    "variable" => PythonSteps.SetVariable(argument),
    "diagnose" => PythonSteps.Diagnose(),
    "forget" => PythonSteps.Forget(),
    "start" => PythonSteps.Start(),
    "initialize" => NativeSteps.Initialize(argument),
    "start-elsewhere" => PythonSteps.StartElsewhere(),
    "start-and-list-libraries" => PythonSteps.StartAndListLibraries(),
    "current" => PythonSteps.Current(),
    "passed-over" => PythonSteps.PassedOver(),
    "detect" => PythonSteps.Detect(argument),
    "keep" => PythonSteps.Keep(argument),
    "detect-kept" => PythonSteps.DetectKept(argument),
    "tell" => PythonSteps.Tell(argument),
    "race" => PythonSteps.Race(int.Parse(argument, null)),
    "repeat" => RepeatedCalls.Repeat(argument),

    "detect-in-plug-in" => PlugInSteps.Detect(argument),

    "call" => CallSteps.Call(argument),
    "call-on-small-stack" => CallSteps.CallOnSmallStack(argument),
    "queue" => CallSteps.Queue(argument),
    "call-and-block" => CallSteps.CallAndBlock(argument),
    "multiply" => CallSteps.Multiply(int.Parse(argument, null)),
    "keep-cycle" => CallSteps.KeepCycle(argument),
    "give-back" => CallSteps.GiveBack(int.Parse(argument, null)),
    "end-threads" => CallSteps.EndThreads(int.Parse(argument, null)),
    "finish-call" => CallSteps.FinishCall(),

    "switch-off" => MetricSteps.SwitchOff(argument),
    "listen" => MetricSteps.Listen(),

    "at-exit" => HandlerSteps.AtExit(argument),
    "when-unhandled" => HandlerSteps.WhenUnhandled(argument),
    "end" => ExitSteps.End(argument),

    "interrupt" => SignalSteps.Interrupt(),
    "press-ctrl-c" => SignalSteps.PressCtrlC(),
    "signals" => SignalSteps.Masks(),
    "host" => HostSteps.Run(argument),
    "write-to-closed-pipe" => SignalSteps.WriteToClosedPipe(),
    "dereference-null" => SignalSteps.DereferenceNull(),
    _ => throw new ArgumentException($"There is no step '{verb}'.", nameof(verb)),
};
