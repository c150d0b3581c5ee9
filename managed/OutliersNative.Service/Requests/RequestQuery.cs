using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace OutliersNative.Service.Requests;

/// <summary>What the query of a request says.</summary>
/// <param name="Method">The detector.</param>
/// <param name="Options">Options of its calls, with the keyword arguments of the query.</param>
/// <param name="HasKeywords">Whether the query has keyword arguments.</param>
/// <param name="Column">The column of CSV; null for all.</param>
/// <param name="Rows">The number of series in a binary body; null for one that is no matrix.</param>
internal sealed record RequestQuery(Method Method, CallOptions Options, bool HasKeywords, string? Column, int? Rows);

/// <summary>Reads queries.</summary>
/// <remarks>Clients send the same query again and again, and Python takes 30 µs to prepare keyword arguments: the last ones are
/// kept.</remarks>
internal sealed class RequestQueries(MethodCatalog methods)
{
    public const string MethodName = "method", Column = "column", Rows = "rows";

    private const int MostKept = 256;

    private readonly ConcurrentDictionary<string, RequestQuery> _kept = new();

    /// <exception cref="RequestException">The query names an unknown detector or parameter, or has a bad value.</exception>
    public RequestQuery Read(QueryString query)
    {
        string text = query.Value ?? "";
        if (_kept.TryGetValue(text, out RequestQuery? known))
        {
            return known;
        }
        RequestQuery read = Parse(text);
        if (_kept.Count >= MostKept)
        {
            _kept.Clear();
        }
        return _kept.GetOrAdd(text, read);
    }

    private RequestQuery Parse(string text)
    {
        Dictionary<string, StringValues> parameters = QueryHelpers.ParseQuery(text);
        foreach ((string name, StringValues values) in parameters)
        {
            if (values is not [{ Length: > 0 }])
            {
                throw RequestException.About(name, $"The parameter {name} {(values.Count > 1 ? $"occurs {values.Count} times; expected once" : "has no value")}.");
            }
        }
        Method method = parameters.Remove(MethodName, out StringValues given) ? Find(given.ToString()) : methods.Default;
        string? column = parameters.Remove(Column, out given) ? given.ToString() : null;
        int? rows = parameters.Remove(Rows, out given) ? Count(given.ToString()) : null;
        foreach (string name in parameters.Keys.Where(name => !method.MayHave(name)))
        {
            throw RequestException.About(
                name, $"There is no parameter '{name}'. The detector {method.Name} has {string.Join(", ", method.Description!.Parameters.Select(each => each.Name))}.");
        }
        if (method.Required.FirstOrDefault(name => !parameters.ContainsKey(name)) is { } missing)
        {
            throw RequestException.About(missing, $"The detector {method.Name} needs the parameter {missing}.");
        }
        try
        {
            CallOptions options = parameters.Count == 0
                ? method.Options
                : method.OptionsWith(parameters.Select(each => KeyValuePair.Create(each.Key, ValueOf(each.Value.ToString()))));
            return new RequestQuery(method, options, parameters.Count > 0, column, rows);
        }
        catch (ArgumentException e)
        {
            throw new RequestException(e.Message); // too many keyword arguments
        }
    }

    private Method Find(string name) => methods.Find(name) ?? throw RequestException.About(
        MethodName, $"There is no detector '{name}'; expected one of {string.Join(", ", methods.All.Select(each => each.Name))}.");

    private static int Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : throw RequestException.About(Rows, $"The parameter rows is '{text}'; expected the number of series, 1 or more.");

    /// <summary>As in the configuration of a detector; null is None.</summary>
    private static object? ValueOf(string text) =>
        text == "null" ? null
        : bool.TryParse(text, out bool flag) ? flag
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer) ? integer
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
        : text;
}
