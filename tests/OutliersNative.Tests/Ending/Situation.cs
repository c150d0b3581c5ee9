namespace OutliersNative.Tests.Ending;

/// <summary>What goes on in a process, NumPy imported, at the moment it is told to end.</summary>
/// <param name="Name">Shown as the test's argument.</param>
/// <param name="Steps">The child's steps that bring it about.</param>
public sealed record Situation(string Name, params string[] Steps)
{
    /// <summary>Those that are ended in every way.</summary>
    public static IReadOnlyList<Situation> All { get; } =
    [
        new("nothing"),
        new("call in a Python loop", "call unfinished.loops"),
        new("call in C that holds the GIL", "call unfinished.waits_with_gil") { HoldsGil = true },
        new("queued frees", "give-back 200") { HoldsGil = true, Says = "200 queued" },
        new("kept input", "detect retains.its_input") { Says = "1 3" },
        new("daemon thread that reads its input", "detect unfinished.daemon_thread") { Says = "" },
        new("ordinary thread that reads its input", "detect unfinished.ordinary_thread") { Says = "" },
    ];

    /// <summary>Those of the threads and collections that come and go around calls; ended by return and by Environment.Exit.</summary>
    public static IReadOnlyList<Situation> Rare { get; } =
    [
        new("call in Python that gave up the GIL", "call unfinished.waits"),
        new("call on a small stack", "call-on-small-stack unfinished.loops"),
        new("call in a callback into .NET", "call-and-block calls_back.without_gil"),
        new("call in a callback that holds the GIL", "call-and-block calls_back.holding_gil"),
        new("Python thread in a callback into .NET", "call-and-block calls_back.on_python_thread"),
        new("threads that ended and left their states", "end-threads 20"),
        new("service thread in gc.collect", "keep-cycle unfinished.collects") { Says = "unfinished.collects returned " },
        new("forked copy", "detect forks.outlives_parent") { Says = "", Wait = TimeSpan.FromSeconds(1) },
    ];

    /// <summary>How long .NET itself waits: for its pipe, while a copy of the process has it too.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Whether nobody can call Python.</summary>
    public bool HoldsGil { get; init; }

    /// <summary>The line that the last step prints; null for none.</summary>
    public string? Says { get; init; }

    public override string ToString() => Name;
}
