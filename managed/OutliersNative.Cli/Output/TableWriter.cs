using System.Globalization;
using OutliersNative.Tables;
using OutliersNative.Tables.Detection;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace OutliersNative.Cli.Output;

/// <summary>A table for people: numbers of at most six digits, at most a hundred rows.</summary>
internal sealed class TableWriter(TextWriter to, OutputColumns columns, int width) : ResultWriter
{
    private const int Most = 100;
    private const int MostDigits = 6;
    private const int FewestDigits = 3;
    private const int Gap = 2;

    private readonly List<(SeriesName Name, ResultRow Row)> _rows = [];
    private long _left;

    public override void Write(in SeriesName name, in ResultRow row)
    {
        if (_rows.Count < Most)
        {
            _rows.Add((name, row));
        }
        else
        {
            _left++;
        }
    }

    public override void End()
    {
        if (_rows.Count == 0)
        {
            return;
        }
        (string[] names, string[][] cells, int needed) = Fit(columns);
        var left = new List<string>();
        foreach ((string what, OutputColumns narrower) in Narrower().TakeWhile(_ => needed > width))
        {
            left.Add(what);
            (names, cells, needed) = Fit(narrower);
        }
        Table table = new Table().Border(TableBorder.None);
        for (int i = 0; i < names.Length; i++)
        {
            bool isText = names[i] is "file" or "column" or "time" or "outlier" || (columns.By is { } by && names[i] == Printable.Line(by));
            var column = new TableColumn(Markup.Escape(names[i])) { NoWrap = true, Padding = new Padding(0, 0, i + 1 < names.Length ? Gap : 0, 0) };
            table.AddColumn(isText ? column : column.RightAligned());
        }
        foreach (string[] row in cells)
        {
            table.AddRow(row.Select(text => new Text(text)));
        }
        // A table wider than the terminal is printed whole: a number that is cut is a wrong number.
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new FixedWidth(to, Math.Max(width, needed + Gap)),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
        });
        console.Write(table);
        if (_left > 0)
        {
            to.WriteLine($"… and {_left} more; --format csv prints all");
        }
        if (left.Count > 0)
        {
            to.WriteLine($"… without {string.Join(", ", left)}; --format csv prints all");
        }
    }

    /// <summary>What a narrow terminal has no room for, the least important first.</summary>
    private IEnumerable<(string What, OutputColumns Columns)> Narrower()
    {
        OutputColumns narrower = columns;
        if (narrower.Bounds)
        {
            yield return ("bounds", narrower = narrower with { Bounds = false });
        }
        if (narrower.Score)
        {
            yield return ("scores", narrower with { Score = false });
        }
    }

    /// <summary>The cells with as many digits as there is room for, and the width that they need.</summary>
    private (string[] Names, string[][] Cells, int Needed) Fit(OutputColumns shown)
    {
        string[] names = [.. shown.Names.Select(Printable.Line)];
        string[][] cells = [];
        int needed = int.MaxValue;
        for (int digits = MostDigits; digits >= FewestDigits && needed > width; digits--)
        {
            cells = [.. _rows.Select(each => Cells(shown, each.Name, each.Row, digits))];
            needed = names.Select((name, at) => Gap + cells.Select(row => row[at].Length).Append(name.Length).Max()).Sum() - Gap;
        }
        return (names, cells, needed);
    }

    private static string[] Cells(OutputColumns shown, SeriesName name, ResultRow row, int digits)
    {
        (bool Has, string Text)[] all =
        [
            (shown.File, name.File), (shown.By is not null, name.Group ?? ""), (shown.Column, name.Column),
            (true, row.Position.ToString(CultureInfo.InvariantCulture)), (shown.Time, row.Time ?? ""), (true, Short(row.Value, digits)),
            (shown.Score, Short(row.Score, digits)), (shown.Bounds, Short(row.Expected, digits)), (shown.Bounds, Short(row.Lower, digits)),
            (shown.Bounds, Short(row.Upper, digits)), (shown.IsOutlier, row.IsOutlier ? "yes" : ""),
        ];
        return [.. all.Where(each => each.Has).Select(each => Printable.Line(each.Text))];
    }

    private static string Short(double value, int digits) =>
        double.IsFinite(value) ? value.ToString($"G{digits}", CultureInfo.InvariantCulture) : Text(value);

    /// <summary>A writer that is as wide as the terminal, whatever it writes to.</summary>
    private sealed class FixedWidth(TextWriter to, int width) : IAnsiConsoleOutput
    {
        public TextWriter Writer => to;

        public bool IsTerminal => false;

        public int Width => width;

        public int Height => 24;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
