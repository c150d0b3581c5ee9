using System.Globalization;
using System.Text.RegularExpressions;

namespace OutliersNative.Tables.Detection;

/// <summary>The detector that the user chose, and its settings.</summary>
internal sealed partial class Detector
{
    private const string Outliers = "outliers";

    private readonly HashSet<string> _accepted;

    private Detector(string module, string function, DetectorDescription? description)
    {
        Module = module;
        Function = function;
        Description = description;
        _accepted = description is null ? [] : [.. KeywordPattern().Matches(description.Signature).Select(match => match.Groups[1].Value)];
        AcceptsAll = description is null || description.Signature.Contains("**", StringComparison.Ordinal);
    }

    public string Module { get; }

    public string Function { get; }

    /// <summary>Null for an object that <see cref="Detectors.List"/> does not name, such as a method.</summary>
    public DetectorDescription? Description { get; }

    public string Name => Module == Outliers ? Function : $"{Module}:{Function}";

    public Dictionary<string, object?> Settings { get; } = [];

    private bool AcceptsAll { get; }

    /// <summary>Finds the detector. Python has been started.</summary>
    /// <param name="method">The name of a bundled detector.</param>
    /// <param name="function">module:name of another; null for none.</param>
    /// <param name="settings">key=value each.</param>
    public static Detector Choose(string method, string? function, IReadOnlyList<string> settings)
    {
        (string module, string name) = NameOf(method, function);
        return Find(module, name, SettingsOf(settings));
    }

    /// <summary>Finds the detector. Python has been started.</summary>
    public static Detector Find(string module, string function, IEnumerable<KeyValuePair<string, object?>> settings)
    {
        Detector detector = module == Outliers ? Bundled(function)
            : new Detector(module, function, Detectors.List(module).FirstOrDefault(each => each.Name == function));
        foreach ((string name, object? value) in settings)
        {
            if (!detector.AcceptsAll && !detector._accepted.Contains(name))
            {
                throw new UserError($"{detector.Name} has no setting '{name}'; it has {(detector._accepted.Count > 0 ? string.Join(", ", detector._accepted) : "none")}.");
            }
            detector.Settings[name] = value;
        }
        return detector;
    }

    /// <summary>The module and the function that the options name, without Python.</summary>
    /// <param name="method">The name of a bundled detector.</param>
    /// <param name="function">module:name of another; null for none.</param>
    public static (string Module, string Function) NameOf(string method, string? function) => function is null ? (Outliers, method) : Own(function);

    /// <summary>The keyword arguments that the options name, without Python.</summary>
    /// <param name="settings">key=value each.</param>
    public static Dictionary<string, object?> SettingsOf(IReadOnlyList<string> settings)
    {
        var found = new Dictionary<string, object?>();
        foreach (string setting in settings)
        {
            int at = setting.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
            {
                throw new UserError($"--set {setting}: expected NAME=VALUE, such as --set threshold=3.");
            }
            found[setting[..at].Trim()] = Value(setting[(at + 1)..].Trim());
        }
        return found;
    }

    public bool Accepts(string keyword) => _accepted.Contains(keyword) && !Settings.ContainsKey(keyword);

    /// <summary>Whether it judges each row by those before it, as the table is read.</summary>
    public bool IsStream(ReadOptions options) =>
        Description is { HasStream: true } && options.By is null && !Settings.ContainsKey("max_outliers");

    private static Detector Bundled(string method)
    {
        IReadOnlyList<DetectorDescription> all = Detectors.List();
        return all.FirstOrDefault(each => each.Name == method) is { } found
            ? new Detector(Outliers, method, found)
            : throw new UserError($"There is no method '{method}'; expected one of {string.Join(", ", all.Select(each => each.Name))}. For a function of your own, pass --function MODULE:NAME.");
    }

    private static (string Module, string Function) Own(string function)
    {
        string[] parts = function.Split(':');
        if (parts.Length != 2 || parts[0].Length == 0 || parts[1].Length == 0)
        {
            throw new UserError($"--function {function}: expected MODULE:NAME, such as --function mydetectors:spikes.");
        }
        if (parts[0].EndsWith(".py", StringComparison.Ordinal) || parts[0].Contains('/'))
        {
            string folder = Path.GetDirectoryName(parts[0]) is { Length: > 0 } named ? named : ".";
            throw new UserError($"--function {function}: expected the name of a module, not a file. Pass --path {folder} --function {Path.GetFileNameWithoutExtension(parts[0])}:{parts[1]}.");
        }
        return (parts[0], parts[1]);
    }

    private static object? Value(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer))
        {
            return integer;
        }
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            return number;
        }
        return text.ToUpperInvariant() switch
        {
            "TRUE" => true,
            "FALSE" => false,
            "NONE" or "NULL" => null,
            _ => text.Length >= 2 && text[0] == text[^1] && text[0] is '"' or '\'' ? text[1..^1] : text,
        };
    }

    [GeneratedRegex(@"(\w+)(?::[^,=]+)?\s*=")]
    private static partial Regex KeywordPattern();
}
