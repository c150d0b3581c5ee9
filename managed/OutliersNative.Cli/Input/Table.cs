namespace OutliersNative.Cli.Input;

internal enum ColumnKind
{
    Number,
    Time,

    /// <summary>Counts the rows: 0, 1, 2, or 1, 2, 3.</summary>
    Counter,

    Text,
}

/// <summary>A column of a table.</summary>
internal sealed record Column(string Name, ColumnKind Kind);

/// <summary>The columns that are read.</summary>
/// <param name="Values">The columns of values, counted from 0.</param>
/// <param name="Time">The column of times; -1 if there is none.</param>
/// <param name="By">The column that names the group; -1 if there is none.</param>
internal sealed record Selection(int[] Values, int Time, int By);

/// <summary>A file of rows and columns.</summary>
internal abstract class Table(string name) : IDisposable
{
    /// <summary>What messages call it: the path as the user gave it.</summary>
    public string Name { get; } = name;

    public IReadOnlyList<Column> Columns { get; protected set; } = [];

    /// <summary>Reads the next rows.</summary>
    /// <param name="into">Receives them.</param>
    /// <param name="most">The largest number of rows to add.</param>
    /// <returns>Whether there may be more.</returns>
    public abstract bool Read(Rows into, int most);

    /// <summary>A column that lies in memory as it is needed; null if it has to be read.</summary>
    public virtual ReadOnlyMemory<double>? InPlace(int column) => null;

    public abstract void Dispose();
}
