namespace OutliersNative.Tests.Ending;

/// <summary>What a process with NumPy imported is doing at the moment it is told to end.</summary>
/// <param name="Name">Its name in the test's argument list.</param>
/// <param name="Steps">The child's steps that lead to it.</param>
public sealed record Situation(string Name, params string[] Steps)
{
    /// <summary>Situations that are ended in every way.</summary>
    public static IReadOnlyList<Situation> All { get; } =
    [
        new("nothing"),
        new("call in a Python loop", "call unfinished.loops"),
        new("call in C that holds the GIL", "call unfinished.waits_with_gil") { HoldsGil = true },
        new("queued frees", "give-back 200") { HoldsGil = true, Says = "200 queued" },
        new("retained input", "detect retains.its_input") { Says = "1 3" },
        new("daemon thread that reads its input", "detect unfinished.daemon_thread") { Says = "" },
        new("ordinary thread that reads its input", "detect unfinished.ordinary_thread") { Says = "" },
    ];

    /// <summary>Rarer situations, ended by return and by Environment.Exit only.</summary>
    public static IReadOnlyList<Situation> Rare { get; } =
    [
        new("call in Python that released the GIL", "call unfinished.waits"),
        new("asynchronous calls, some of them in the queue", "queue unfinished.loops"),
        new("call on a small stack", "call-on-small-stack unfinished.loops"),
        new("call in a callback into .NET", "call-and-block calls_back.without_gil"),
        new("call in a callback that holds the GIL", "call-and-block calls_back.holding_gil"),
        new("Python thread in a callback into .NET", "call-and-block calls_back.on_python_thread"),
        new("ended threads with thread states", "end-threads 20"),
        new("worker in gc.collect", "keep-cycle unfinished.collects") { Says = "unfinished.collects returned " },
        new("forked child", "detect forks.outlives_parent") { Says = "", Wait = TimeSpan.FromSeconds(1) },
    ];

    /// <summary>How long .NET itself waits: for its pipe, which a forked child holds open too.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Whether the GIL is held, so that no handler can call Python.</summary>
    public bool HoldsGil { get; init; }

    /// <summary>The line that the last step prints; null if it prints none.</summary>
    public string? Says { get; init; }

    public override string ToString() => Name;
}
