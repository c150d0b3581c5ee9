using System.Globalization;

namespace OutliersNative.Bench;

/// <summary>Finds a figure among all tables.</summary>
internal sealed class Figures
{
    private readonly IReadOnlyList<Table> _tables;

    public Figures(IReadOnlyList<Table> tables) => _tables = tables;

    /// <summary>What that column says in the first row that has all these cells; not a number if nothing does.</summary>
    public double Find(string table, string column, params object[] cells)
    {
        object? figure = _tables.Where(one => one.Name == table).SelectMany(one => one.Rows)
            .FirstOrDefault(row => cells.All(row.Values.Contains))?.GetValueOrDefault(column);
        return figure == null ? double.NaN : Convert.ToDouble(figure, CultureInfo.InvariantCulture);
    }
}
