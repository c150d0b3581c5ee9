using System.Collections;
using System.Globalization;
using System.Text;
using OutliersNative.Interop;

namespace OutliersNative.Calls;

/// <summary>Keyword arguments, as <c>glue_bind</c> takes them: values as JSON, in ASCII, and arrays beside it.</summary>
internal sealed unsafe class Keywords
{
    private const int DepthMost = 64;

    private const string Expected =
        "expected double, float, an integer, bool, string, null, an array of them with one dimension, or of numbers with two, or lists and dictionaries of these with strings as keys";

    private readonly StringBuilder _json = new();
    private readonly List<(Array Array, int Dtype)> _arrays = [];
    private readonly bool _copiesArrays;

    /// <param name="keywords">The names and values.</param>
    /// <param name="copiesArrays">Whether later changes of arrays have no effect; otherwise bind at once.</param>
    public Keywords(IReadOnlyDictionary<string, object?> keywords, bool copiesArrays)
    {
        ArgumentNullException.ThrowIfNull(keywords);
        _copiesArrays = copiesArrays;
        if (keywords.Count > Glue.GLUE_KEYWORDS_MOST)
        {
            throw new ArgumentException($"There are {keywords.Count} keyword arguments; expected at most {Glue.GLUE_KEYWORDS_MOST}.", nameof(keywords));
        }
        AppendItems(keywords.Select(item => (item.Key, item.Value)), null, 0);
    }

    /// <summary>Whether calls with these keyword arguments may be made together. Arrays are not compared: it is only known of those in
    /// the same instance.</summary>
    public static bool AreSame(Keywords? one, Keywords? other) =>
        one == other || (one is { _arrays.Count: 0 } && other is { _arrays.Count: 0 } && one._json.Equals(other._json));

    /// <summary>The function, with these keyword arguments in each call; they are copied. Waits for the GIL.</summary>
    /// <param name="function">The function.</param>
    /// <param name="name">The function's name, for messages.</param>
    /// <param name="limit">When to give up; null for never.</param>
    public FunctionHandle BindTo(FunctionHandle function, string name, CallLimit? limit = null)
    {
        var inputs = new glue_ndarray[_arrays.Count];
        long[] dimensions = new long[2 * inputs.Length];
        var pins = new List<HandlePin>(inputs.Length);
        try
        {
            fixed (byte* json = Utf8.Bytes(_json.ToString()))
            fixed (glue_ndarray* arrays = inputs)
            fixed (long* shapes = dimensions)
            {
                foreach ((Array array, int dtype) in _arrays)
                {
                    long* shape = shapes + 2 * pins.Count;
                    shape[0] = array.GetLength(0);
                    shape[1] = array.Rank == 2 ? array.GetLength(1) : 0;
                    var pin = new HandlePin(array);
                    arrays[pins.Count] = new glue_ndarray { data = pin.Values, shape = shape, ndim = array.Rank, dtype = dtype };
                    pins.Add(pin);
                }
                glue_error error;
                int status = Native.glue_bind(function, json, arrays, inputs.Length, CallLimit.PointerOf(limit), out FunctionHandle bound, &error);
                if (status == Glue.GLUE_E_LIMIT)
                {
                    throw limit!.ToException(name, NativeError.InterruptedCode(&error, name));
                }
                NativeError.ThrowIfFailed(status, &error, name);
                return bound;
            }
        }
        finally
        {
            pins.ForEach(pin => pin.Release());
        }
    }

    private void AppendItems(IEnumerable<(string Name, object? Value)> items, string? keyword, int depth)
    {
        _json.Append('{');
        int count = 0;
        foreach ((string name, object? value) in items)
        {
            _json.Append(count++ == 0 ? "" : ",");
            AppendText(name);
            _json.Append(':');
            AppendValue(value, keyword ?? name, depth);
        }
        _json.Append('}');
    }

    private void AppendValue(object? value, string keyword, int depth)
    {
        if (depth > DepthMost)
        {
            throw new ArgumentException($"The keyword argument '{keyword}' is nested too deeply: expected at most {DepthMost} lists and dictionaries in each other.");
        }
        switch (value)
        {
            case null: _json.Append("null"); break;
            case bool flag: _json.Append(flag ? "true" : "false"); break;
            case string text: AppendText(text); break;
            case double number: AppendNumber(number); break;
            case float number: AppendNumber(number); break;
            case Half number: AppendNumber((double)number); break;
            case long or ulong or int or uint or short or ushort or sbyte or byte:
                _json.Append(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            case Array array when TryAddArray(array): _json.Append(CultureInfo.InvariantCulture, $"{{\"array\":{_arrays.Count - 1}}}"); break;
            case IEnumerable<KeyValuePair<string, object?>> items:
                AppendDictionary(items.Select(item => (item.Key, item.Value)), keyword, depth);
                break;
            case IDictionary items: AppendDictionary(ItemsOf(items, keyword), keyword, depth); break;
            case Array { Rank: > 1 }: throw Unsupported(keyword, value); // not flattened
            case IEnumerable items: AppendList(items, keyword, depth); break;
            default: throw Unsupported(keyword, value);
        }
    }

    private void AppendDictionary(IEnumerable<(string Name, object? Value)> items, string keyword, int depth)
    {
        _json.Append("{\"dict\":");
        AppendItems(items, keyword, depth + 1);
        _json.Append('}');
    }

    private void AppendList(IEnumerable items, string keyword, int depth)
    {
        _json.Append('[');
        int count = 0;
        foreach (object? item in items)
        {
            _json.Append(count++ == 0 ? "" : ",");
            AppendValue(item, keyword, depth + 1);
        }
        _json.Append(']');
    }

    private static IEnumerable<(string Name, object? Value)> ItemsOf(IDictionary items, string keyword)
    {
        foreach (DictionaryEntry item in items)
        {
            yield return (item.Key as string ?? throw Unsupported(keyword, item.Key), item.Value);
        }
    }

    /// <summary>Without a decimal point or an exponent, Python would read an integer.</summary>
    private void AppendNumber(double number)
    {
        if (!double.IsFinite(number))
        {
            _json.Append(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
            return;
        }
        string text = number.ToString("R", CultureInfo.InvariantCulture);
        _json.Append(text).Append(text.AsSpan().IndexOfAny('.', 'E') < 0 ? ".0" : "");
    }

    /// <summary>Also half of a surrogate pair arrives as it is.</summary>
    private void AppendText(string text)
    {
        _json.Append('"');
        foreach (char unit in text)
        {
            _ = unit is >= ' ' and < '\x7f' and not '"' and not '\\'
                ? _json.Append(unit)
                : _json.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        }
        _json.Append('"');
    }

    private bool TryAddArray(Array array)
    {
        if (array.Rank > 2)
        {
            return false;
        }
        // By element type: to the runtime, a ulong[] is a long[] too.
        Type element = array.GetType().GetElementType()!;
        int dtype = ElementType.Of(element);
        if (dtype != 0)
        {
            _arrays.Add((_copiesArrays ? (Array)array.Clone() : array, dtype));
        }
        return dtype != 0;
    }

    private static ArgumentException Unsupported(string keyword, object value) =>
        new($"The keyword argument '{keyword}' is or holds a {value.GetType()}; {Expected}.");
}
