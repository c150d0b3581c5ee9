namespace OutliersNative.Service.Azure;

/// <summary>A request that the API rejects, with a code of the API's description.</summary>
internal sealed class InvalidRequestException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}

/// <summary>The error codes of the API that a request can cause.</summary>
internal static class ErrorCodes
{
    public const string BadArgument = "BadArgument";
    public const string InvalidCustomInterval = "InvalidCustomInterval";
    public const string InvalidGranularity = "InvalidGranularity";
    public const string InvalidImputeFixedValue = "InvalidImputeFixedValue";
    public const string InvalidImputeMode = "InvalidImputeMode";
    public const string InvalidJsonFormat = "InvalidJsonFormat";
    public const string InvalidModelArgument = "InvalidModelArgument";
    public const string InvalidPeriod = "InvalidPeriod";
    public const string InvalidSeries = "InvalidSeries";
    public const string RequiredGranularity = "RequiredGranularity";
    public const string RequiredSeries = "RequiredSeries";
}
