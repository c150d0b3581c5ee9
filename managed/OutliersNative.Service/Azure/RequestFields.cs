using System.Globalization;
using System.Text.Json;

namespace OutliersNative.Service.Azure;

/// <summary>The fields of a request. Their names are compared without case, null counts as absent, and others are ignored: clients
/// of the retired service rely on all three.</summary>
internal sealed class RequestFields
{
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.OrdinalIgnoreCase);

    public RequestFields(JsonElement request)
    {
        if (request.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidRequestException(
                ErrorCodes.InvalidJsonFormat, $"The request is {Describe(request)}; expected a JSON object with the field 'series'.");
        }
        foreach (JsonProperty field in request.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.Null)
            {
                _fields[field.Name] = field.Value;
            }
        }
    }

    public JsonElement? Find(string name) => _fields.TryGetValue(name, out JsonElement value) ? value : null;

    public int? Integer(string name, int least, int most, string code)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least && number <= most
            ? number
            : throw Unexpected(code, name, value, most == int.MaxValue ? $"an integer of at least {least}" : $"an integer from {least} to {most}");
    }

    public double? Number(string name, Func<double, bool> isValid, string expected, string code)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }
        return value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && isValid(number)
            ? number
            : throw Unexpected(code, name, value, expected);
    }

    public T? Choice<T>(string name, string code)
        where T : struct, Enum
    {
        if (Find(name) is not { } value)
        {
            return null;
        }
        // A number is rejected here, as text too: Enum.TryParse takes "3".
        return value.ValueKind == JsonValueKind.String && value.GetString() is [not (>= '0' and <= '9' or '-' or '+'), ..] text
            && !text.Contains(',', StringComparison.Ordinal) && Enum.TryParse(text, ignoreCase: true, out T choice)
            ? choice
            : throw Unexpected(code, name, value, $"one of {string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName))}");
    }

    private static InvalidRequestException Unexpected(string code, string name, JsonElement value, string expected) =>
        new(code, $"The field '{name}' is {Describe(value)}; expected {expected}.");

    /// <summary>What came, short enough for a message.</summary>
    public static string Describe(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return "an object";
            case JsonValueKind.Array:
                return string.Create(CultureInfo.InvariantCulture, $"an array of {value.GetArrayLength()}");
            case JsonValueKind.Undefined:
                return "missing";
            default:
                string text = value.GetRawText();
                return text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 37), "...");
        }
    }
}
