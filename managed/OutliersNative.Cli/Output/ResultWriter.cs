using System.Globalization;
using System.Text;
using System.Text.Json;
using OutliersNative.Tables.Detection;

namespace OutliersNative.Cli.Output;

internal enum OutputFormat
{
    Table,
    Csv,
    Json,
    Jsonl,
    Positions,
}

/// <summary>The columns of the output.</summary>
internal sealed record OutputColumns(bool File, string? By, bool Column, bool Time, bool Score, bool Bounds, bool IsOutlier)
{
    public IEnumerable<string> Names
    {
        get
        {
            (bool Has, string Name)[] all =
            [
                (File, "file"), (By is not null, By ?? ""), (Column, "column"), (true, "position"), (Time, "time"), (true, "value"),
                (Score, "score"), (Bounds, "expected"), (Bounds, "lower"), (Bounds, "upper"), (IsOutlier, "outlier"),
            ];
            return all.Where(each => each.Has).Select(each => each.Name);
        }
    }
}

/// <summary>Writes the results as they come.</summary>
internal abstract class ResultWriter
{
    public static ResultWriter Make(OutputFormat format, TextWriter to, OutputColumns columns, int width) => format switch
    {
        OutputFormat.Table => new TableWriter(to, columns, width),
        OutputFormat.Csv => new CsvResultWriter(to, columns),
        OutputFormat.Json => new JsonResultWriter(to, columns, isLines: false),
        OutputFormat.Jsonl => new JsonResultWriter(to, columns, isLines: true),
        _ => new PositionWriter(to),
    };

    public virtual void Begin()
    {
    }

    public abstract void Write(in SeriesName name, in ResultRow row);

    public virtual void End()
    {
    }

    /// <summary>A number in as few digits as give it back.</summary>
    protected static string Text(double value) => double.IsNaN(value) ? "" : double.IsInfinity(value) ? (value > 0 ? "inf" : "-inf") : value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>RFC 4180, with a header.</summary>
internal sealed class CsvResultWriter(TextWriter to, OutputColumns columns) : ResultWriter
{
    private readonly StringBuilder _line = new();

    public override void Begin() => to.WriteLine(string.Join(',', columns.Names.Select(Quoted)));

    public override void Write(in SeriesName name, in ResultRow row)
    {
        _line.Clear();
        Add(columns.File, name.File);
        Add(columns.By is not null, name.Group);
        Add(columns.Column, name.Column);
        _line.Append(CultureInfo.InvariantCulture, $"{row.Position}");
        if (columns.Time)
        {
            _line.Append(',').Append(Quoted(row.Time ?? ""));
        }
        Add(row.Value);
        if (columns.Score)
        {
            Add(row.Score);
        }
        if (columns.Bounds)
        {
            Add(row.Expected);
            Add(row.Lower);
            Add(row.Upper);
        }
        if (columns.IsOutlier)
        {
            _line.Append(row.IsOutlier ? ",true" : ",false");
        }
        to.Write(_line);
        to.Write('\n');
    }

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private void Add(bool has, string? text)
    {
        if (has)
        {
            _line.Append(Quoted(text ?? "")).Append(',');
        }
    }

    private void Add(double value) => _line.Append(',').Append(Text(value));
}

/// <summary>One array of objects, or one object on each line.</summary>
internal sealed class JsonResultWriter(TextWriter to, OutputColumns columns, bool isLines) : ResultWriter
{
    private bool _isFirst = true;

    public override void Begin()
    {
        if (!isLines)
        {
            to.Write('[');
        }
    }

    public override void Write(in SeriesName name, in ResultRow row)
    {
        if (!isLines)
        {
            to.Write(_isFirst ? "\n  " : ",\n  ");
        }
        _isFirst = false;
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (columns.File)
            {
                json.WriteString("file", name.File);
            }
            if (columns.By is { } by)
            {
                json.WriteString(by, name.Group);
            }
            if (columns.Column)
            {
                json.WriteString("column", name.Column);
            }
            json.WriteNumber("position", row.Position);
            if (columns.Time)
            {
                json.WriteString("time", row.Time);
            }
            Add(json, "value", row.Value);
            if (columns.Score)
            {
                Add(json, "score", row.Score);
            }
            if (columns.Bounds)
            {
                Add(json, "expected", row.Expected);
                Add(json, "lower", row.Lower);
                Add(json, "upper", row.Upper);
            }
            if (columns.IsOutlier)
            {
                json.WriteBoolean("outlier", row.IsOutlier);
            }
            json.WriteEndObject();
        }
        to.Write(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        if (isLines)
        {
            to.Write('\n');
        }
    }

    public override void End()
    {
        if (!isLines)
        {
            to.Write(_isFirst ? "]\n" : "\n]\n");
        }
    }

    /// <summary>JSON has no NaN and no infinity: null stands for both.</summary>
    private static void Add(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}

/// <summary>A position on each line.</summary>
internal sealed class PositionWriter(TextWriter to) : ResultWriter
{
    public override void Write(in SeriesName name, in ResultRow row)
    {
        to.Write(row.Position.ToString(CultureInfo.InvariantCulture));
        to.Write('\n');
    }
}
