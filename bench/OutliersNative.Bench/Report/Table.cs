using System.Text.Json.Serialization;

namespace OutliersNative.Bench;

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

    /// <summary>Each row by the names of the columns.</summary>
    public IEnumerable<Dictionary<string, object?>> Rows =>
        _rows.Select(row => _columns.Zip(row).ToDictionary(cell => cell.First.Name, cell => cell.Second));

    [JsonIgnore]
    public string Markdown => string.Join('\n', [Head, .. _rows.Select(Line)]);

    private string Head => Line([.. _columns.Select(column => column.Name)]) + $"\n| {string.Join(" | ", _columns.Select(column => column.Rule))} |";

    /// <summary>A row with empty cells for what is not given.</summary>
    public void Add(params object?[] row)
    {
        Array.Resize(ref row, _columns.Length);
        _rows.Add(row);
        Console.WriteLine(Line(row));
    }

    private string Line(object?[] row) => $"| {string.Join(" | ", _columns.Zip(row, (column, value) => column.Text(value)))} |";
}
