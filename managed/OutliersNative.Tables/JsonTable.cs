using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OutliersNative.Tables;

/// <summary>JSON: an array of numbers, of arrays or of objects, an object of arrays, or one of these values on each line.</summary>
internal sealed class JsonTable : TextTable
{
    private const int Sample = 500;
    private const long Pause = -1; // instead of the number of a row: the next one has not come yet

    private readonly IEnumerator<(JsonElement Row, long Number)> _rows;
    private readonly Queue<(JsonElement Row, long Number)> _sample = new();
    private readonly Dictionary<string, int> _names = [];
    private readonly bool _isLines;
    private byte[][] _fields = [];
    private bool[] _isText = []; // which fields are strings
    private (string Name, long Number)? _firstIgnored;
    private long _number;

    public JsonTable(InputFile file, ReadOptions options)
        : base(file.Name, options)
    {
        (Stream text, byte[] head, bool isWhole, _) = TextEncoding.ToUtf8(file, options);
        _isLines = IsLines(head, isWhole);
        if (options.Follow && !_isLines)
        {
            throw new UserError($"{Name} holds one JSON value; --follow takes CSV, TSV or JSON lines.");
        }
        _rows = (options.Follow ? ReadFollowed(new FollowedText(text, file)) : _isLines ? ReadLines(text) : ReadWhole(text)).GetEnumerator();
        var rows = new List<string[]>();
        while (_sample.Count < Sample && _sample.LastOrDefault().Number != Pause && _rows.MoveNext())
        {
            _sample.Enqueue(_rows.Current);
        }
        JsonElement[] first = [.. _sample.Where(each => each.Number != Pause).Select(each => each.Row)];
        if (first.Length == 0)
        {
            throw new UserError($"{Name} is empty; expected numbers or objects.");
        }
        foreach (JsonElement row in first)
        {
            Flatten(row, "", (name, _) => _names.TryAdd(name, _names.Count));
        }
        foreach ((JsonElement row, long number) in _sample.Where(each => each.Number != Pause))
        {
            SetFields(row, number);
            rows.Add([.. _fields.Select((field, at) => _isText[at] ? WithoutMarks(Encoding.UTF8.GetString(field)) : Encoding.UTF8.GetString(field))]);
        }
        Columns = Describe([.. _names.Keys], rows, NumberText.Point);
    }

    public override void Dispose() => _rows.Dispose();

    /// <remarks>In one JSON value, the number of the element.</remarks>
    protected override long Line => _number;

    protected override string Place => _isLines ? base.Place : $"element {_number}";

    protected override int FieldCount => _fields.Length;

    protected override ReadOnlySpan<byte> Field(int column) => _fields[column];

    /// <remarks>JSON itself writes numbers with a point.</remarks>
    protected override NumberText NumbersOf(int column) => column < _isText.Length && _isText[column] && Options.Marks is { } marks ? marks : NumberText.Point;

    protected override void Tell()
    {
        base.Tell();
        if (_firstIgnored is { } ignored)
        {
            Options.Note($"{Name}: names that do not occur in the first {Sample} rows are ignored, the first is '{ignored.Name}', {(_isLines ? "line" : "element")} {ignored.Number}.");
        }
    }

    protected override bool Next()
    {
        HasToWait = false;
        if (!_sample.TryDequeue(out (JsonElement Row, long Number) current))
        {
            if (!_rows.MoveNext())
            {
                return false;
            }
            current = _rows.Current;
        }
        if (current.Number == Pause)
        {
            HasToWait = true;
            return false;
        }
        _number = current.Number;
        SetFields(current.Row, current.Number);
        return true;
    }

    /// <summary>A text that is a number with the marks of the options, as JSON writes numbers.</summary>
    private string WithoutMarks(string text) =>
        Options.Marks is { } marks && marks.Read(text, out double value) == NumberKind.Number ? value.ToString("R", CultureInfo.InvariantCulture) : text;

    private void SetFields(JsonElement row, long number)
    {
        string place = $"{(_isLines ? "line" : "element")} {number}";
        bool[] isSet = new bool[_names.Count];
        _isText = new bool[_names.Count];
        _fields = new byte[_names.Count][];
        Array.Fill(_fields, []);
        Flatten(row, "", (name, value) =>
        {
            if (!_names.TryGetValue(name, out int at))
            {
                _firstIgnored ??= (name, number);
                return;
            }
            if (isSet[at])
            {
                throw new UserError($"{Name}, {place}: the name '{name}' stands twice in the object; expected each name once.");
            }
            isSet[at] = true;
            _isText[at] = value.ValueKind == JsonValueKind.String;
            _fields[at] = Encoding.UTF8.GetBytes(value.ValueKind switch
            {
                JsonValueKind.String => TextOf(value, place),
                JsonValueKind.Null => "",
                _ => value.GetRawText(),
            });
        });
    }

    private string TextOf(JsonElement value, string place)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw NotUtf8(place);
        }
    }

    private UserError NotUtf8(string place) =>
        new($"{Name}, {place}: the text is not UTF-8, and the text before it is. Pass --encoding, such as --encoding latin1.");

    private static void Flatten(JsonElement value, string name, Action<string, JsonElement> field)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in value.EnumerateObject())
            {
                Flatten(property.Value, name.Length == 0 ? property.Name : $"{name}.{property.Name}", field);
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            int at = 0;
            foreach (JsonElement each in value.EnumerateArray())
            {
                Flatten(each, name.Length == 0 ? $"column {++at}" : $"{name}.{++at}", field);
            }
        }
        else
        {
            field(name.Length == 0 ? "value" : name, value);
        }
    }

    /// <summary>Whether the first line is a value, and something follows.</summary>
    private static bool IsLines(byte[] head, bool isWhole)
    {
        int end = head.AsSpan().IndexOf((byte)'\n');
        bool isFirstLine = end >= 0 && (!isWhole || !head.AsSpan(end).Trim(" \t\r\n"u8).IsEmpty);
        if (!isFirstLine)
        {
            return head.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("{"u8) && isWhole && IsFlatObject(head);
        }
        return IsValue(head.AsMemory(0, end), out _);
    }

    private static bool IsFlatObject(byte[] head) =>
        IsValue(head, out JsonElement value) && value.EnumerateObject().All(property => property.Value.ValueKind is not JsonValueKind.Array);

    private static bool IsValue(ReadOnlyMemory<byte> text, out JsonElement value)
    {
        value = default;
        try
        {
            value = JsonDocument.Parse(text).RootElement;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private IEnumerable<(JsonElement Row, long Number)> ReadLines(Stream text)
    {
        using var reader = new StreamReader(text, new UTF8Encoding(false, throwOnInvalidBytes: true));
        for (long line = 1; ReadLine(line) is { } each; line++)
        {
            if (!string.IsNullOrWhiteSpace(each))
            {
                yield return (Parse(Encoding.UTF8.GetBytes(each), line), line);
            }
        }

        string? ReadLine(long line)
        {
            try
            {
                return reader.ReadLine();
            }
            catch (DecoderFallbackException)
            {
                throw NotUtf8($"after line {line - 1}");
            }
        }
    }

    private IEnumerable<(JsonElement Row, long Number)> ReadFollowed(FollowedText text)
    {
        long line = 0;
        for (ReadOnlyMemory<byte> lines = text.Next(); !lines.IsEmpty; lines = text.Next())
        {
            while (!lines.IsEmpty)
            {
                line++;
                int end = lines.Span.IndexOf((byte)'\n');
                ReadOnlyMemory<byte> each = end < 0 ? lines : lines[..end];
                lines = end < 0 ? default : lines[(end + 1)..];
                if (!each.Span.Trim(" \t\r"u8).IsEmpty)
                {
                    yield return (Parse(each, line), line);
                }
            }
            yield return (default, Pause);
        }
    }

    private IEnumerable<(JsonElement Row, long Number)> ReadWhole(Stream text)
    {
        using var memory = new MemoryStream();
        text.CopyTo(memory);
        JsonElement root = Parse(memory.GetBuffer().AsMemory(0, (int)memory.Length), 1);
        if (root.ValueKind == JsonValueKind.Object)
        {
            JsonProperty[] arrays = [.. root.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Array)];
            bool isWrapped = arrays.Length == 1 && arrays[0].Value.GetArrayLength() > 0 && arrays[0].Value[0].ValueKind == JsonValueKind.Object;
            if (!isWrapped)
            {
                return Transpose(arrays);
            }
            root = arrays[0].Value;
        }
        if (root.ValueKind != JsonValueKind.Array)
        {
            throw new UserError($"{Name} holds a single value; expected an array of numbers or objects, or one on each line.");
        }
        return root.EnumerateArray().Select((row, at) => (row, at + 1L));
    }

    /// <summary>Rows of an object of arrays.</summary>
    private IEnumerable<(JsonElement Row, long Number)> Transpose(JsonProperty[] arrays)
    {
        if (arrays.GroupBy(array => array.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new UserError($"{Name}: the name '{twice.Key}' stands twice in the object; expected each name once.");
        }
        int[] lengths = [.. arrays.Select(array => array.Value.GetArrayLength())];
        if (lengths.Length == 0)
        {
            throw new UserError($"{Name} holds an object without arrays; expected an array of numbers or objects, or an object of arrays.");
        }
        if (lengths.Distinct().Count() > 1)
        {
            throw new UserError($"{Name} holds arrays of different lengths ({string.Join(", ", arrays.Zip(lengths, (array, length) => $"'{array.Name}' {length}"))}); expected one length.");
        }
        JsonElement[][] columns = [.. arrays.Select(array => array.Value.EnumerateArray().ToArray())];
        for (int i = 0; i < lengths[0]; i++)
        {
            var row = new Dictionary<string, JsonElement>();
            for (int column = 0; column < arrays.Length; column++)
            {
                row[arrays[column].Name] = columns[column][i];
            }
            yield return (JsonSerializer.SerializeToElement(row), i + 1);
        }
    }

    private JsonElement Parse(ReadOnlyMemory<byte> text, long line)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement.Clone();
        }
        catch (JsonException e)
        {
            int end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            string what = (end < 0 ? e.Message : e.Message[..end]).TrimEnd(' ', '.');
            bool isNaN = what.StartsWith("'N'", StringComparison.Ordinal) || what.StartsWith("'I'", StringComparison.Ordinal);
            throw new UserError($"{Name}, line {line + (e.LineNumber ?? 0)}, byte {e.BytePositionInLine + 1}: no valid JSON: {what}.{(isNaN ? " JSON has no NaN or Infinity: write null, and pass --nan omit." : "")}");
        }
    }
}
