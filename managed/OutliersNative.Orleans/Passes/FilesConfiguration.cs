using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OutliersNative.Hosting;

namespace OutliersNative.Orleans.Passes;

/// <summary>Reads the settings of files from the configuration of a silo.</summary>
internal static class FilesConfiguration
{
    public const string Path = $"{OutliersOptions.Section}:Files";

    public static void Read(OutlierFilesOptions options, IConfiguration? configuration) => configuration?.GetSection(Path).Bind(options);
}

/// <summary>Checks the settings when the silo starts.</summary>
internal sealed class FilesOptionsValidator(IConfiguration? configuration = null) : IValidateOptions<OutlierFilesOptions>
{
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(365);

    private static readonly string[] Keys = [.. typeof(OutlierFilesOptions).GetProperties().Select(property => property.Name)];

    public ValidateOptionsResult Validate(string? name, OutlierFilesOptions options)
    {
        List<string> failures = [.. configuration?.GetSection(FilesConfiguration.Path).GetChildren()
            .Where(child => !Keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => $"{child.Path}: there is no such setting; expected one of {string.Join(", ", Keys)}") ?? []];
        Check(options.Workers is >= 1 and <= 1024, nameof(options.Workers), options.Workers, "1 to 1024");
        Check(options.PartSize >= 1 << 10, nameof(options.PartSize), options.PartSize, "1024 bytes or more");
        Check(options.MaxAttempts is >= 1 and <= 100, nameof(options.MaxAttempts), options.MaxAttempts, "1 to 100");
        CheckTime(100, nameof(options.LeaseTime), options.LeaseTime);
        CheckTime(1, nameof(options.Timeout), options.Timeout);
        CheckTime(0, nameof(options.KeepFor), options.KeepFor);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void CheckTime(int least, string key, TimeSpan value) => Check(
            value >= TimeSpan.FromMilliseconds(least) && value <= LongestTime, key, value, $"{least} ms to {LongestTime.TotalDays} days, such as 00:00:30");

        void Check(bool isValid, string key, object value, string expected)
        {
            if (!isValid)
            {
                failures.Add(FormattableString.Invariant($"{FilesConfiguration.Path}:{key} is '{value}': expected {expected}"));
            }
        }
    }
}
