namespace OutliersNative.Tests.Ending;

/// <summary>A way in which a .NET process ends.</summary>
/// <param name="Name">Its name in the test's argument list.</param>
/// <param name="Step">The child's last step, which ends it.</param>
public sealed record Way(string Name, string Step)
{
    public const int Interrupt = 2;

    private const int Terminate = 15;

    /// <summary>All ways, in each of which every situation is ended.</summary>
    public static IReadOnlyList<Way> All { get; } =
    [
        new("return from Main", "end return") { RunsExit = true },
        new("Environment.Exit", "end exit") { RunsExit = true },
        new("unhandled exception", "end throw"),
        new("unhandled exception on another thread", "end throw-elsewhere"),
        new("Ctrl-C", "end wait") { Signal = Interrupt },
        new("Ctrl-C that CancelKeyPress saw", "end interrupt-observed") { Signal = Interrupt },
        new("SIGTERM", "end wait") { Signal = Terminate },
        new("SIGTERM that makes Main return", "end terminate-gracefully") { Signal = Terminate, RunsExit = true },
        new("ProcessExit handler that detects", "end return") { Handler = "at-exit detect", Says = "detected 8", RunsExit = true },
        new("ProcessExit handler that disposes", "end exit") { Handler = "at-exit dispose", Says = "disposed", RunsExit = true },
        new("UnhandledException handler that detects", "end throw") { Handler = "when-unhandled detect", Says = "detected 8" },
    ];

    /// <summary>The signal that ends it; null if a line on standard input does.</summary>
    public int? Signal { get; init; }

    /// <summary>The step that installs a handler; null for none.</summary>
    public string? Handler { get; init; }

    /// <summary>What the handler prints.</summary>
    public string? Says { get; init; }

    /// <summary>Whether it ends by C's exit(), and so runs the destructors of every native library.</summary>
    public bool RunsExit { get; init; }

    /// <summary>Whether Python is called while the process ends.</summary>
    public bool CallsPython => Handler?.EndsWith("detect", StringComparison.Ordinal) ?? false;

    public override string ToString() => Name;
}
