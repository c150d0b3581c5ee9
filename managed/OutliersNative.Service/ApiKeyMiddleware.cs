using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace OutliersNative.Service;

/// <summary>Metadata of an endpoint whose requests need an API key, if the service has some.</summary>
internal sealed class NeedsApiKey
{
    public static NeedsApiKey Metadata { get; } = new();
}

/// <summary>Answers 401 unless the request has one of the configured keys.</summary>
internal sealed class ApiKeyMiddleware
{
    private const string Bearer = "Bearer ";

    private static readonly string[] KeyHeaders = ["X-Api-Key", "Ocp-Apim-Subscription-Key"];

    private readonly RequestDelegate _next;
    private readonly byte[][] _hashes;

    public ApiKeyMiddleware(RequestDelegate next, IOptions<ServiceOptions> options)
    {
        _next = next;
        _hashes = [.. options.Value.ApiKeys.Select(Hash)];
    }

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<NeedsApiKey>() is null || IsKnown(KeyOf(context.Request.Headers)))
        {
            return _next(context);
        }
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return new Problem(
            StatusCodes.Status401Unauthorized,
            "The request has no valid API key. Send one in the header X-Api-Key, Ocp-Apim-Subscription-Key, or Authorization: Bearer.").WriteAsync(context);
    }

    private static string? KeyOf(IHeaderDictionary headers)
    {
        foreach (string name in KeyHeaders)
        {
            if (headers[name] is [{ Length: > 0 } key])
            {
                return key;
            }
        }
        StringValues authorization = headers.Authorization;
        return authorization is [{ } text] && text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? text[Bearer.Length..].Trim() : null;
    }

    /// <remarks>Takes the same time for each key: hashes have one length, and all of them are compared.</remarks>
    private bool IsKnown(string? key)
    {
        if (key is null)
        {
            return false;
        }
        byte[] hash = Hash(key);
        bool isKnown = false;
        foreach (byte[] known in _hashes)
        {
            isKnown |= CryptographicOperations.FixedTimeEquals(hash, known);
        }
        return isKnown;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
