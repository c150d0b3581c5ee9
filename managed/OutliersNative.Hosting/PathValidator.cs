using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace OutliersNative.Hosting;

/// <summary>Names each failure with its path in the configuration, and finds keys that mean nothing.</summary>
/// <param name="validator">Checks the values.</param>
/// <param name="path">The configuration path of the options with a name.</param>
/// <param name="keys">The keys that may be there.</param>
/// <param name="configuration">Null if the host has none.</param>
internal sealed class PathValidator<T>(IValidateOptions<T> validator, Func<string?, string> path, string[] keys, IConfiguration? configuration)
    : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        string section = path(name);
        var failures = new List<string>();
        foreach (IConfigurationSection child in configuration?.GetSection(section).GetChildren() ?? [])
        {
            if (!keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                failures.Add($"{child.Path}: there is no such setting; expected one of {string.Join(", ", keys)}");
            }
        }
        foreach (string failure in validator.Validate(name, options).Failures ?? [])
        {
            string key = $"{section}:{failure.Split(':')[0]}"; // "Member: message"
            string value = configuration?[key] is { } text ? $" is '{text}'" : "";
            failures.Add($"{key}{value}{failure[failure.IndexOf(':', StringComparison.Ordinal)..]}");
        }
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
