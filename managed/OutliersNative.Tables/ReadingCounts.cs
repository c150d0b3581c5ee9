namespace OutliersNative.Tables;

/// <summary>Counts what is not read as it stands in the file. Those of the parts of a file, added in their order, are those of
/// the file.</summary>
internal sealed record ReadingCounts
{
    /// <summary>Fields without a number that are gaps.</summary>
    public long Omitted { get; set; }

    /// <summary>Bad rows that are left out.</summary>
    public long Skipped { get; set; }

    /// <summary>Integers that are not read exactly.</summary>
    public long Rounded { get; set; }

    /// <summary>The first of them, and its place.</summary>
    public string FirstRounded { get; set; } = "";

    public LineCount Comments { get; set; }

    public LineCount BlankLines { get; set; }

    public void Add(ReadingCounts next)
    {
        FirstRounded = Rounded == 0 ? next.FirstRounded : FirstRounded;
        Omitted += next.Omitted;
        Skipped += next.Skipped;
        Rounded += next.Rounded;
        Comments = Comments.Plus(next.Comments);
        BlankLines = BlankLines.Plus(next.BlankLines);
    }

    /// <summary>Says it on stderr.</summary>
    /// <param name="name">What messages call the file.</param>
    /// <param name="note">Receives each sentence.</param>
    public void Tell(string name, Action<string> note)
    {
        if (Omitted > 0)
        {
            note($"{name}: {Omitted} {(Omitted == 1 ? "field without a number is taken as a gap" : "fields without a number are taken as gaps")}.");
        }
        if (Skipped > 0)
        {
            note($"{name}: {Skipped} bad {(Skipped == 1 ? "row is" : "rows are")} left out.");
        }
        if (Rounded > 0)
        {
            note($"{name}: {Rounded} {(Rounded == 1 ? "integer" : "integers")} beyond 2^53 rounded to the nearest double, the first {FirstRounded}.");
        }
        Comments.Tell(name, "comment", note);
        BlankLines.Tell(name, "blank", note);
    }
}

/// <summary>Counts the lines of a kind that are skipped.</summary>
/// <param name="Count">How many.</param>
/// <param name="First">The first of them, counted from 1.</param>
internal readonly record struct LineCount(long Count, long First)
{
    public LineCount Plus(LineCount next) => new(Count + next.Count, Count == 0 ? next.First : First);

    public void Tell(string name, string kind, Action<string> note)
    {
        if (Count > 0)
        {
            note(Count == 1 ? $"{name}: 1 {kind} line skipped: line {First}." : $"{name}: {Count} {kind} lines skipped, the first is line {First}.");
        }
    }
}
