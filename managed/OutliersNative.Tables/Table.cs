using System.Numerics;

namespace OutliersNative.Tables;

internal enum ColumnKind
{
    Number,
    Time,

    /// <summary>Counts the rows: 0, 1, 2, or 1, 2, 3.</summary>
    Counter,

    Text,
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Dates">The order of day and month in its dates.</param>
internal sealed record Column(string Name, ColumnKind Kind, DateOrder Dates = DateOrder.Any);

/// <summary>The columns that are read.</summary>
/// <param name="Values">The columns of values, counted from 0.</param>
/// <param name="Names">What the output calls them: different columns have different names.</param>
/// <param name="Time">The column of times; -1 if there is none.</param>
/// <param name="By">The column that names the group; -1 if there is none.</param>
/// <param name="Dates">The order of day and month in the times.</param>
internal sealed record Selection(int[] Values, string[] Names, int Time, int By, DateOrder Dates);

/// <summary>A file of rows and columns.</summary>
internal abstract class Table(string name, ReadOptions options) : IDisposable
{
    /// <summary>2^53. A double holds all integers up to it.</summary>
    private const double MostExact = 9007199254740992;

    /// <summary>What messages call it: the path as the user gave it.</summary>
    public string Name { get; } = name;

    public IReadOnlyList<Column> Columns { get; protected set; } = [];

    /// <summary>What was not read as it stands in the file, of the rows that were read.</summary>
    public ReadingCounts Counts { get; } = new();

    protected ReadOptions Options { get; } = options;

    /// <summary>Where the current row is, as messages name it.</summary>
    protected abstract string Place { get; }

    /// <summary>Reads the next rows.</summary>
    /// <param name="into">Receives them.</param>
    /// <param name="most">The largest number of rows to add.</param>
    /// <returns>Whether there may be more.</returns>
    public abstract bool Read(Rows into, int most);

    /// <summary>A column that lies in memory as it is needed; null if it has to be read.</summary>
    public virtual ReadOnlyMemory<double>? InPlace(int column) => null;

    public abstract void Dispose();

    /// <summary>Where a field of the current row is, as messages name it.</summary>
    protected string PlaceOf(int column) => $"{Name}, {Place}, column {column + 1} '{Columns[column].Name}'";

    /// <summary>Stores a value of the current row that is no text.</summary>
    /// <returns>Whether the row is one that is kept.</returns>
    protected bool Set(Rows into, int row, int selected, double value)
    {
        if (double.IsFinite(value))
        {
            into.Set(row, selected, value);
            return true;
        }
        if (Options.OmitMissing)
        {
            AddOmitted();
            return true;
        }
        string shown = double.IsNaN(value) ? "the value is null or NaN" : value > 0 ? "the value is infinite" : "the value is minus infinity";
        Skip(into, row, $"{PlaceOf(into.Selection.Values[selected])}: {shown}; expected a finite number. Pass --nan omit to take it as a gap, or --skip-bad-rows to leave such rows out.");
        return false;
    }

    protected void AddOmitted() => Counts.Omitted++;

    /// <summary>Leaves a row out, or throws why it cannot be read.</summary>
    protected void Skip(Rows into, int row, string why)
    {
        if (!Options.SkipBadRows)
        {
            throw new UserError(why);
        }
        Counts.Skipped++;
        into.Skipped.Add(row);
        for (int each = 0; each < into.Selection.Values.Length; each++)
        {
            into.Set(row, each, double.NaN); // also those that were read before the bad field
        }
    }

    protected static bool MayBeRounded(double value) => Math.Abs(value) >= MostExact && double.IsFinite(value);

    /// <summary>Counts an integer of the current row, if the value is not exactly it.</summary>
    protected void CheckRounding(BigInteger integer, double value)
    {
        if (new BigInteger(value) != integer && Counts.Rounded++ == 0)
        {
            Counts.FirstRounded = $"{integer}, {Place}";
        }
    }

    /// <summary>Says on stderr what was not read as it stands in the file.</summary>
    protected virtual void Tell() => Counts.Tell(Name, Options.Note);
}
