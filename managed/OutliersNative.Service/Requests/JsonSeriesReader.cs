using System.Buffers;
using System.Text.Json;

namespace OutliersNative.Service.Requests;

/// <summary>Reads series from JSON as its parts arrive: <c>[1,2]</c>, <c>{"values":[1,2]}</c>, <c>[[1,2],[3]]</c> or
/// <c>{"series":[[1,2],[3]]}</c>. null is NaN.</summary>
/// <param name="buffer">Receives the values.</param>
/// <param name="mostSeries">The number of series that there may be.</param>
internal sealed class JsonSeriesReader(SeriesBuffer buffer, int mostSeries)
{
    private const int LongestToken = 64 << 10;

    private const string Expected = """expected [1, 2, …] or {"values": […]} for one series, [[…], […]] or {"series": [[…], […]]} for several""";

    private readonly List<int> _ends = [];
    private JsonReaderState _state;
    private Place _place;
    private Place _after = Place.End; // where the outermost list leads to
    private bool _isMany;
    private bool _isStarted;

    private enum Place
    {
        Start,
        Object,
        Values,      // in a list of numbers, which may turn out to be one of lists
        OnlyValues,  // in the list of "values"
        BeforeValues,
        BeforeSeries,
        Series,      // in a list of lists
        Row,         // in a list in it
        ObjectEnd,
        End,
    }

    /// <summary>Reads what is there of the body.</summary>
    /// <returns>Up to where it was read.</returns>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="RequestException">It has no series, or too much of them.</exception>
    public SequencePosition Read(in ReadOnlySequence<byte> part, bool isLast)
    {
        ReadOnlySequence<byte> text = _isStarted ? part : WithoutMark(part);
        _isStarted |= part.Length > 0;
        var json = new Utf8JsonReader(text, isLast, _state);
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.Number && _place is (Place.Values or Place.OnlyValues or Place.Row))
            {
                AddNumber(ref json);
            }
            else
            {
                Take(ref json);
            }
        }
        if (text.Length - json.BytesConsumed > LongestToken)
        {
            // Each part would be searched for its end again, from its start.
            throw new RequestException($"The body has more than {LongestToken} bytes that are no list of numbers; {Expected}.");
        }
        _state = json.CurrentState;
        return json.Position;
    }

    /// <summary>The series, at the end of the body.</summary>
    public RequestSeries Series() => new(buffer, _isMany ? _ends : null);

    /// <summary>What the exception says about the text, without the place in it.</summary>
    public static string Reason(JsonException exception)
    {
        int place = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return place < 0 ? exception.Message : exception.Message[..place];
    }

    private static ReadOnlySequence<byte> WithoutMark(in ReadOnlySequence<byte> part)
    {
        var reader = new SequenceReader<byte>(part);
        return reader.IsNext([0xEF, 0xBB, 0xBF], advancePast: true) ? part.Slice(reader.Position) : part;
    }

    private void AddNumber(ref Utf8JsonReader json)
    {
        if (!json.HasValueSequence && ShortDecimal.TryRead(json.ValueSpan, out double value))
        {
            buffer.Add(value);
            return;
        }
        value = json.GetDouble();
        if (!double.IsFinite(value))
        {
            throw new RequestException($"{Where()} is out of the range of float64; expected a number of at most 1.8e308.");
        }
        buffer.Add(value);
    }

    private void Take(ref Utf8JsonReader json)
    {
        switch (_place, json.TokenType)
        {
            case (Place.Start, JsonTokenType.StartArray):
                _place = Place.Values;
                break;
            case (Place.Start, JsonTokenType.StartObject):
                _place = Place.Object;
                _after = Place.ObjectEnd;
                break;
            case (Place.Object, JsonTokenType.PropertyName):
                _place = PropertyName(ref json) switch
                {
                    "values" => Place.BeforeValues,
                    "series" => Place.BeforeSeries,
                    var name => throw new RequestException($"The body has the property '{name}'; {Expected}."),
                };
                break;
            case (Place.BeforeValues, JsonTokenType.StartArray):
                _place = Place.OnlyValues;
                break;
            case (Place.BeforeSeries, JsonTokenType.StartArray):
                _isMany = true;
                _place = Place.Series;
                break;
            case (Place.Values, JsonTokenType.StartArray) when buffer.Count == 0:
                _isMany = true;
                _place = Place.Row;
                break;
            case (Place.Series, JsonTokenType.StartArray):
                _place = Place.Row;
                break;
            case (Place.Values or Place.OnlyValues or Place.Row, JsonTokenType.Null):
                buffer.Add(double.NaN);
                break;
            case (Place.Row, JsonTokenType.EndArray):
                if (_ends.Count == mostSeries)
                {
                    throw RequestReader.TooManySeries(mostSeries);
                }
                _ends.Add(buffer.Count);
                _place = Place.Series;
                break;
            case (Place.Values or Place.OnlyValues or Place.Series, JsonTokenType.EndArray):
                _place = _after;
                break;
            case (Place.ObjectEnd, JsonTokenType.EndObject):
                _place = Place.End;
                break;
            case (Place.ObjectEnd, JsonTokenType.PropertyName):
                throw new RequestException($"The body has a second property, '{PropertyName(ref json)}'; {Expected}.");
            case (Place.Values or Place.OnlyValues or Place.Row, _):
                throw new RequestException($"{Where()} is {NameOf(json.TokenType)}; expected a number, or null for a value that is missing.");
            default:
                throw new RequestException($"The body has {NameOf(json.TokenType)} in the wrong place; {Expected}.");
        }
    }

    private static string PropertyName(ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException) // a lone surrogate, or bytes that are not UTF-8
        {
            throw new RequestException($"The body has a property whose name is not valid Unicode; {Expected}.");
        }
    }

    private string Where() => _place == Place.Row
        ? $"Value {buffer.Count - (_ends.Count == 0 ? 0 : _ends[^1])} of series {_ends.Count} (counted from 0)"
        : $"Value {buffer.Count} (counted from 0)";

    private static string NameOf(JsonTokenType type) => type switch
    {
        JsonTokenType.String => "a string",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.StartObject => "an object",
        _ => "an end",
    };
}
