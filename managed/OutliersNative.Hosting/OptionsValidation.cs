using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OutliersNative.Hosting;

[OptionsValidator]
internal sealed partial class OutliersValidator : IValidateOptions<OutliersOptions>;

[OptionsValidator]
internal sealed partial class OutlierDetectorValidator : IValidateOptions<OutlierDetectorOptions>;

[OptionsValidator]
internal sealed partial class PythonLoggingValidator : IValidateOptions<PythonLoggingOptions>;

/// <summary>Checks that what the options name is there.</summary>
internal sealed class PlaceValidator(IEnumerable<DetectorName> detectors, IConfiguration? configuration = null, IHostEnvironment? environment = null)
    : IValidateOptions<OutliersOptions>
{
    public ValidateOptionsResult Validate(string? name, OutliersOptions options)
    {
        var failures = new List<string>();
        if (options.Python is { } python && Places.IsPath(python) && !Path.Exists(Places.Full(python, environment)))
        {
            failures.Add($"Outliers:Python: {Places.Full(python, environment)} does not exist; expected an interpreter or the folder of a virtual environment");
        }
        for (int i = 0; i < options.ModulePaths.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(options.ModulePaths[i]) || !Path.Exists(Places.Full(options.ModulePaths[i], environment)))
            {
                failures.Add(
                    $"Outliers:ModulePaths:{i}: {(options.ModulePaths[i] is { Length: > 0 } path ? Places.Full(path, environment) : "the path")} "
                    + "does not exist; expected a folder that holds Python modules");
            }
        }
        string[] names = [.. detectors.Select(each => each.Name)];
        foreach (IConfigurationSection section in configuration?.GetSection($"{OutliersOptions.Section}:Detectors").GetChildren() ?? [])
        {
            if (!names.Contains(section.Key, StringComparer.OrdinalIgnoreCase))
            {
                failures.Add(
                    $"{section.Path}: the program has no such detector; expected one of {string.Join(", ", names)}, or a call of AddDetector(\"{section.Key}\")");
            }
        }
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}

/// <summary>Paths of the options, relative to the content root.</summary>
internal static class Places
{
    public static string Full(string path, IHostEnvironment? environment) =>
        Path.GetFullPath(path, environment?.ContentRootPath ?? Environment.CurrentDirectory);

    /// <summary>False for a command's name, such as <c>python3</c>.</summary>
    public static bool IsPath(string text) => text.Contains('/', StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal);
}
