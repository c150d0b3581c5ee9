using System.Globalization;

namespace OutliersNative.Bench;

/// <summary>A column's heading, the width of its cells (negative: they start at the left), and the format of its numbers.</summary>
internal sealed record Column(string Name, int Width, string Format = "");

/// <summary>One table of the report, as Markdown, each line of which is printed as soon as it is known.</summary>
internal sealed class Table
{
    private readonly Column[] _columns;
    private readonly List<object?[]> _rows = [];

    public Table(string name, string about, params Column[] columns)
    {
        Name = name;
        About = about;
        _columns = columns;
        Console.WriteLine($"\n{name}: {about}\n\n{Head}");
    }

    public string Name { get; }

    public string About { get; }

    /// <summary>Each row by the names of the columns, for the report as data.</summary>
    public IEnumerable<Dictionary<string, object?>> Rows =>
        _rows.Select(row => _columns.Zip(row).ToDictionary(cell => cell.First.Name, cell => cell.Second));

    public string Markdown => string.Join('\n', [Head, .. _rows.Select(Line)]);

    private string Head => Line([.. _columns.Select(column => column.Name)]) + '\n'
        + $"| {string.Join(" | ", _columns.Select(column => new string('-', Math.Abs(column.Width) - 1) + (column.Width < 0 ? '-' : ':')))} |";

    public void Add(params object?[] row)
    {
        _rows.Add(row);
        Console.WriteLine(Line(row));
    }

    private string Line(object?[] row) => $"| {string.Join(" | ", _columns.Zip(row, Text))} |";

    private static string Text(Column column, object? value)
    {
        string text = value is IFormattable number ? number.ToString(column.Format, CultureInfo.InvariantCulture) : $"{value}";
        return column.Width < 0 ? text.PadRight(-column.Width) : text.PadLeft(column.Width);
    }
}
