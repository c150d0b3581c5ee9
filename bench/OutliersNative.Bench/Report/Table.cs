using System.Globalization;
using System.Text.Json.Serialization;

namespace OutliersNative.Bench;

/// <summary>One table of the report, as Markdown. Each line is printed as soon as it is known.</summary>
internal sealed class Table
{
    // Columns of the tables that BenchmarkDotNet measures.
    public const string Benchmark = "benchmark";
    public const string Median = "median us";
    public const string Allocated = "allocated B";

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

    /// <summary>Each row by the names of its columns.</summary>
    public IEnumerable<Dictionary<string, object?>> Rows =>
        _rows.Select(row => _columns.Zip(row).ToDictionary(cell => cell.First.Name, cell => cell.Second));

    [JsonIgnore]
    public string Markdown => string.Join('\n', [Head, .. _rows.Select(Line)]);

    private string Head => Line([.. _columns.Select(column => column.Name)]) + $"\n| {string.Join(" | ", _columns.Select(column => column.Rule))} |";

    /// <summary>Adds a row; cells that are not given are empty.</summary>
    public void Add(params object?[] row)
    {
        Array.Resize(ref row, _columns.Length);
        _rows.Add(row);
        Console.WriteLine(Line(row));
    }

    /// <summary>The number in that column of the first row that has all these cells; NaN if there is none.</summary>
    public double Find(string column, params object[] cells)
    {
        object? number = Rows.FirstOrDefault(row => cells.All(row.Values.Contains))?.GetValueOrDefault(column);
        return number is null ? double.NaN : Convert.ToDouble(number, CultureInfo.InvariantCulture);
    }

    private string Line(object?[] row) => $"| {string.Join(" | ", _columns.Zip(row, (column, value) => column.Text(value)))} |";
}

/// <summary>The heading of a column, the width of its cells (negative: aligned left), and the format of its numbers.</summary>
internal sealed record Column(string Name, int Width, string Format = "")
{
    /// <summary>The format for times from nanoseconds to seconds: four significant digits.</summary>
    public const string FourDigits = "four digits";

    public string Rule => new string('-', Math.Abs(Width) - 1) + (Width < 0 ? '-' : ':');

    public string Text(object? value)
    {
        string text = value switch
        {
            double number when Format == FourDigits => number.ToString($"N{Decimals(number)}", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(Format, CultureInfo.InvariantCulture),
            _ => $"{value}",
        };
        return Width < 0 ? text.PadRight(-Width) : text.PadLeft(Width);
    }

    private static int Decimals(double number) => number > 0 ? Math.Clamp(3 - (int)Math.Floor(Math.Log10(number)), 0, 4) : 0;
}
